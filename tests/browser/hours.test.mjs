// The time staff release: weekly hours, single times by form and by mouse, and two people at once.
import assert from 'node:assert/strict';
import { test } from './harness.mjs';
import { atDesk, dayAfter, freeMonday, german, hasClosure, officeNew, release, send, slotsOf, today } from './staff.mjs';
import { tabTo } from './walk.mjs';

const WITHOUT_SCRIPTS = { javaScriptEnabled: false };
const save = (page) => page.click('main form button[value=save]');
const submit = (page) => page.click('main form .staff-actions .kern-btn--primary');
const heading = (page) => page.locator('h1').innerText();

function hoursOf(office, fields = {}) {
	return { contact_person: office.keller, weekdays: ['1'], repeat: '1', from: '8:30', to: '10:00', step_minutes: 15,
		channels: ['in_person'], valid_from: today(), do: 'save', ...fields };
}

// The keys of what an office's weekly hours have released, the earliest first.
function slotIds(desk, office) {
	return desk.server.run(`SELECT slot_id FROM slot JOIN contact_person USING (authority_id, contact_person_id)
		WHERE slug = '${office.keller}' AND withdrawn_at IS NULL ORDER BY during`).split('\n');
}

async function hoursAdd(page, desk) {
	const office = await officeNew(desk);
	const monday = await freeMonday(page, office);

	await page.goto(`${office.path}/hours/new?contact_person=${office.keller}`);
	await page.check('#weekdays');
	await page.check('#weekdays-4');
	await page.fill('#from', '10:00');
	await page.fill('#to', 'acht');
	await page.fill('#step_minutes', '20');
	await page.check('#channels-phone');
	await page.fill('#room', 'Zimmer 12');
	await page.fill('#valid_from', german(monday));
	await page.fill('#valid_until', '31.2.2030');
	await save(page);
	assert.match(await page.title(), /^Fehler:/);
	assert.deepEqual(await page.locator('.error-summary a').evaluateAll((all) => all.map((a) => a.getAttribute('href')).sort()), ['#to', '#valid_until']);
	for (const [field, value] of [['from', '10:00'], ['to', 'acht'], ['step_minutes', '20'], ['room', 'Zimmer 12'], ['valid_from', german(monday)], ['valid_until', '31.2.2030']])
		assert.equal(await page.inputValue(`#${field}`), value);
	for (const box of ['#weekdays', '#weekdays-4', '#channels-phone'])
		assert.ok(await page.isChecked(box), box);

	await page.fill('#to', '12:00');
	await page.fill('#valid_until', '');
	await page.click('button[value=preview]');
	assert.ok(await page.locator('ins', { hasText: '10:00–12:00' }).count() >= 4);
	assert.deepEqual(slotsOf(desk, office.keller), []);
	await save(page);
	await page.waitForURL(/done=/);
	assert.match(await page.locator('.staff-table tbody').innerText(), /Montag, Donnerstag, jede Woche/);
	await page.goto(`${office.path}/week?contact_person=${office.keller}&date=${monday}`);
	assert.deepEqual(slotsOf(desk, office.keller).slice(0, 2), [`${monday} 10:00-12:00`, `${dayAfter(monday, 3)} 10:00-12:00`]);
	assert.equal(await page.locator('.staff-week__free').count(), 4);
}

test('weekly hours: wrong input is kept, the preview saves nothing, and saved hours fill the week', async (desk) => hoursAdd(await atDesk(desk), desk));
test('weekly hours without JavaScript', async (desk) => hoursAdd(await atDesk(desk, WITHOUT_SCRIPTS), desk));

// The week with one released time, Monday 8 to 12.
async function weekOpen(desk, options) {
	const page = await atDesk(desk, options);
	const office = await officeNew(desk);
	const monday = await freeMonday(page, office);

	await release(desk, office, office.keller, [monday]);
	await page.goto(`${office.path}/week?contact_person=${office.keller}&date=${monday}`);
	return { page, office, monday };
}

// Where a day (0: the first shown) and an hour are in the calendar.
async function placeOf(page, day, hour) {
	const from = await page.getAttribute('#kalender', 'data-from');
	const box = await page.locator('.ec-day.ec-day, .ec-main .ec-day').nth(day).boundingBox();
	const [begin, end] = [from, await page.getAttribute('#kalender', 'data-to')].map((text) => parseInt(text, 10) + parseInt(text.slice(3), 10) / 60);

	return { x: box.x + box.width / 2, y: box.y + (hour - begin) / (end - begin) * box.height };
}

// Press at one place, let go at another, and wait for what the page asks the server then.
async function drag(page, from, to, asked) {
	const done = page.waitForResponse(asked);

	await page.mouse.move(from.x, from.y);
	await page.mouse.down();
	await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
	await page.mouse.move(to.x, to.y, { steps: 4 });
	await page.mouse.up();
	const { ok } = await done.then((response) => ({ ok: response.ok() }));
	await page.waitForLoadState();
	return ok;
}

const isChange = (response) => response.request().method() === 'POST' && response.url().includes('/slots/');
const isForm = (response) => response.url().includes('/slots/new');
const below = (place, pixels) => ({ x: place.x, y: place.y + pixels });

test('dragging in the calendar moves, shortens and adds released time', async (desk) => {
	const { page, office, monday } = await weekOpen(desk);
	const slot = page.locator('.staff-event--slot');
	const reloaded = async () => {
		await page.waitForLoadState();
		await slot.first().waitFor();
	};

	await slot.waitFor();
	assert.match(await slot.innerText(), /08:00/);
	assert.ok(await drag(page, await placeOf(page, 0, 9.5), await placeOf(page, 1, 10.5), isChange));
	assert.deepEqual(slotsOf(desk, office.keller), [`${dayAfter(monday, 1)} 09:00-13:00`]);
	await page.locator('.staff-event--slot', { hasText: '09:00' }).waitFor();

	const end = below(await placeOf(page, 1, 13), -3);
	assert.ok(await drag(page, end, below(await placeOf(page, 1, 12), -3), isChange));
	assert.deepEqual(slotsOf(desk, office.keller), [`${dayAfter(monday, 1)} 09:00-12:00`]);
	await reloaded();

	await drag(page, below(await placeOf(page, 2, 14), 1), below(await placeOf(page, 2, 15.5), -1), isForm);
	await page.waitForURL(/\/slots\/new/);
	assert.deepEqual([await page.inputValue('#date'), await page.inputValue('#from'), await page.inputValue('#to')], [german(dayAfter(monday, 2)), '14:00', '15:30']);
	await submit(page);
	await page.waitForURL(/\/week/);
	assert.deepEqual(slotsOf(desk, office.keller), [`${dayAfter(monday, 1)} 09:00-12:00`, `${dayAfter(monday, 2)} 14:00-15:30`]);
});

test('dragging released time away from an appointment leads to the form, and nothing is lost on the way', async (desk) => {
	const { page, office, monday } = await weekOpen(desk);

	await send(page, `${office.path}/bookings`, { service: 'antrag', channel: 'in_person', family_name: 'Brenner', time: await firstTime(page, office) });
	await page.reload();
	await page.locator('.staff-event--booking').waitFor();
	assert.equal(await drag(page, await placeOf(page, 0, 11), await placeOf(page, 2, 11), isChange), false);
	await page.waitForURL(/\/slots\/\d+/);
	assert.equal(await page.inputValue('#date'), german(dayAfter(monday, 2)));
	await submit(page);
	assert.match(await heading(page), /1 Termin/);
	assert.deepEqual(slotsOf(desk, office.keller), [`${monday} 08:00-12:00`]);
});

async function firstTime(page, office) {
	const reply = await page.request.get(`/api/v1${office.path}/bookings/new?service=antrag&whom=all`);
	const { days } = await reply.json();

	return days[0].times[0].value;
}

// What the mouse does, by the list of the week and its forms: `go` follows a link, `type` fills a field, `press` a button.
async function weekByForms(page, office, monday, desk, { go, type, press }) {
	await go('a[href*="view=list"]', /view=list/);
	await go('.staff-weeklist a', /\/slots\/\d+/);
	await type('#date', german(dayAfter(monday, 1)));
	await type('#from', '9:00');
	await type('#to', '12:30');
	await press('main form .staff-actions .kern-btn--primary', /\/week/);
	assert.deepEqual(slotsOf(desk, office.keller), [`${dayAfter(monday, 1)} 09:00-12:30`]);
	await go('.staff-head__actions .kern-btn--primary', /\/slots\/new/);
	await type('#date', german(dayAfter(monday, 2)));
	await type('#from', '14:00');
	await type('#to', '15:30');
	await press('main form .staff-actions .kern-btn--primary', /\/week/);
	assert.deepEqual(slotsOf(desk, office.keller), [`${dayAfter(monday, 1)} 09:00-12:30`, `${dayAfter(monday, 2)} 14:00-15:30`]);
	await go('.staff-week__free', /\/slots\/\d+/);
	await type('[name=scope][value=drop]', null);
	await press('main form .staff-actions .kern-btn--primary', /\/week/);
	assert.deepEqual(slotsOf(desk, office.keller), [`${dayAfter(monday, 2)} 14:00-15:30`]);
}

test('the same by list and forms without JavaScript', async (desk) => {
	const { page, office, monday } = await weekOpen(desk, WITHOUT_SCRIPTS);
	const go = async (selector, url) => {
		await page.locator(selector).first().click();
		await page.waitForURL(url);
	};

	await weekByForms(page, office, monday, desk, { go, press: go,
		type: (selector, value) => value ? page.fill(selector, value) : page.check(selector) });
});

test('the same with the keyboard alone', async (desk) => {
	const { page, office, monday } = await weekOpen(desk);
	const go = async (selector, url) => {
		await tabTo(page, selector);
		await page.keyboard.press('Enter');
		await page.waitForURL(url);
		await page.waitForLoadState();
	};

	await weekByForms(page, office, monday, desk, { go, press: go,
		type: async (selector, value) => {
			await tabTo(page, value ? selector : '[name=scope]');
			for (const key of value ? ['Control+A'] : [])
				await page.keyboard.press(key);
			if (value)
				await page.keyboard.type(value);
			else
				while (!await page.isChecked(selector))
					await page.keyboard.press('ArrowDown');
		} });
});

test('one day of weekly hours is changed, another dropped, and the rule stays as it is', async (desk) => {
	const page = await atDesk(desk);
	const office = await officeNew(desk);
	const rule = () => desk.server.run(`SELECT w.rule, w.from_time, w.to_time, w.ended_at FROM weekly_hours w JOIN contact_person USING (contact_person_id) WHERE slug = '${office.keller}'`);

	await send(page, `${office.path}/hours`, hoursOf(office));
	const before = slotsOf(desk, office.keller);
	const known = rule();
	const [changed, dropped] = slotIds(desk, office);

	await page.goto(`${office.path}/slots/${changed}`);
	await page.check('[name=scope][value=once]');
	await page.fill('#to', '11:15');
	await submit(page);
	await page.waitForURL(/\/week/);
	await page.goto(`${office.path}/slots/${dropped}`);
	await page.check('[name=scope][value=drop]');
	await submit(page);
	await page.waitForURL(/\/week/);
	assert.deepEqual(slotsOf(desk, office.keller), [before[0].replace('10:00', '11:15'), ...before.slice(2)]);
	assert.equal(rule(), known);
});

// Two people have the same page open; the second to save is told, keeps what was typed, and decides again.
async function editedTwice(desk, path, first, second, stored) {
	const page = await atDesk(desk);
	const other = await atDesk(desk, {}, 'Robin Amt');

	await page.goto(path);
	await other.goto(path);
	await first(other);
	await other.waitForURL(/done=saved/);
	const saved = stored();

	await second(page);
	const alert = page.locator('main [role=alert]');
	assert.match(await alert.innerText(), /Robin Amt/);
	assert.deepEqual(stored(), saved);
	return { page, alert };
}

test('two people change the same weekly hours: the second sees what changed, and overwrites nothing unseen', async (desk) => {
	const page = await atDesk(desk);
	const office = await officeNew(desk);
	const times = () => slotsOf(desk, office.keller).map((slot) => slot.slice(11));

	const { id } = await send(page, `${office.path}/hours`, hoursOf(office));
	const typed = (field, value) => async (at) => {
		await at.fill(field, value);
		await save(at);
	};
	const { page: slower, alert } = await editedTwice(desk, `${office.path}/hours/${id}`, typed('#to', '11:00'), typed('#from', '9:00'), times);

	assert.match(await alert.innerText(), /10:00.*11:00/s);
	assert.equal(await slower.inputValue('#from'), '9:00');
	await save(slower);
	await slower.waitForURL(/done=saved/);
	assert.deepEqual([...new Set(times())], ['09:00-10:00']);
});

test('two people change the same released time: the second sees what changed, and overwrites nothing unseen', async (desk) => {
	const { page, office, monday } = await weekOpen(desk);
	const [id] = slotIds(desk, office);
	const typed = (value) => async (at) => {
		await at.fill('#to', value);
		await submit(at);
	};
	const { page: slower } = await editedTwice(desk, `${office.path}/slots/${id}`, typed('11:00'), typed('11:30'), () => slotsOf(desk, office.keller));

	assert.equal(await slower.inputValue('#to'), '11:30');
	await submit(slower);
	await slower.waitForURL(/\/week/);
	assert.deepEqual(slotsOf(desk, office.keller), [`${monday} 08:00-11:30`]);
});

// The last Sunday of March or October is the day on which the clocks change.
function timeChanges() {
	const year = Number(today().slice(0, 4));
	const sundays = [year, year + 1, year + 2].flatMap((y) => [`${y}-03-31`, `${y}-10-31`]).map((last) => dayAfter(last, -new Date(last).getUTCDay()));

	return sundays.filter((date) => date > today());
}

test('on the day of the time change the calendar shows and moves released time by the clock on the wall', async (desk) => {
	const page = await atDesk(desk);
	const office = await officeNew(desk);
	let sunday;

	for (const date of timeChanges())
		if (!sunday && !await hasClosure(page, office, date))
			sunday = date;
	desk.server.run(`INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)
		SELECT 1, contact_person_id, tstzrange(('${sunday} 08:00'::timestamp) AT TIME ZONE 'Europe/Berlin', ('${sunday} 12:00'::timestamp) AT TIME ZONE 'Europe/Berlin'), 30, '{in_person}'
		FROM contact_person WHERE slug = '${office.keller}'`);
	await page.goto(`${office.path}/week?contact_person=${office.keller}&date=${sunday}`);
	const slot = page.locator('.staff-event--slot');
	await slot.waitFor();
	assert.match(await slot.innerText(), /08:00/);
	const box = await slot.boundingBox();
	assert.ok(Math.abs(box.y - (await placeOf(page, 6, 8)).y) < 4 && Math.abs(box.y + box.height - (await placeOf(page, 6, 12)).y) < 4);
	assert.ok(await drag(page, await placeOf(page, 6, 9.5), await placeOf(page, 6, 10.5), isChange));
	assert.deepEqual(slotsOf(desk, office.keller), [`${sunday} 09:00-13:00`]);
});
