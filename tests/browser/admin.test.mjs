// Every page of the administration: found in the navigation, accessible in light and dark, and no wider than 360 and 320 pixels.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageCheck, screenshot } from './check.mjs';
import { test } from './harness.mjs';
import { HERE } from './server.mjs';
import { accountAdd, atDesk, freeMonday, officeNew, overbook } from './staff.mjs';

const source = (name) => readFileSync(join(HERE, '../../server', name), 'utf8');

// The navigation's own list, as far as somebody answers there.
const KEYS = [...source('staff_page.c').match(/ADMIN_AREAS\[\][^;]*;/)[0].matchAll(/"(\w+)"/g)].map(([, key]) => key)
	.filter((key) => source('net/route.c').includes(`"/staff/:office/${key}"`));

// One office with something of everything, made once.
let made;

async function place(desk) {
	const page = await atDesk(desk);
	const office = await officeNew(desk);

	await overbook(page, office, await freeMonday(page, office), '9:00', { email: 'katrin@example.org' });
	accountAdd(desk, 'front_desk', 'Jo Frey', '--office', office.slug);
	return { ...office, service: desk.server.run(`SELECT min(service_id) FROM service JOIN office USING (office_id) WHERE office.slug = '${office.slug}'`),
		person: desk.server.run(`SELECT min(contact_person_id) FROM contact_person WHERE slug = '${office.keller}'`),
		account: accountAdd(desk, 'contact_person', 'Sabine Keller', '--office', office.slug, '--person', office.keller) };
}

async function tableSend(page, { path }, lines) {
	await page.goto(`${path}/accounts/table`);
	await page.fill('textarea#lines', lines);
	await page.click('main form:last-of-type button[type=submit]');
	await page.waitForSelector('main table, .error-summary');
}

let commons = 0;

// The name of a common service that is new.
async function commonMade(page, { path }) {
	const name = `Gemeinsame Beratung ${++commons}`;

	await page.goto(`${path}/common-services`);
	await page.fill('[name="name.de"]', name);
	await page.fill('[name="documents.de"]', 'Ausweis\nMietvertrag');
	await page.fill('#slug', `gemeinsam-${commons}-${Date.now()}`);
	await page.click('main form[method=post] .kern-btn--primary');
	await page.waitForURL(/done=saved/);
	return name;
}

const STATES = {
	...Object.fromEntries(KEYS.map((key) => [key, (page, { path }) => page.goto(`${path}/${key}`)])),
	'the rehearsal': (page, { path }) => page.goto(`${path}/rehearsal`),
	'the log of deletions': (page, { path }) => page.goto(`${path}/deletions`),
	'one service': (page, { path, service }) => page.goto(`${path}/services/${service}`),
	'a service with errors': async (page, { path, service }) => {
		await page.goto(`${path}/services/${service}`);
		await page.fill('#minutes', '7');
		await page.click('form .kern-btn--primary');
		await page.waitForSelector('.error-summary');
	},
	'a common service to take over': async (page, office) => {
		const name = await commonMade(page, office);

		await page.goto(`${office.path}/services`);
		await page.selectOption('#common', { label: name });
		await page.click('main form[method=get] button');
		await page.waitForURL(/common=/);
	},
	'a service made of a common one': async (page, office) => {
		const name = await commonMade(page, office);

		await page.goto(`${office.path}/services`);
		await page.selectOption('#common', { label: name });
		await page.click('main form[method=get] button');
		await page.fill('[name="summary.de"]', 'Nur in diesem Amt');
		await page.fill('#minutes', '25');
		await page.click('main form[method=post] .kern-btn--primary');
		await page.click(`main table a:text-is("${name}")`);
		await page.waitForSelector('[name="back.summary.de"]');
	},
	'common services': (page, { path }) => page.goto(`${path}/common-services`),
	'a common service that offices offer': async (page, office) => {
		await commonMade(page, office);
		await page.goto(`${office.path}/common-services`);
		await page.click('main table a');
		await page.waitForURL(/common-services\/\d+/);
	},
	'a common service with errors': async (page, { path }) => {
		await page.goto(`${path}/common-services`);
		await page.click('main form[method=post] .kern-btn--primary');
		await page.waitForSelector('.error-summary');
	},
	'a new question': (page, { path, service }) => page.goto(`${path}/services/${service}/questions/new-question`),
	'a question with errors': async (page, { path, service }) => {
		await page.goto(`${path}/services/${service}/questions/new-question`);
		await page.check('[name=type][value=choice]');
		await page.click('button[value=save]');
		await page.waitForSelector('.error-summary');
	},
	'one contact person': (page, { path, person }) => page.goto(`${path}/people/${person}`),
	'one account': async (page, { path, account }) => {
		await page.goto(`${path}/accounts?q=${account.email}`);
		await page.click('main table a');
		await page.waitForURL(/accounts\/\d+/);
	},
	'a table of people to invite': (page, office) => tableSend(page, office,
		`E-Mail;Name;Rolle;Amt;Ansprechperson\nanna@kreis.example;Anna Keller;Ansprechperson;${office.slug};neu\njo@kreis.example;Jo Frey;Empfang;${office.slug};\n`),
	'a table with mistakes': (page, office) => tableSend(page, office,
		`E-Mail;Name;Rolle;Amt;Ansprechperson\nanna;;Chefin;${office.slug};neu\njo@kreis.example;Jo Frey;Empfang;${office.slug};\n`),
	'no table': (page, office) => tableSend(page, office, 'Anna Keller'),
	'an office file to check': async (page, { path, slug }) => {
		const file = await (await page.request.get(`${path}/office.json`)).json();

		await page.goto(`${path}/import`);
		await page.setInputFiles('#file', { name: `${slug}.json`, mimeType: 'application/json',
			buffer: Buffer.from(JSON.stringify({ ...file, phone: '07721 9999', services: [{ ...file.services[0], minutes: 45 }] })) });
		await page.click('main form[enctype] button[type=submit]');
		await page.waitForSelector('main table');
	},
	'an office file with mistakes': async (page, { path }) => {
		await page.goto(`${path}/import`);
		await page.setInputFiles('#file', { name: 'amt.json', mimeType: 'application/json', buffer: Buffer.from('{"format": "amtstermin-office-1", "slug": 7, "servces": [], "services": [{}], "contact_persons": [{"slug": "a", "name": "A"}]}') });
		await page.click('main form[enctype] button[type=submit]');
		await page.waitForSelector('.kern-alert--danger');
	},
};

const A4_PIXELS = 718; // less 10 mm at each side

test('printed figures fit a sheet, each table beside its chart and nothing cut off', async (desk) => {
	const office = await (made ??= place(desk));
	const page = await atDesk(desk);

	await page.goto(`${office.path}/figures`);
	await page.setViewportSize({ width: A4_PIXELS, height: 1040 });
	await page.emulateMedia({ media: 'print' });
	await screenshot(page, 'printed figures', A4_PIXELS);
	const found = await page.evaluate(() => {
		const edge = document.querySelector('.staff-figures').getBoundingClientRect().right;
		const cut = [...document.querySelectorAll('main :is(h1, h2, p, li, svg, table, th, td)')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > edge + 1);
		const beside = [...document.querySelectorAll('.staff-split--chart')].map((e) => {
			const [chart, table] = [e.querySelector('svg[role=img]'), e.querySelector('table')].map((one) => one.getBoundingClientRect());

			return chart.right <= table.left && table.top < chart.bottom && table.bottom > chart.top;
		});

		return { cut: cut.map((e) => e.outerHTML.slice(0, 80)), beside, form: document.querySelector('main form').checkVisibility() };
	});
	assert.deepEqual(found, { cut: [], beside: [true, true], form: false });
});

for (const [name, way] of Object.entries(STATES))
	test(`administration page "${name}" says where it is, is accessible and fits 320 pixels`, async (desk) => {
		const office = await (made ??= place(desk));
		const page = await atDesk(desk);

		await way(page, office);
		await pageCheck(page);
		assert.equal(await page.locator('.staff-nav--sub [aria-current=page]').count(), 1, 'the navigation says where this is');
	});
