// The day of an office: signing in, who comes, somebody calls, somebody is sick, who is responsible.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { accountAdd, atDesk, clock, dayAfter, freeMonday, german, mailTo, officeNew, overbook, PASSWORD, passwordSet, release, send, signIn, today, totp, untilAll } from './staff.mjs';
import { tabTo } from './walk.mjs';

const heading = (page) => page.locator('h1').innerText();
const primary = 'main form .staff-actions .kern-btn--primary';

test('an account is opened by its link, gets a second factor, and signs out everywhere', async (desk) => {
	const page = await desk.open({ staff: [] });
	const other = await desk.open({ staff: [] });
	const { email, link } = accountAdd(desk, 'administrator');

	await passwordSet(page, link);
	await page.fill('#email', email);
	await page.fill('#password', 'falsch-geraten');
	await page.press('#password', 'Enter');
	assert.match(await page.title(), /^Fehler:/);
	assert.equal(await page.inputValue('#email'), email);
	const secret = await signIn(page, email);
	assert.ok(secret && await page.locator('.staff-codes li').count() > 5);

	await other.goto('/staff/sessions');
	await other.waitForURL(/\/staff\/sign-in/);
	await other.fill('#email', email);
	await other.fill('#password', PASSWORD);
	await other.press('#password', 'Enter');
	await other.waitForURL(/\/sign-in\/totp/);
	await other.fill('#code', '000000');
	await other.press('#code', 'Enter');
	assert.match(await other.title(), /^Fehler:/);
	await other.fill('#code', totp(secret, 1));
	await other.press('#code', 'Enter');
	await other.waitForURL(/\/staff\/sessions/);
	assert.equal(await other.locator('tbody tr').count(), 2);
	await other.click('form[action*="end-all"] button');
	await other.waitForURL(/\/staff\/sign-in/);
	await page.goto('/staff/account');
	assert.match(page.url(), /\/staff\/sign-in/);
});

// An office whose person has three appointments today (tomorrow when the day is nearly over), and free times afterwards.
async function morning(desk, page) {
	const office = await officeNew(desk);
	const late = clock() > '23:00';
	const date = dayAfter(today(), late ? 1 : 0);
	const days = Array.from({ length: 14 }, (_, n) => dayAfter(date, n + 1));
	const person = (n) => `sick${n}-${office.slug}@example.org`;
	const booked = [];

	await release(desk, office, office.keller, days);
	await release(desk, office, office.yilmaz, days);
	for (const [time, fields] of [['23:20', { email: person(1) }], ['23:25', { email: person(2), family_name: 'Aksoy' }], ['23:30', { phone: '07721 555', family_name: 'Ohnemail' }]])
		booked.push(await overbook(page, office, date, time, fields));
	return { office, date, length: late ? 'tomorrow' : 'today', person, booked };
}

test('sick in the morning: three clicks, everybody has a time held for them and a mail, or is on the list of calls', async (desk) => {
	const page = await atDesk(desk);
	const { office, length, person } = await morning(desk, page);
	const held = () => Number(desk.server.run(`SELECT count(*) FROM reservation JOIN contact_person USING (contact_person_id)
		WHERE slug LIKE '${office.slug}-%' AND hold_expires_at > now() AND released_at IS NULL`));

	await page.goto(`${office.path}/day?contact_person=${office.keller}`);
	await page.click('.staff-head__actions .kern-btn--secondary');
	assert.equal(await page.inputValue('#sick_person'), office.keller);
	if (length !== 'today')
		await page.selectOption('#length', length);
	await page.click('form[action*="/sick"] .kern-btn--primary');
	assert.match(await heading(page), /Sabine Keller ist abwesend: 3 Termine/);
	assert.equal(held(), 3);
	const proposals = await page.locator('.staff-table--stack tbody td:nth-of-type(2)').allInnerTexts();
	assert.equal(new Set(proposals).size, 3);
	await page.click('button[value=confirm]');

	await page.waitForURL(/\/calls/);
	assert.equal(await page.locator('tbody tr').count(), 1);
	assert.match(await page.locator('tbody tr').innerText(), /Ohnemail[\s\S]*07721 555[\s\S]*Neuer Termin/);
	await page.click('tbody button');
	await page.locator('tbody .kern-badge', { hasText: 'mitgeteilt' }).waitFor();
	assert.equal(held(), 0);

	for (const [n, proposal] of proposals.slice(0, 2).entries()) {
		const mail = await mailTo(desk, person(n + 1), 'Ihr Termin ist verschoben');
		const [clockOf] = proposal.match(/\d+:\d\d/);
		assert.ok(mail.includes(clockOf), `${proposal} in ${mail}`);
		const citizen = await desk.open();

		await citizen.goto(mail.match(/\/bookings\/[\w-]+/)[0]);
		assert.ok((await citizen.locator('main').innerText()).includes(clockOf));
		if (n === 0)
			continue;
		await citizen.click('a[href*="/move"]');
		await citizen.locator('.day .time').last().click();
		await citizen.click('form[action*="/move"] .kern-btn--primary');
		assert.equal(await heading(citizen), 'Ihr Termin ist verschoben');
	}
	assert.equal(desk.server.run(`SELECT count(*) FROM booking b JOIN reservation r USING (reservation_id) JOIN office o ON o.office_id = b.office_id
		WHERE o.slug = '${office.slug}' AND b.state = 'confirmed' AND r.released_at IS NULL AND lower(r.during) > now() + interval '30 minutes'`), '3');
});

async function callerBooks(page, desk) {
	const office = await officeNew(desk);
	const monday = await freeMonday(page, office);
	const name = `Anrufer${office.slug.slice(4)}`;

	await release(desk, office, office.keller, [monday]);
	await page.goto(`${office.path}/bookings/new`);
	await page.selectOption('#service', 'antrag');
	await page.fill('#surname', name);
	await page.fill('#from', german(monday));
	await page.click('form[method=get][action*="/bookings/new"] button');
	await page.fill('#given_name', 'Mira');
	await page.click(primary);
	assert.match(await page.title(), /^Fehler:/);
	assert.equal(await page.inputValue('#given_name'), 'Mira');
	await page.fill('#family_name', name);
	await page.locator('[name=time]').first().check();
	await page.check('[name=confirmation][value=letter]');
	await page.click(primary);
	await page.waitForURL(/\/letter/);
	const letter = await page.locator('.staff-letter').innerText();
	assert.match(letter, new RegExp(`Mira ${name}[\\s\\S]*8:00[\\s\\S]*Ausweis[\\s\\S]*/bookings/`));
	await page.emulateMedia({ media: 'print' });
	assert.equal(await page.locator('.staff-bar__me, .staff-nav, .staff-foot, .staff-noprint').filter({ visible: true }).count(), 0);
	await page.emulateMedia({ media: 'screen' });

	await page.click('.staff-noprint a');
	await page.locator('.staff-head__actions a').first().click();
	await page.waitForURL(/\/move/);
	await page.locator('[name=time]').last().check();
	await page.click(primary);
	await page.waitForURL(/done=moved/);
	assert.match(await page.locator('main').innerText(), /11:30/);
	assert.match(await page.locator('section', { has: page.locator('#history') }).innerText(), /Kim Beispiel/);

	await page.click('#cancel summary');
	await page.click('#cancel button');
	await page.waitForURL(/done=cancelled/);
	await page.goto(`${office.path}/search`);
	await page.fill('#q', name.slice(0, 7));
	await page.press('#q', 'Enter');
	const row = page.locator('tbody tr', { hasText: name });
	assert.match(await row.innerText(), /abgesagt/);
	assert.doesNotMatch(page.url(), new RegExp(name.slice(0, 7)));
	await row.locator('a').click();
	assert.match(await heading(page), new RegExp(name));
	return { office, monday };
}

test('somebody calls: booked, letter, moved, cancelled, found again', async (desk) => { await callerBooks(await atDesk(desk), desk); });
test('somebody calls, without JavaScript', async (desk) => { await callerBooks(await atDesk(desk, { javaScriptEnabled: false }), desk); });

test('a taken time is booked a second time only on purpose, and is marked', async (desk) => {
	const page = await atDesk(desk);
	const office = await officeNew(desk);
	const monday = await freeMonday(page, office);
	const fill = async (fields) => {
		for (const [field, value] of Object.entries(fields))
			await page.fill(`#${field}`, value);
	};

	await release(desk, office, office.keller, [monday]);
	await overbook(page, office, monday, '9:00');
	await page.goto(`${office.path}/bookings/new?service=antrag`);
	await page.click('summary:has-text("Außerhalb")');
	await fill({ overbook_date: german(monday), overbook_time: '9:00', family_name: 'Eilig' });
	await page.selectOption('#overbook_contact_person', office.keller);
	await page.click(primary);
	assert.match(await page.title(), /^Fehler:/);
	assert.equal(await page.inputValue('#overbook_time'), '9:00');
	await page.check('#overbook');
	await page.check('[name=confirmation][value=none]');
	await page.click(primary);
	await page.waitForURL(/done=booked/);
	assert.match(await page.locator('main').innerText(), /überbucht/);
});

async function dayOpen(desk, options) {
	const page = await atDesk(desk, options);
	const office = await officeNew(desk);
	const { id } = await overbook(page, office, today(), '23:20');

	await overbook(page, office, today(), '23:25', { family_name: 'Danach' });
	await page.goto(`${office.path}/day`);
	return { page, office, row: page.locator(`#b${id}`) };
}

async function dayWork({ page, row }) {
	for (const [action, state] of [['arrived', 'ist da'], ['start', 'in Bearbeitung'], ['done', 'erledigt']]) {
		await row.locator(`button[value=${action}]`).click();
		await page.waitForURL(/#b\d+$/);
		await row.getByText(state, { exact: true }).first().waitFor();
	}
	await row.locator('button[value=undo]').click();
	await row.getByText('in Bearbeitung', { exact: true }).first().waitFor();
}

test('the day: arrived, in progress, done, and taken back', async (desk) => dayWork(await dayOpen(desk)));
test('the day without JavaScript', async (desk) => dayWork(await dayOpen(desk, { javaScriptEnabled: false })));

test('the day follows what others do by itself, and by a link without JavaScript', async (desk) => {
	const { page, office, row } = await dayOpen(desk);
	const plain = await atDesk(desk, { javaScriptEnabled: false });
	const other = await atDesk(desk, {}, 'Robin Amt');
	const isPoll = (response) => response.request().method() === 'HEAD';

	await page.clock.install();
	const known = page.waitForResponse(isPoll);
	await page.reload();
	await known;
	await page.clock.pauseAt(Date.now() + 1000);
	await plain.goto(page.url());
	await other.goto(page.url());
	await other.locator(`#${await row.getAttribute('id')} button[value=arrived]`).click();
	await other.getByText('ist da', { exact: true }).first().waitFor();

	assert.match(await row.innerText(), /erwartet/);
	await page.clock.runFor(20000);
	await row.getByText('ist da', { exact: true }).waitFor();
	assert.equal(await plain.locator('tbody').getByText('ist da', { exact: true }).count(), 0);
	await plain.getByRole('link', { name: 'Neu laden' }).click();
	await plain.locator('tbody').getByText('ist da', { exact: true }).waitFor();
	assert.ok(page.url().includes(`${office.path}/day`));
});

test('a gap is marked as one types, saved only on purpose, and tried out', async (desk) => {
	const page = await atDesk(desk);
	const office = await officeNew(desk);
	const cell = (name) => page.locator(`[name="cell.antrag.${office[name]}"]`);
	const finding = page.locator('#findings li');

	await page.goto(`${office.path}/responsibilities`);
	assert.equal(await cell('keller').inputValue(), 'A–Z');
	await cell('keller').fill('A–Scg');
	await cell('yilmaz').fill('Su–Z');
	await finding.waitFor();
	assert.match(await finding.innerText(), /Sch–St: niemand/);
	assert.match(await page.locator('.staff-matrix tbody tr').innerText(), /Lücke/);
	await cell('yilmaz').fill('Sch–Z');
	await finding.waitFor({ state: 'detached' });
	await page.click('button[value=save]');
	await page.waitForURL(/done=saved/);
	await untilAll(desk, `/api/v1/offices/${office.slug}/services/antrag`, ({ asks }) => asks.includes('surname'));

	for (const [surname, who] of [['Schmidt', 'Emre Yilmaz'], ['Saur', 'Sabine Keller']]) {
		await page.fill('#surname', surname);
		await page.click('form[action*="#try"] button');
		assert.match(await page.locator('section[aria-labelledby=try] [role=status]').innerText(), new RegExp(`${who}: `));
	}
});

test('gaps are found without JavaScript, too', async (desk) => {
	const page = await atDesk(desk, { javaScriptEnabled: false });
	const office = await officeNew(desk);

	await page.goto(`${office.path}/responsibilities`);
	await page.fill(`[name="cell.antrag.${office.keller}"]`, 'A–Scg');
	await page.fill(`[name="cell.antrag.${office.yilmaz}"]`, 'Su–Z');
	await page.click('button[value=check]');
	assert.match(await page.locator('#findings').innerText(), /Sch–St: niemand/);
	assert.equal(await page.inputValue(`[name="cell.antrag.${office.keller}"]`), 'A–Scg');
});

test('staff sign in, work through the day and book with the keyboard alone', async (desk) => {
	const page = await desk.open({ staff: [] });
	const office = await officeNew(desk);
	const { email, link } = accountAdd(desk, 'front_desk', 'Toni Tresen', '--office', office.slug);
	const helper = await atDesk(desk);
	const monday = await freeMonday(helper, office);
	const type = async (selector, text) => {
		await tabTo(page, selector);
		await page.keyboard.press('Control+A');
		await page.keyboard.type(text);
	};
	const press = async (selector, url, key = 'Enter') => {
		await tabTo(page, selector);
		await page.keyboard.press(key);
		await page.waitForURL(url);
		await page.waitForLoadState();
	};

	await release(desk, office, office.keller, [monday]);
	const { id } = await overbook(helper, office, today(), '23:20');
	await page.goto(link);
	await type('#password', PASSWORD);
	await type('#password_again', PASSWORD);
	await press(primary, /\/staff\/sign-in/);
	await type('#email', email);
	await type('#password', PASSWORD);
	await press('main form button', /\/day/);
	await press('.skip', /#main/);
	await type('#date', german(today()));
	await press('main form[action$="/day"] button', /date=/);
	await press(`#b${id} button[value=arrived]`, /#b\d+$/);
	await page.locator(`#b${id}`).getByText('ist da', { exact: true }).waitFor();
	await press('.staff-head__actions .kern-btn--primary', /\/bookings\/new/);
	await type('#from', german(monday));
	await press('form[method=get][action*="/bookings/new"] button', /from=/);
	await tabTo(page, '[name=time]');
	await page.keyboard.press('Space');
	await type('#family_name', 'Tastatur');
	await press(primary, /\/letter/);
	assert.match(await page.locator('.staff-letter').innerText(), /Guten Tag Tastatur/);
});
