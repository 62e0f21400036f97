// The citizen's way in Arabic, from right to left, on a server of its own that offers it.
import assert from 'node:assert/strict';
import { pageCheck, screenshot } from './check.mjs';
import { Desk, test } from './harness.mjs';
import { Server } from './server.mjs';
import { STATES } from './states.mjs';

const WAY = ['start', 'office', 'service', 'times', 'month', 'details with errors', 'review', 'confirmed', 'manage', 'move', 'lost link', '404'];
const FALLBACK = ['start', 'office', 'service', 'times', 'month', 'review', 'confirmed', 'manage', 'move'];
const WIDTHS = [1280, 360];

// By what the browser computed; only what is marked as running the other way does so, and boxes to tick, which have no text.
async function directionCheck(page) {
	const found = await page.evaluate(() => {
		const direction = (e) => getComputedStyle(e).direction;
		const other = [...document.querySelectorAll('body *')].filter((e) => direction(e) === 'ltr' && !e.closest('[dir=ltr], [dir=auto], bdi, [lang]:not(html), svg, input'));
		const heading = document.querySelector('h1').getBoundingClientRect();
		const frame = document.querySelector('h1').closest('.frame, main').getBoundingClientRect();

		return { lang: document.documentElement.lang, page: direction(document.documentElement), body: direction(document.body),
			heading: getComputedStyle(document.querySelector('h1')).direction, other: other.map((e) => e.outerHTML.slice(0, 100)).slice(0, 5),
			atStart: frame.right - heading.right < frame.width / 4 };
	});

	assert.deepEqual(found, { lang: 'ar', page: 'rtl', body: 'rtl', heading: 'rtl', other: [], atStart: true }, page.url());
}

// What the office wrote in German only is read as German, from left to right, where the page is Arabic; a name within a sentence is isolated.
async function germanCheck(page) {
	const found = await page.evaluate(() => [...document.querySelectorAll('main h1, main .lead, main .facts, main .kern-list')]
		.flatMap((e) => [e, ...e.querySelectorAll('*')])
		.filter((e) => !e.closest('[lang]:not(html), [dir=ltr]') && [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && /[a-zäöüß]{4}/i.test(n.data.replace(/\u2068[^\u2069]*\u2069/g, ''))))
		.map((e) => e.outerHTML.slice(0, 100)));

	assert.deepEqual(found, [], page.url());
	assert.ok(await page.locator('main [lang=de][dir=ltr]').count() > 0, page.url());
}

test('the citizen\'s way runs from right to left in Arabic, is accessible and fits 320 pixels', async (desk) => {
	const server = new Server('--holds_per_client=10000');

	try {
		await server.start();
		await server.seed();
		server.run("UPDATE authority SET languages = '{de,en,ar}'");
		const own = new Desk(desk.browser, server);
		const first = await own.open();

		for (let seen = 0; seen < 10;)
			seen = /dir="rtl"/.test(await (await fetch(`${server.url}/?lang=ar`, { headers: { connection: 'close', accept: 'text/html' } })).text()) ? seen + 1 : 0;
		await first.close();
		for (const name of WAY) {
			const page = await own.open();

			await STATES[name](page, 'ar', own);
			await directionCheck(page);
			if (FALLBACK.includes(name))
				await germanCheck(page);
			for (const width of WIDTHS)
				await screenshot(page, `ar ${name}`, width);
			await pageCheck(page, ['light']);
			await page.close();
		}
		await own.close();
	} finally {
		await server.stop();
	}
});
