import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from './harness.mjs';
import { book, hold, review, SERVICE, TIMES } from './walk.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';
const LANGUAGES = ['', 'en'];

const withLanguage = (path, lang) => lang ? `${path}${path.includes('?') ? '&' : '?'}lang=${lang}` : path;
const goTo = (path) => (page, lang) => page.goto(withLanguage(path, lang));

const STATES = {
	start: goTo('/'), results: goTo('/?q=wohngeld'), 'no results': goTo('/?q=xyzzy'),
	office: goTo('/offices/wohngeld'), 'office without services': goTo('/offices/ausweise'),
	service: goTo(SERVICE), 'service with errors': goTo(`${SERVICE}/times`), 'more letters': goTo(`${SERVICE}/times?surname=L`),
	'nobody responsible': goTo(`${SERVICE}/times?surname=XYZ`),
	times: goTo(TIMES), 'times filtered': goTo(`${TIMES}&time_of_day=pm`),
	'no times': goTo('/offices/schwerbehindertenrecht/services/ausgebucht/times'),
	'several persons': goTo('/offices/wohngeld/services/beratung/times?channel=phone'),
	month: goTo(`${TIMES}&view=month`), 'lost link': goTo('/lost-link'), 'link sent': goTo('/lost-link?sent=1'), 404: goTo('/nothing'),
	details: async (page, lang) => { await hold(page, withLanguage(TIMES, lang), 20); },
	'details with errors': async (page, lang) => { await hold(page, withLanguage(TIMES, lang), 20); await page.click('#details .kern-btn--primary'); await page.waitForURL(/details/); },
	review: (page, lang) => review(page, withLanguage(TIMES, lang), 20),
	confirmed: (page, lang) => book(page, withLanguage(TIMES, lang), 20),
	manage: async (page, lang) => goTo(await book(page, TIMES, 20))(page, lang),
	print: async (page, lang) => goTo(`${await book(page, TIMES, 20)}?view=print`)(page, lang),
	move: async (page, lang) => goTo(`${await book(page, TIMES, 20)}/move`)(page, lang),
};

// axe in light and dark, wide and narrow; nothing wider than the screen, also with the text spaced out.
async function pageCheck(page) {
	await page.evaluate(AXE);
	for (const width of [1280, 320]) {
		await page.setViewportSize({ width, height: 800 });
		for (const colorScheme of ['light', 'dark']) {
			await page.emulateMedia({ colorScheme });
			const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
			assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).slice(0, 3)}`), [], `${width} ${colorScheme}`);
		}
		const overflow = await page.evaluate((spacing) => {
			const sheet = new CSSStyleSheet();
			const plain = document.documentElement.scrollWidth - innerWidth;

			sheet.replaceSync(spacing);
			document.adoptedStyleSheets = [sheet];
			const spaced = document.documentElement.scrollWidth - innerWidth;
			document.documentElement.dir = 'rtl';
			const mirrored = document.documentElement.scrollWidth - innerWidth;
			document.documentElement.dir = 'ltr';
			document.adoptedStyleSheets = [];
			return [plain, spaced, mirrored].map((n) => Math.max(0, n));
		}, SPACING);
		assert.deepEqual(overflow, [0, 0, 0], `overflow at ${width}: plain, spaced out, right to left`);
	}
}

for (const [name, reach] of Object.entries(STATES))
	for (const lang of LANGUAGES)
		test(`page "${name}"${lang ? ` in ${lang}` : ''} is accessible, in light and dark, and fits 320 pixels`, async (desk) => {
			const page = await desk.open();

			await reach(page, lang);
			await pageCheck(page);
		});

test('a first visit weighs less than 120 kB, and what is static is cached for good', async (desk) => {
	const page = await desk.open();
	const done = [];

	page.on('requestfinished', (request) => done.push(request));
	await page.goto('/', { waitUntil: 'networkidle' });
	let bytes = 0;
	for (const request of done) {
		const { responseBodySize } = await request.sizes();
		bytes += responseBodySize;
		if (request.resourceType() !== 'document')
			assert.match((await (await request.response()).allHeaders())['cache-control'], /immutable/, request.url());
	}
	console.log(`    first visit: ${(bytes / 1000).toFixed(1)} kB in ${done.length} requests`);
	assert.ok(bytes > 10000 && bytes < 120000);
});

test('the printed appointment holds the reference and what to bring, and no header or footer', async (desk) => {
	const page = await desk.open();

	await page.goto(`${await book(page, TIMES, 24)}?view=print`);
	await page.emulateMedia({ media: 'print' });
	for (const noise of ['.site-header', '.site-footer'])
		assert.equal(await page.locator(noise).isVisible(), false, noise);
	assert.ok(await page.locator('.ticket__reference').isVisible());
	assert.ok(await page.getByText('Mietvertrag').isVisible());
});
