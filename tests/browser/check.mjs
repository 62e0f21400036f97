// What holds of every page: no violation axe knows of, and nothing wider than the screen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }';
const WIDTHS = [1280, 320];
const PHONE_WIDTH = 360;

async function axeCheck(page, what, options) {
	const { violations } = await page.evaluate((wanted) => axe.run({ resultTypes: ['violations'], ...wanted }), options);

	assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).slice(0, 3)}`), [], what);
}

// As it is, with the text spaced out (WCAG 1.4.12), and that from right to left; names what is too wide.
async function widthCheck(page, what) {
	const wide = await page.evaluate((spacing) => {
		const sheet = new CSSStyleSheet();
		const measure = () => {
			const over = document.documentElement.scrollWidth - innerWidth;

			return over <= 0 ? '' : [over, ...[...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1
				|| e.getBoundingClientRect().left < -1).map((e) => `${e.tagName}.${e.className}`).slice(-4)].join(' ');
		};
		const found = [measure()];
		const { dir } = document.documentElement;

		sheet.replaceSync(spacing);
		document.adoptedStyleSheets = [sheet];
		found.push(measure());
		document.documentElement.dir = 'rtl';
		found.push(measure());
		document.documentElement.dir = dir;
		document.adoptedStyleSheets = [];
		return found;
	}, SPACING);

	assert.deepEqual(wide, ['', '', ''], `too wide at ${what}: plain, spaced out, right to left`);
}

// Kept for whoever looks at them, in the folder that SCREENSHOTS names; without it there are none.
export async function screenshot(page, name, width) {
	if (!process.env.SCREENSHOTS)
		return;
	await page.setViewportSize({ width, height: 800 });
	await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name.replaceAll(' ', '-')}-${width}.png`), fullPage: true });
}

// A page that is not ours, but holds something of ours.
export async function hostCheck(page, what) {
	await page.evaluate(AXE);
	await axeCheck(page, what);
}

// Colours are all that the dark theme changes, and they are the same in all languages.
export async function pageCheck(page, schemes = ['light', 'dark']) {
	await page.evaluate(AXE);
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: 800 });
		await page.emulateMedia({ colorScheme: 'light' });
		await axeCheck(page, `${width} light`);
		await widthCheck(page, width);
		if (schemes.includes('dark')) {
			await page.emulateMedia({ colorScheme: 'dark' });
			await axeCheck(page, `${width} dark`, { runOnly: ['color-contrast', 'link-in-text-block'] });
		}
	}
	await page.setViewportSize({ width: PHONE_WIDTH, height: 800 });
	await widthCheck(page, PHONE_WIDTH);
}
