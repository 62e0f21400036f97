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
	staff_css: 'styles/staff.css',
	staff_js: 'scripts/staff.ts',
	embed_css: 'styles/embed.css',
};

// For other sites: its style sheet stands in it as a text.
const EMBED = { embed_js: 'scripts/embed.ts' };

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

// Templates put class names together ("kern-btn--{{...}}") nowhere, so every class is a word of its own.
// Citizens do not load what only the staff's pages use.
const OF_STAFF = /[\\/](staff|admin)([\\/.]|$)/;

function wordsOf(files) {
	return new Set(files.map((file) => readFileSync(file, 'utf8')).join('\n').match(/[\w-]+/g));
}

function sources() {
	return [...filesBelow(path.join(WEB, 'pages'), /\.html$/), ...filesBelow(path.join(WEB, 'scripts'), /\.ts$/)];
}

function stylesOf(staff) {
	return filesBelow(path.join(WEB, 'styles'), /\.css$/)
		.filter((file) => staff || !OF_STAFF.test(path.relative(WEB, file)))
		.map((file) => readFileSync(file, 'utf8')).join('\n');
}

const SHARED = /^pages[\\/](frame|part)[\\/]/;

function wordsOfCitizens() {
	return wordsOf(sources().filter((file) => !OF_STAFF.test(path.relative(WEB, file))));
}

function wordsOfStaff() {
	return wordsOf(sources().filter((file) => OF_STAFF.test(path.relative(WEB, file)) || SHARED.test(path.relative(WEB, file))));
}

const kern = {
	name: 'kern',
	setup(b) {
		b.onResolve({ filter: /^kern(-staff)?$/ }, (args) => ({ path: args.path, namespace: 'kern' }));
		b.onLoad({ filter: /^kern$/, namespace: 'kern' }, () => ({
			contents: kernCut(wordsOfCitizens(), stylesOf(false)),
			loader: 'css',
		}));
		b.onLoad({ filter: /^kern-staff$/, namespace: 'kern' }, () => ({
			contents: kernCut(wordsOfStaff(), stylesOf(true)),
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

function manifestOf(outputs, entries) {
	const manifest = {};
	for (const [file, output] of Object.entries(outputs)) {
		const key = Object.keys(entries).find((name) => entries[name] === output.entryPoint);
		if (key)
			manifest[key] = path.basename(file);
	}
	return manifest;
}

async function entriesBuild(folder, entries, options) {
	const { metafile } = await build({
		absWorkingDir: WEB,
		entryPoints: Object.values(entries),
		outdir: folder,
		entryNames: '[name]-[hash]',
		assetNames: '[name]-[hash]',
		bundle: true,
		minify: true,
		metafile: true,
		target: BROWSERS,
		logLevel: 'warning',
		...options,
	});

	return manifestOf(metafile.outputs, entries);
}

async function run(folder) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });

	const manifest = {
		...await entriesBuild(folder, ENTRIES, { plugins: [kern] }),
		...await entriesBuild(folder, EMBED, { loader: { '.css': 'text' } }),
	};

	filesBelow(folder, /./).forEach(fileCompress);
	writeFileSync(path.join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

const folder = process.argv[2];
if (!folder) {
	console.error('usage: node build.mjs FOLDER');
	process.exit(2);
}
await run(path.resolve(folder));
