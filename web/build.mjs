// node build.mjs FOLDER: writes what the browser gets, hashed and compressed, and manifest.json: {"css": "site-HASH.css", ...}.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { fontCut } from './build/fonts.mjs';
import { kernCut } from './build/kern.mjs';

const WEB = path.dirname(fileURLToPath(import.meta.url));
const PRECOMPRESSED = /\.woff2$/;

// Entries of the manifest by the source they are built from.
const ENTRIES = {
	css: 'styles/site.css',
	theme: 'styles/theme.css',
	js: 'scripts/site.ts',
};

// The oldest browsers the pages are styled for; older ones get plain, readable HTML.
const BROWSERS = ['chrome111', 'firefox115', 'safari16.4'];

function filesBelow(folder, ending) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		if (entry.isDirectory())
			return filesBelow(file, ending);
		return ending.test(entry.name) ? [file] : [];
	});
}

function textsBelow(folder, ending) {
	return filesBelow(path.join(WEB, folder), ending).map((file) => readFileSync(file, 'utf8')).join('\n');
}

// Templates put class names together ("kern-btn--{{...}}") nowhere, so every class is a word of its own.
function wordsOfPages() {
	return new Set(textsBelow('pages', /\.html$/).concat(textsBelow('scripts', /\.ts$/)).match(/[\w-]+/g));
}

const kern = {
	name: 'kern',
	setup(b) {
		b.onResolve({ filter: /^kern$/ }, () => ({ path: 'kern', namespace: 'kern' }));
		b.onLoad({ filter: /.*/, namespace: 'kern' }, () => ({
			contents: kernCut(wordsOfPages(), textsBelow('styles', /\.css$/)),
			loader: 'css',
		}));
		b.onResolve({ filter: /^font:/ }, (args) => ({ path: `${args.path.slice(5)}.woff2`, namespace: 'font' }));
		b.onLoad({ filter: /.*/, namespace: 'font' }, async (args) => ({
			contents: await fontCut(args.path.replace(PRECOMPRESSED, '')),
			loader: 'file',
		}));
	},
};

function fileCompress(file) {
	if (PRECOMPRESSED.test(file))
		return;
	const bytes = readFileSync(file);
	writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
	writeFileSync(`${file}.br`, brotliCompressSync(bytes, {
		params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
	}));
}

function manifestOf(outputs) {
	const manifest = {};
	for (const [file, output] of Object.entries(outputs)) {
		const key = Object.keys(ENTRIES).find((name) => ENTRIES[name] === output.entryPoint);
		if (key)
			manifest[key] = path.basename(file);
	}
	return manifest;
}

async function run(folder) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });

	const { metafile } = await build({
		absWorkingDir: WEB,
		entryPoints: Object.values(ENTRIES),
		outdir: folder,
		entryNames: '[name]-[hash]',
		assetNames: '[name]-[hash]',
		bundle: true,
		minify: true,
		metafile: true,
		target: BROWSERS,
		plugins: [kern],
		logLevel: 'warning',
	});

	filesBelow(folder, /./).forEach(fileCompress);
	writeFileSync(path.join(folder, 'manifest.json'), `${JSON.stringify(manifestOf(metafile.outputs), null, 2)}\n`);
}

const folder = process.argv[2];
if (!folder) {
	console.error('usage: node build.mjs FOLDER');
	process.exit(2);
}
await run(path.resolve(folder));
