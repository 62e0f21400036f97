// Fira Sans cut to the letters of Latin-script languages: 12 kB a weight instead of 130.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import subsetFont from 'subset-font';

const require = createRequire(import.meta.url);

// Basic Latin, Latin-1, Latin Extended-A, and the marks of typesetting.
const RANGES = [
	[0x20, 0x7e], [0xa0, 0x17f], [0x218, 0x21b], [0x1e9e, 0x1e9e], [0x2010, 0x2015], [0x2018, 0x201e],
	[0x2022, 0x2022], [0x2026, 0x2026], [0x202f, 0x202f], [0x2039, 0x203a], [0x20ac, 0x20ac], [0x2212, 0x2212],
];

// Kerning and marks, local forms, and figures of one width for times.
const FEATURES = ['kern', 'mark', 'ccmp', 'locl', 'tnum', 'lnum'];

function lettersOf(ranges) {
	return ranges.flatMap(([from, to]) =>
		Array.from({ length: to - from + 1 }, (_, i) => String.fromCodePoint(from + i))).join('');
}

export function fontCut(name) {
	const file = require.resolve(`@kern-ux/native/dist/fonts/fira-sans/${name}.woff2`);

	return subsetFont(readFileSync(file), lettersOf(RANGES), {
		targetFormat: 'woff2',
		keepFeatures: FEATURES,
		noHinting: true,
	});
}
