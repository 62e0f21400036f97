import assert from 'node:assert/strict';
import { pageCheck } from './check.mjs';
import { test } from './harness.mjs';
import { STATES } from './states.mjs';
import { book, TIMES } from './walk.mjs';

const LANGUAGES = ['', 'en'];

for (const [name, reach] of Object.entries(STATES))
	for (const lang of LANGUAGES)
		test(`page "${name}"${lang ? ` in ${lang}` : ''} is accessible and fits 320 pixels`, async (desk) => {
			const page = await desk.open();

			await reach(page, lang, desk);
			await pageCheck(page, lang ? ['light'] : ['light', 'dark']);
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

test('the printed appointment holds the reference and what to bring, and nothing to click', async (desk) => {
	const page = await desk.open();

	await page.goto(`${await book(page, TIMES)}?view=print`);
	await page.emulateMedia({ media: 'print' });
	for (const noise of ['.languages', '.site-footer', '.actions'])
		assert.equal(await page.locator(noise).first().isVisible(), false, noise);
	assert.ok(await page.locator('.ticket__reference').isVisible());
	assert.ok(await page.getByText('Mietvertrag').isVisible());
});

// Forced colours take every background away: what is to be pressed needs a line, and icons a colour of their own.
for (const name of ['times', 'month', 'details'])
	test(`page "${name}" can be used in forced colours`, async (desk) => {
		const page = await desk.open();

		await STATES[name](page, '', desk);
		await page.emulateMedia({ forcedColors: 'active' });
		const lost = await page.evaluate(() => {
			const canvas = getComputedStyle(document.body).backgroundColor;
			const seen = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 1);
			const line = (e) => ['Top', 'Bottom'].some((side) => parseFloat(getComputedStyle(e)[`border${side}Width`]) > 0);

			return [...seen('main :is(.time, .kern-btn--primary, .kern-btn--secondary, .kern-form-input__input, .month a)').filter((e) => !line(e)),
				...seen('.kern-icon:not([aria-current] *)').filter((e) => getComputedStyle(e).backgroundColor === canvas)].map((e) => e.outerHTML.slice(0, 120));
		});
		assert.deepEqual(lost, []);
	});

for (const name of ['confirmed', 'manage'])
	test(`page "${name}" prints the appointment, and neither footer nor buttons`, async (desk) => {
		const page = await desk.open();

		await STATES[name](page, '', desk);
		await page.emulateMedia({ media: 'print' });
		for (const noise of ['.languages', '.site-footer', '.actions'])
			assert.equal(await page.locator(noise).first().isVisible(), false, noise);
		assert.ok(await page.locator('.ticket__reference').isVisible());
	});
