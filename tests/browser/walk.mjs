// The way through a booking, step by step.
export const SERVICE = '/offices/wohngeld/services/antrag';
export const TIMES = `${SERVICE}/times?surname=ABC&channel=in_person`;

export async function hold(page, path = TIMES, nth = 0) {
	await page.goto(path);
	await page.locator('.day .time').nth(nth).click();
	await page.waitForURL(/\/holds\//);
}

export async function detailsFill(page) {
	await page.fill('#given_name', 'Mira');
	await page.fill('#family_name', 'Abendroth');
	await page.fill('#email', 'mira@example.org');
	if (await page.locator('[name="answers.housing"]').count())
		await page.locator('[name="answers.housing"]').first().check();
}

export async function review(page, path, nth) {
	await hold(page, path, nth);
	await detailsFill(page);
	await page.click('#details .kern-btn--primary');
	await page.waitForURL(/\/details/);
}

export async function book(page, path, nth) {
	await review(page, path, nth);
	await page.click('form[action*="/confirm"] .kern-btn--primary');
	await page.waitForURL(/view=booked/);
	return new URL(page.url()).pathname;
}
