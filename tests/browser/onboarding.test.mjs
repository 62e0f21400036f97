// A department comes online without a programmer: an office copied from the pilot, what its checklist finds mended on the
// pages it leads to, live, and a citizen books there.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { atDesk, german, mailTo, passwordSet, signIn, today } from './staff.mjs';
import { book } from './walk.mjs';

// Workers follow each other: the page, as soon as whoever answers knows the office.
async function visit(page, path) {
	while ((await page.goto(path)).status() === 404);
}

async function officeCopy(page, name, slug) {
	await page.goto('/staff/wohngeld/offices');
	await page.fill('#name', name);
	await page.fill('#slug', slug);
	await page.selectOption('#original', 'wohngeld');
	await page.click('form[action*="/offices"] button.kern-btn--secondary');
	await page.click('form[action*="/import/"] .kern-btn--primary');
	await page.waitForURL(/done=office_made/);
}

const missing = async (page, path) => {
	await visit(page, `${path}/checklist`);
	return page.locator('section[aria-labelledby=missing] .staff-finding .staff-strong').allInnerTexts();
};

// The way from a finding to the page it is mended on.
const follow = async (page, path, heading) => {
	assert.ok((await missing(page, path)).includes(heading), heading);
	await page.locator('.staff-finding', { hasText: heading }).first().locator('a').click();
	await page.waitForLoadState();
};

async function textsMend(page, path) {
	await follow(page, path, 'Texte fehlen');
	await page.click('main table a:has-text("Beratung")');
	await page.fill('[name="summary.de"]', 'Wir beraten Sie.');
	await page.click('form[action*="/services/"] .kern-btn--primary');
	await page.waitForURL(/done=/);
}

async function personAdd(page, path) {
	await visit(page, `${path}/people`);
	await page.fill('#name', 'Nora Lind');
	await page.fill('#slug', 'lind');
	await page.click('form[action*="/people"] .kern-btn--primary');
	await page.waitForURL(/done=/);
	await follow(page, path, 'Zuständigkeit hat eine Lücke');
	for (const service of ['antrag', 'beratung'])
		await page.fill(`[name="cell.${service}.lind"]`, 'A-Z');
	await page.click('button[name=do][value=save]');
	await page.waitForURL(/done=/);
}

async function hoursAdd(page, path) {
	await follow(page, path, 'Keine freien Zeiten');
	await page.goto(`${path}/hours/new?contact_person=lind`);
	for (const day of ['', '-2', '-3', '-4', '-5'])
		await page.check(`#weekdays${day}`);
	await page.fill('#from', '9:00');
	await page.fill('#to', '15:00');
	await page.fill('#step_minutes', '30');
	await page.check('[name=channels][value=in_person]');
	await page.fill('#valid_from', german(today()));
	await page.click('main form button[value=save]');
	await page.waitForURL(/done=/);
}

async function managerAdd(desk, page, path, slug) {
	const email = `leitung-${slug}@kreis.example`;

	await follow(page, path, 'Keine Amtsleitung mit zweitem Faktor');
	await page.fill('form[aria-labelledby=invite] #name', 'Monika Frey');
	await page.fill('#email', email);
	await page.check('[name=role][value=office_manager]');
	await page.selectOption('#for', slug);
	await page.click('form[aria-labelledby=invite] .kern-btn--primary');
	await page.waitForURL(/done=/);
	const manager = await desk.open({ staff: [] });
	const [link] = (await mailTo(desk, email, '/staff/links/')).match(/\/staff\/links\/[\w-]+/);

	await passwordSet(manager, link);
	assert.ok(await signIn(manager, email), 'a manager sets up the second factor');
	return manager;
}

async function mailTest(page, path) {
	await follow(page, path, 'Keine Probe-E-Mail angekommen');
	await page.fill('#email', 'probe@kreis.example');
	await page.click('button[value=test_mail]');
	await page.waitForURL(/done=test_mail/);
	while ((await missing(page, path)).length > 0);
}

for (const [name, slug] of [['Bildung und Teilhabe', 'bildung'], ['Elterngeld', 'elterngeld']])
	test(`an administrator brings the office "${name}" online as a copy of the pilot, and a citizen books there`, async (desk) => {
		const page = await atDesk(desk);
		const path = `/staff/${slug}`;

		await officeCopy(page, name, slug);
		await textsMend(page, path);
		await personAdd(page, path);
		await hoursAdd(page, path);
		const manager = await managerAdd(desk, page, path, slug);

		// The manager goes on where the administrator stops.
		await mailTest(manager, path);
		await manager.click('button[value=live]:has-text("Jetzt freischalten")');
		await manager.waitForURL(/done=office_live/);
		assert.match(await manager.locator('.staff-panel .kern-badge').first().innerText(), /online/);

		const citizen = await desk.open();
		const times = `/offices/${slug}/services/antrag/times?surname=ABC&channel=in_person`;

		await visit(citizen, times);
		await book(citizen, times);
		assert.match(await citizen.locator('main').innerText(), /Nora Lind/);
	});
