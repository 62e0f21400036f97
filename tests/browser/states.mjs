// Every state a page can be in, and the way there.
import { aTime, book, detailsFill, hold, holdExpire, review, SERVICE, TIMES, timeTake } from './walk.mjs';

const withLanguage = (path, lang) => lang ? `${path}${path.includes('?') ? '&' : '?'}lang=${lang}` : path;
const goTo = (path) => (page, lang) => page.goto(withLanguage(path, lang));

const booked = (rest) => async (page, lang) => goTo(`${await book(page, TIMES)}${rest}`)(page, lang);
const CLOSED = '/offices/schwerbehindertenrecht/services/gemeinde/times?municipality=08326074';
const TOO_MUCH = 70000;

async function moveReview(page, lang) {
	await booked('/move')(page, lang);
	await (await aTime(page)).click();
	await page.waitForURL(/starts_at/);
}

async function cancelled(page, lang) {
	await booked('')(page, lang);
	await page.click('#cancel summary');
	await page.click('#cancel button');
	await page.waitForSelector('#cancel', { state: 'detached' });
}

export const STATES = {
	start: goTo('/'), results: goTo('/?q=wohngeld'), 'no results': goTo('/?q=xyzzy'),
	office: goTo('/offices/wohngeld'), 'office without services': goTo('/offices/ausweise'),
	service: goTo(SERVICE), 'service with errors': goTo(`${SERVICE}/times`), 'more letters': goTo(`${SERVICE}/times?surname=L`),
	'nobody responsible': goTo(`${SERVICE}/times?surname=XYZ`),
	times: goTo(TIMES), 'times filtered': goTo(`${TIMES}&time_of_day=pm`),
	'no times': goTo('/offices/schwerbehindertenrecht/services/ausgebucht/times'),
	'several persons': goTo('/offices/wohngeld/services/beratung/times?channel=phone'),
	month: goTo(`${TIMES}&view=month`), 'lost link': goTo('/lost-link'), 'link sent': goTo('/lost-link?sent=1'), 404: goTo('/nothing'),
	'month with a day': async (page, lang) => {
		await goTo(`${TIMES}&view=month`)(page, lang);
		await page.locator('.month a').first().click();
		await page.waitForSelector('.day .time');
	},
	details: (page, lang) => hold(page, withLanguage(TIMES, lang)),
	'details with errors': async (page, lang) => {
		await hold(page, withLanguage(TIMES, lang));
		await page.click('#details .kern-btn--primary');
		await page.waitForURL(/details/);
	},
	taken: async (page, lang) => {
		await goTo(TIMES)(page, lang);
		const button = await aTime(page);

		await timeTake(page, button);
		await button.click();
		await page.waitForURL(/\/holds(\?|$)/);
	},
	expired: async (page, lang, desk) => {
		await hold(page, withLanguage(TIMES, lang));
		await detailsFill(page);
		await holdExpire(desk, page);
		await page.click('#details .kern-btn--primary');
		await page.waitForURL(/details/);
	},
	review: (page, lang) => review(page, withLanguage(TIMES, lang)),
	confirmed: (page, lang) => book(page, withLanguage(TIMES, lang)),
	manage: booked(''),
	'manage after the deadline': async (page, lang) => goTo(await book(page, CLOSED))(page, lang),
	print: booked('?view=print'),
	move: booked('/move'),
	'move without times': booked('/move?weekday=1&time_of_day=pm'),
	'move review': moveReview,
	moved: async (page, lang) => {
		await moveReview(page, lang);
		await page.click('form[action*="/move"] .kern-btn--primary');
		await page.waitForURL(/view=moved/);
	},
	cancelled,
	erased: async (page, lang) => {
		await cancelled(page, lang);
		await page.click('#erase summary');
		await page.click('#erase button');
		await page.waitForURL(/\/erase/);
	},
	'lost link with errors': async (page, lang) => {
		await goTo('/lost-link')(page, lang);
		await page.click('main form .kern-btn--primary');
		await page.waitForSelector('.error-summary');
	},
	405: goTo('/holds/nothing/extend'),
	413: async (page, lang) => {
		await goTo('/lost-link')(page, lang);
		await page.locator('#reference').evaluate((e, size) => { e.value = 'A'.repeat(size); }, TOO_MUCH);
		await page.click('main form .kern-btn--primary');
		await page.waitForSelector('main :text("413")');
	},
};
