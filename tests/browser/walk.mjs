// The way through a booking, step by step.
import assert from 'node:assert/strict';

export const SERVICE = '/offices/wohngeld/services/antrag';
export const TIMES = `${SERVICE}/times?surname=ABC&channel=in_person`;

// Tests run at the same time: each takes a time that no other test on its server has taken or given back.
const drawn = new Set();

export async function aTime(page) {
	const times = page.locator('.day .time');
	await times.first().waitFor();
	const starts = await times.evaluateAll((all) => all.map((e) => e.value ?? new URL(e.href).searchParams.get('starts_at')));
	const { origin } = new URL(page.url());
	const nth = starts.findIndex((start) => !drawn.has(`${origin} ${start}`));

	if (nth < 0)
		throw new Error(`no time left on ${page.url()}`);
	drawn.add(`${origin} ${starts[nth]}`);
	return times.nth(nth);
}

export async function hold(page, path = TIMES) {
	await page.goto(path);
	await (await aTime(page)).click();
	await page.waitForURL(/\/holds\//);
}

// The document behind the page.
export async function pageDocument(page) {
	return (await page.request.get(`/api/v1${new URL(page.url()).pathname.replace(/\/details$/, '')}`)).json();
}

export async function holdExpire(desk, page) {
	const { starts_at: startsAt } = await pageDocument(page);

	desk.server.run(`UPDATE reservation SET hold_expires_at = now() - interval '1 second'
		WHERE hold_expires_at IS NOT NULL AND released_at IS NULL AND lower(during) = '${startsAt}'`);
}

// Somebody else holds the time of this button.
export async function timeTake(page, button) {
	const data = { starts_at: await button.getAttribute('value'), channel: 'in_person', surname: 'ABC' };

	return (await page.request.post(`/api/v1${SERVICE}/holds`, { data })).status();
}

export async function detailsFill(page) {
	await page.fill('#given_name', 'Mira');
	await page.fill('#family_name', 'Abendroth');
	await page.fill('#email', 'mira@example.org');
	if (await page.locator('[name="answers.housing"]').count())
		await page.locator('[name="answers.housing"]').first().press('Space');
}

export async function review(page, path) {
	await hold(page, path);
	await detailsFill(page);
	await page.click('#details .kern-btn--primary');
	await page.waitForURL(/\/details/);
}

export async function book(page, path) {
	await review(page, path);
	await page.click('form[action*="/confirm"] .kern-btn--primary');
	await page.waitForURL(/view=booked/);
	return new URL(page.url()).pathname;
}

// Tab until the element has the focus; whatever has it must be seen.
export async function tabTo(page, selector) {
	for (let i = 0; i < 200; i++) {
		await page.keyboard.press('Tab');
		const state = await page.evaluate((wanted) => {
			const e = document.activeElement;
			const box = e.getBoundingClientRect();
			const style = getComputedStyle(e);
			const x = box.x + box.width / 2;
			const y = box.y + box.height / 2;
			const top = document.elementFromPoint(x, y);

			return { hit: e.matches(wanted), name: e.outerHTML.slice(0, 120),
				visible: style.outlineStyle !== 'none' || style.boxShadow !== 'none' || style.textDecorationLine !== 'none'
					|| getComputedStyle(e, '::before').content !== 'none',
				seen: e === document.body || !top || e.contains(top) || top.contains(e) || e.labels?.[0]?.contains(top) };
		}, selector);

		assert.ok(state.seen, `covered: ${state.name}`);
		if (state.hit) {
			assert.ok(state.visible, `no visible focus: ${state.name}`);
			return;
		}
	}
	assert.fail(`Tab does not reach ${selector}`);
}
