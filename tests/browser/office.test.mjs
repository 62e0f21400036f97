// Every page of an office, as staff see it: accessible in light and dark, and no wider than 320 pixels.
import { pageCheck } from './check.mjs';
import { test } from './harness.mjs';
import { accountAdd, atDesk, dayAfter, freeMonday, german, officeNew, overbook, PASSWORD, passwordSet, release, send, today } from './staff.mjs';

// One office with something of everything, made once.
let made;

async function place(desk) {
	const page = await atDesk(desk);
	const office = await officeNew(desk);
	const monday = await freeMonday(page, office);
	const { id } = await overbook(page, office, monday, '9:00', { email: 'katrin@example.org', phone: '07721 12345', note: 'bringt ein Kind mit' });

	await overbook(page, office, monday, '7:00', { family_name: 'Ohnemail', phone: '07721 555' });
	await release(desk, office, office.keller, [monday, dayAfter(monday, 1)]);
	await send(page, `${office.path}/hours`, { contact_person: office.keller, weekdays: ['3'], repeat: '1', from: '8:30', to: '10:00', step_minutes: 15,
		channels: ['in_person', 'phone'], valid_from: today(), do: 'save' });
	await send(page, `${office.path}/closures`, { contact_person: office.yilmaz, reason: 'leave', from: dayAfter(monday, 2), until: dayAfter(monday, 3) });
	const slot = desk.server.run(`SELECT min(slot_id) FROM slot JOIN contact_person USING (contact_person_id) WHERE slug = '${office.keller}'`);

	return { ...office, monday, booking: `${office.path}/bookings/${id}`, slot: `${office.path}/slots/${slot}` };
}

const press = (page, selector) => page.locator(selector).first().click();
const absent = async (page, { path, keller, monday }) => {
	await page.goto(`${path}/closures/new`);
	await page.check(`[name=contact_person][value=${keller}]`);
	await page.check('[name=reason][value=leave]');
	await page.fill('#from', german(monday));
	await page.fill('#until', german(monday));
	await press(page, 'main form[action$="/closures"] .kern-btn--primary');
	await page.waitForSelector('button[value=confirm]');
};

// A path below the office, or the way there.
const STATES = {
	day: ({ monday }) => `/day?date=${monday}`,
	'empty day': ({ monday }) => `/day?date=${dayAfter(monday, 6)}`,
	'printed day': ({ monday }) => `/day?date=${monday}&view=print`,
	week: ({ monday, keller }) => `/week?date=${monday}&contact_person=${keller}`,
	'week as a list': ({ monday, keller }) => `/week?date=${monday}&contact_person=${keller}&view=list`,
	'new time': ({ monday, keller }) => `/slots/new?date=${monday}&contact_person=${keller}`,
	hours: ({ keller }) => `/hours?contact_person=${keller}`,
	closures: () => '/closures',
	responsibilities: () => '/responsibilities?service=antrag&surname=Schmidt',
	municipalities: ({ keller }) => `/responsibilities/antrag/${keller}`,
	'why not': ({ monday, keller }) => `/why?contact_person=${keller}&service=antrag&channel=in_person&date=${monday}&time=6:00`,
	'new appointment': ({ monday }) => `/bookings/new?service=antrag&surname=Schmidt&from=${monday}`,
	search: () => '/search?q=Brenner',
	calendar: ({ keller }) => `/calendar?contact_person=${keller}`,
	appointment: (page, { booking }) => page.goto(booking),
	move: (page, { booking }) => page.goto(`${booking}/move`),
	letter: (page, { booking }) => page.goto(`${booking}/letter`),
	'released time': (page, { slot }) => page.goto(slot),
	'hours in preview': async (page, { path, keller }) => {
		await page.goto(`${path}/hours/new?contact_person=${keller}`);
		await page.check('#weekdays');
		await page.fill('#from', '8:00');
		await page.fill('#to', '10:00');
		await press(page, 'button[value=preview]');
		await page.waitForSelector('ins');
	},
	'hours with errors': async (page, { path, keller }) => {
		await page.goto(`${path}/hours/new?contact_person=${keller}`);
		await page.fill('#from', 'acht');
		await press(page, 'button[value=save]');
		await page.waitForSelector('.error-summary');
	},
	'appointments hit': absent,
	'nobody responsible': async (page, { path, keller, yilmaz }) => {
		await page.goto(`${path}/responsibilities`);
		await page.fill(`[name="cell.antrag.${keller}"]`, 'A–K');
		await page.fill(`[name="cell.antrag.${yilmaz}"]`, 'X');
		await press(page, 'button[value=check]');
		await page.waitForSelector('#findings li');
	},
	account: (page, _) => page.goto('/staff/account'),
	sessions: (page, _) => page.goto('/staff/sessions'),
	404: (page, { path }) => page.goto(`${path}/bookings/0`),
};

for (const [name, way] of Object.entries(STATES))
	test(`staff page "${name}" is accessible and fits 320 pixels`, async (desk) => {
		const office = await (made ??= place(desk));
		const page = await atDesk(desk);

		if (way.length === 2)
			await way(page, office);
		else
			await page.goto(office.path + way(office));
		await pageCheck(page);
	});

test('the pages on the way in are accessible and fit 320 pixels', async (desk) => {
	const page = await desk.open({ staff: [] });
	const { email, link } = accountAdd(desk, 'administrator');
	const enter = async (selector, url) => {
		await page.press(selector, 'Enter');
		await page.waitForURL(url);
		await pageCheck(page);
	};

	await page.goto(link);
	await pageCheck(page);
	await passwordSet(page, link);
	await enter('#password', /sign-in/);
	await page.goto('/staff/forgot');
	await pageCheck(page);
	await page.goto('/staff/sign-in');
	await page.fill('#email', email);
	await page.fill('#password', PASSWORD);
	await enter('#password', /account\/totp/);
	await enter('#code', /account\/totp/);
});
