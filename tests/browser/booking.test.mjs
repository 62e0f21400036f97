import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { aTime, detailsFill, hold, holdExpire, review, SERVICE, tabTo, TIMES } from './walk.mjs';

const heading = (page) => page.locator('h1').innerText();

async function wholeWay(page) {
	await page.goto('/');
	await page.fill('#q', 'wongeld');
	await page.press('#q', 'Enter');
	await page.click('.found .row__link >> nth=0');
	await page.fill('#surname', 'ABC');
	await page.click('#search .kern-btn--primary');
	await (await aTime(page)).click();
	await page.waitForURL(/\/holds\//);
	await page.click('#details .kern-btn--primary');
	assert.match(await page.title(), /^Fehler:/);
	await page.click('.error-summary a[href="#family_name"]');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'family_name');
	await detailsFill(page);
	await page.press('#details .kern-btn--primary', 'Enter');
	await page.waitForURL(/\/details/);
	assert.equal(await heading(page), 'Stimmt alles?');
	await page.click('form[action*="/confirm"] .kern-btn--primary');
	assert.equal(await heading(page), 'Ihr Termin ist gebucht');
	const reference = await page.locator('.ticket__reference').innerText();
	await page.click('aside a[href^="/bookings/"]');
	assert.equal(await heading(page), 'Ihr Termin');
	await page.click('a[href*="/move"]');
	await (await aTime(page)).click();
	await page.click('form[action*="/move"] .kern-btn--primary');
	assert.equal(await heading(page), 'Ihr Termin ist verschoben');
	assert.equal(await page.locator('.ticket__reference').innerText(), reference);
	await page.click('aside a[href^="/bookings/"]');
	await page.click('#cancel summary');
	await page.click('#cancel button');
	assert.equal(await heading(page), 'Der Termin ist abgesagt');
	await page.click('#erase summary');
	await page.click('#erase button');
	assert.equal(await heading(page), 'Ihre Daten sind gelöscht');
}

test('a citizen books, moves, cancels and erases', async (desk) => wholeWay(await desk.open()));
test('the same without JavaScript', async (desk) => wholeWay(await desk.open({ javaScriptEnabled: false })));

test('a citizen books with the keyboard alone', async (desk) => {
	const page = await desk.open();
	const press = async (selector, key = 'Enter') => {
		await tabTo(page, selector);
		await page.keyboard.press(key);
		await page.waitForLoadState();
	};

	await page.goto('/offices/wohngeld/services/antrag');
	await press('.skip');
	await tabTo(page, '#surname');
	await page.keyboard.type('ABC');
	await tabTo(page, '[name="channel"]');
	await page.keyboard.press('Space');
	await press('#search .kern-btn--primary');
	await page.waitForURL(/times/);
	await press(`.day .time[value="${await (await aTime(page)).getAttribute('value')}"]`);
	await page.waitForURL(/\/holds\//);
	for (const [field, value] of [['given_name', 'Mira'], ['family_name', 'Abend'], ['email', 'mira@example.org']]) {
		await tabTo(page, `#${field}`);
		await page.keyboard.type(value);
	}
	await tabTo(page, '[name="answers.housing"]');
	await page.keyboard.press('Space');
	await page.keyboard.press('ArrowDown');
	await press('#details .kern-btn--primary');
	await page.waitForURL(/\/details/);
	await press('form[action*="/confirm"] .kern-btn--primary');
	await page.waitForURL(/view=booked/);
});

test('a double click on "Termin buchen" makes one booking, and reloading shows it again', async (desk) => {
	const page = await desk.open();

	await review(page, TIMES);
	const before = Number(desk.server.run('SELECT count(*) FROM booking WHERE email = \'twice@example.org\''));
	await page.locator('input[name=email]').evaluate((e) => { e.value = 'twice@example.org'; });
	await page.dblclick('form[action*="/confirm"] .kern-btn--primary');
	await page.waitForURL(/view=booked/);
	await page.reload();
	assert.equal(await heading(page), 'Ihr Termin ist gebucht');
	assert.equal(Number(desk.server.run('SELECT count(*) FROM booking WHERE email = \'twice@example.org\'')), before + 1);
});

test('going back and choosing another time gives the first one back', async (desk) => {
	const page = await desk.open();

	await hold(page, TIMES);
	await page.goBack();
	await (await aTime(page)).click();
	await page.waitForURL(/\/holds\//);
	assert.equal(await heading(page), 'Ihre Angaben');
});

test('an expired hold keeps what was typed and offers times', async (desk) => {
	const page = await desk.open();

	await hold(page, TIMES);
	await detailsFill(page);
	await holdExpire(desk, page);
	await page.click('#details .kern-btn--primary');
	assert.equal(await heading(page), 'Die Zeit ist abgelaufen');
	await page.locator('.earliest button, .day .time').first().click();
	await page.waitForSelector('#given_name');
	assert.equal(await page.inputValue('#given_name'), 'Mira');
	assert.equal(await page.inputValue('#email'), 'mira@example.org');
});

test('the countdown shows the time left, warns politely and says when it is over', async (desk) => {
	const page = await desk.open();

	await page.clock.install();
	await hold(page, TIMES);
	assert.match(await page.locator('.hold__left').innerText(), /\d+:\d\d/);
	assert.equal(await page.locator('[role=status]').innerText(), '');
	await page.clock.runFor(8 * 60000 + 5000);
	const soon = await page.locator('[role=status]').innerText();
	assert.notEqual(soon, '');
	await page.clock.runFor(2 * 60000);
	assert.notEqual(await page.locator('[role=status]').innerText(), soon);
	assert.equal(await page.locator('.hold__left').innerText(), '');
});

test('a short surname is enough when it is said to be the whole', async (desk) => {
	const page = await desk.open();

	await page.goto(SERVICE);
	assert.equal(await page.locator('#whole_surname').count(), 0);
	await page.fill('#surname', 'L');
	await page.click('#search .kern-btn--primary');
	await page.click('.error-summary a[href="#surname"]');
	await page.getByLabel('Das ist mein ganzer Nachname').check();
	await page.click('#search .kern-btn--primary');
	await (await aTime(page)).click();
	await page.waitForURL(/\/holds\/.*whole_surname=1/);
	await detailsFill(page);
	await page.click('#details .kern-btn--primary');
	await page.click('form[action*="/confirm"] .kern-btn--primary');
	await page.waitForURL(/view=booked/);
	assert.ok(await page.getByText('Annika Steinhuber').first().isVisible());
	await page.goto(`${new URL(page.url()).pathname}/move`);
	assert.ok(await page.locator('.day .time').count() > 0);
});
