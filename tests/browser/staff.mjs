// What tests of the staff's pages need: accounts that are signed in, an office of one's own, and the calendar's days.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { watch } from 'node:fs/promises';
import { join } from 'node:path';

export const PASSWORD = 'vier-alte-gelbe-schirme';
const ZONE = 'Europe/Berlin';
const SEEN_IN_A_ROW = 10;
const TOTP_SECONDS = 30;
const MAIL_MILLISECONDS = 30000;
let offices = 0;

// RFC 6238 with the usual six digits; `later` steps after now.
export function totp(secret, later = 0) {
	const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
	const step = Buffer.alloc(8);

	step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / TOTP_SECONDS) + later));
	const mac = createHmac('sha1', key).update(step).digest();
	const at = mac.at(-1) & 15;

	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0');
}

// A new account: its address, and the path of the link to its first password.
export function accountAdd(desk, role, name = 'Kim Beispiel', ...options) {
	const email = `${randomUUID().slice(0, 13)}@kreis.example`;
	const link = desk.server.command('account', 'add', email, '--name', name, '--role', role, ...options);

	return { email, link: new URL(link.split(/\s/).at(-1)).pathname };
}

// Both forms of the way in; who must, sets up the second factor on it. Returns its secret, or null.
export async function signIn(page, email) {
	await page.goto('/staff/sign-in');
	await page.fill('#email', email);
	await page.fill('#password', PASSWORD);
	await page.press('#password', 'Enter');
	await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
	if (!page.url().endsWith('/account/totp'))
		return null;
	const secret = (await page.locator('code.staff-code').innerText()).replaceAll(' ', '');

	await page.fill('#code', totp(secret));
	await page.press('#code', 'Enter');
	await page.waitForSelector('.staff-codes');
	return secret;
}

export async function passwordSet(page, link) {
	await page.goto(link);
	await page.fill('#password', PASSWORD);
	await page.fill('#password_again', PASSWORD);
	await page.press('#password_again', 'Enter');
	await page.waitForURL(/\/staff\/sign-in/);
}

// Administrators by name, signed in once for all tests.
const sessions = new Map();

async function sessionNew(desk, name) {
	const page = await desk.open({ staff: [] });
	const { email, link } = accountAdd(desk, 'administrator', name);

	await passwordSet(page, link);
	await signIn(page, email);
	return page.context().cookies();
}

// A page on which an administrator of that name is signed in.
export async function atDesk(desk, options = {}, name = 'Kim Beispiel') {
	if (!sessions.has(name))
		sessions.set(name, sessionNew(desk, name));
	return desk.open({ ...options, staff: await sessions.get(name) });
}

// A live office that no other test knows, with two contact persons who share one service.
export async function officeNew(desk) {
	const slug = `amt-${++offices}`;

	desk.server.run(`
		WITH place AS (INSERT INTO office (authority_id, slug, state, texts, change_deadline_minutes, position)
			VALUES (1, '${slug}', 'live', '{"de": {"name": "Amt ${offices}"}, "en": {"name": "Office ${offices}"}}', 0, 50) RETURNING office_id),
		service AS (INSERT INTO service (authority_id, office_id, slug, position, minutes, channels, texts)
			SELECT 1, office_id, 'antrag', 1, 30, '{in_person,phone}', '{"de": {"name": "Antrag", "documents": ["Ausweis"]}, "en": {"name": "Application"}}' FROM place RETURNING service_id),
		person AS (INSERT INTO contact_person (authority_id, office_id, slug, name, room)
			SELECT 1, office_id, '${slug}-' || p, n, '{"de": {"room": "Zimmer 7"}, "en": {"room": "Room 7"}}'
			FROM place, (VALUES ('keller', 'Sabine Keller'), ('yilmaz', 'Emre Yilmaz')) v(p, n) RETURNING contact_person_id)
		INSERT INTO responsibility (authority_id, contact_person_id, service_id) SELECT 1, contact_person_id, service_id FROM person, service`);
	await untilAll(desk, `/api/v1/offices/${slug}/services/antrag/times`, () => true);
	return { slug, path: `/staff/${slug}`, keller: `${slug}-keller`, yilmaz: `${slug}-yilmaz` };
}

// Workers follow the database: wait until each of them answers so.
export async function untilAll(desk, path, right) {
	for (let seen = 0; seen < SEEN_IN_A_ROW;) {
		const reply = await fetch(desk.url + path, { headers: { connection: 'close' } });

		seen = reply.ok && right(await reply.json()) ? seen + 1 : 0;
	}
}

// Time is released for a person on these days; shown everywhere when it returns.
export async function release(desk, office, person, days, from = '8:00', to = '12:00') {
	desk.server.run(`INSERT INTO slot (authority_id, contact_person_id, during, step_minutes, channels)
		SELECT 1, contact_person_id, tstzrange((d::date + time '${from}') AT TIME ZONE '${ZONE}', (d::date + time '${to}') AT TIME ZONE '${ZONE}'), 30, '{in_person,phone}'
		FROM contact_person, unnest('{${days}}'::text[]) d WHERE slug = '${person}'`);
	await untilAll(desk, `/api/v1/offices/${office.slug}/services/antrag/times`, ({ times }) => times.length > 0);
}

export const dayAfter = (date, days) => new Date(Date.parse(date) + days * 864e5).toISOString().slice(0, 10);
export const today = () => new Date().toLocaleDateString('sv', { timeZone: ZONE });
export const clock = () => new Date().toLocaleTimeString('sv', { timeZone: ZONE });
export const german = (date) => date.split('-').reverse().join('.');

// The Monday of a week to come in which nothing is closed.
export async function freeMonday(page, office) {
	let monday = dayAfter(today(), 8 - (new Date(today()).getUTCDay() || 7));

	while (await hasClosure(page, office, monday))
		monday = dayAfter(monday, 7);
	return monday;
}

export async function hasClosure(page, office, date) {
	const reply = await page.request.get(`/api/v1${office.path}/week?date=${date}&contact_person=${office.keller}`);

	return (await reply.json()).events.some(({ kind }) => kind === 'closure');
}

// What is released for a person: ["2026-11-30 08:00-12:00"], by the authority's clock.
export function slotsOf(desk, person) {
	return desk.server.run(`SELECT to_char(lower(during) AT TIME ZONE '${ZONE}', 'YYYY-MM-DD HH24:MI-') || to_char(upper(during) AT TIME ZONE '${ZONE}', 'HH24:MI')
		FROM slot JOIN contact_person USING (authority_id, contact_person_id) WHERE slug = '${person}' AND withdrawn_at IS NULL ORDER BY during`).split('\n').filter(Boolean);
}

// The same call as the page's form, as a program sends it.
export async function send(page, path, data) {
	const reply = await page.request.post(`/api/v1${path}`, { data });

	assert.ok(reply.ok(), `${path}: ${reply.status()} ${await reply.text()}`);
	return reply.status() === 204 ? null : reply.json();
}

// An appointment at any time at all, made by staff.
export function overbook(page, office, date, time, fields = {}) {
	return send(page, `${office.path}/bookings`, { service: 'antrag', channel: 'in_person', family_name: 'Brenner', confirmation: 'none',
		overbook: '1', overbook_date: date, overbook_time: time, overbook_contact_person: office.keller, ...fields });
}

// Mails are files: the text of the first one to this address with these words, as soon as it is there.
export async function mailTo(desk, address, words) {
	const folder = join(desk.server.folder, 'var/mail');
	const found = new AbortController();
	const changes = watch(folder, { signal: AbortSignal.any([found.signal, AbortSignal.timeout(MAIL_MILLISECONDS)]) })[Symbol.asyncIterator]();

	for (let change = changes.next(); ; await change, change = changes.next()) {
		const mail = readdirSync(folder).filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(folder, name), 'utf8'))
			.filter((text) => text.includes(address)).map(mailText).find((text) => text.includes(words));

		if (mail) {
			change.catch(() => undefined);
			found.abort();
			return mail;
		}
	}
}

// Quoted-printable (RFC 2045 section 6.7) undone.
function mailText(mail) {
	const bytes = mail.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

	return Buffer.from(bytes, 'latin1').toString('utf8');
}
