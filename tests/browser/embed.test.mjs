// What stands on other sites: pages of another origin, served by these tests.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { hostCheck, pageCheck } from './check.mjs';
import { test } from './harness.mjs';
import { book, TIMES } from './walk.mjs';

const HOST_CSS = `body { font: 20px serif; margin: 8px; }
	.amtstermin__go { display: none; }
	main { --amtstermin-action: rgb(120, 0, 60); --amtstermin-radius: 9px; }`;

// A homepage somewhere else, strict as the strictest: no inline style, and no script but ours.
async function homepage(desk, body) {
	const server = createServer((request, response) => {
		const css = request.url === '/host.css';

		response.setHeader('content-type', css ? 'text/css' : 'text/html; charset=utf-8');
		response.setHeader('content-security-policy',
			`default-src 'none'; style-src 'self'; script-src ${desk.url}; connect-src ${desk.url}; frame-src ${desk.url}; img-src data:`);
		response.end(css ? HOST_CSS : `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Gemeinde Musterbach</title>
			<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="/host.css"></head>
			<body><main><h1>Wohngeld</h1>${body}</main></body></html>`);
	});

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function onHomepage(desk, body, options, steps) {
	const host = await homepage(desk, body);

	try {
		const page = await desk.open(options, [host.url]);

		await page.goto(host.url);
		await steps(page, host);
	} finally {
		host.close();
	}
}

const link = (desk, path, attributes = '') => `<p><a href="${desk.url}${path}" data-amtstermin ${attributes}>Termin buchen beim Amt</a></p>`;
const script = (desk) => `<script src="${desk.url}/embed.js" async></script>`;

// Each worker follows the database by itself: wait until all have been seen to.
async function untilAllSay(desk, path, headers, holds) {
	for (let said = 0; said < 20;) {
		const reply = await fetch(`${desk.url}${path}`, { headers: { connection: 'close', ...headers }, redirect: 'manual' });

		said = holds(reply) ? said + 1 : 0;
	}
}

test('on a foreign site a link becomes the next free times, which can be booked', async (desk) => {
	await onHomepage(desk, link(desk, '/l/wohngeld/beratung', 'data-count="4"') + script(desk), {}, async (page) => {
		const element = page.locator('[data-amtstermin-element]');

		await element.getByRole('heading', { level: 2, name: 'Termin online buchen' }).waitFor();
		assert.equal(await element.locator('.amtstermin__when').count(), 4);
		assert.equal(await page.getByText('Termin buchen beim Amt').count(), 0);
		await hostCheck(page, 'the host page with the element');
		await element.getByRole('link', { name: 'Termin buchen' }).click();
		await page.waitForURL(`${desk.url}/offices/wohngeld/services/beratung?lang=de`);
	});
});

test('the element has the host\'s font and the colours the host sets, and the host\'s styles do not reach into it', async (desk) => {
	await onHomepage(desk, `<h2>Termine</h2>${link(desk, '/l/wohngeld', 'data-heading="3"')}${script(desk)}`, { viewport: { width: 320, height: 700 } }, async (page) => {
		const button = page.locator('[data-amtstermin-element] .amtstermin__go');

		await button.waitFor();
		const style = await button.evaluate((e) => {
			const { display, backgroundColor, borderRadius, fontFamily, fontSize } = getComputedStyle(e);

			return { display, backgroundColor, borderRadius, fontFamily, fontSize };
		});
		assert.deepEqual(style, { display: 'inline-flex', backgroundColor: 'rgb(120, 0, 60)', borderRadius: '9px', fontFamily: 'serif', fontSize: '20px' });
		assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
		assert.equal(await page.getByRole('heading', { level: 3 }).count(), 1);
		await hostCheck(page, 'the host page with the office, narrow');
	});
});

test('the element speaks the language of its page, or the one the link names', async (desk) => {
	await onHomepage(desk, link(desk, '/l/wohngeld/beratung', 'data-lang="en"') + script(desk), {}, async (page) => {
		await page.locator('section[lang="en"]').getByText('Next free appointments').waitFor();
	});
});

test('without scripts, and where nothing is found, the link stays and leads on', async (desk) => {
	await onHomepage(desk, link(desk, '/l/wohngeld/beratung') + script(desk), { javaScriptEnabled: false }, async (page) => {
		await page.getByRole('link', { name: 'Termin buchen beim Amt' }).click();
		await page.waitForURL(`${desk.url}/offices/wohngeld/services/beratung`);
	});
	await onHomepage(desk, link(desk, '/l/wohngeld/beratung') + script(desk), {}, async (page) => {
		await page.route(`${desk.url}/api/**`, (route) => route.abort());
		await Promise.all([page.waitForEvent('requestfailed'), page.reload()]);
		assert.ok(await page.getByRole('link', { name: 'Termin buchen beim Amt' }).isVisible());
		desk.complaints.length = 0; // that the request failed
	});
});

test('nothing is asked for but the script and the times, without cookies and without telling the page', async (desk) => {
	const asked = [];

	await onHomepage(desk, link(desk, '/l/wohngeld/beratung') + script(desk), {}, async (page, host) => {
		page.on('request', (request) => asked.push(request));
		await page.context().addCookies([{ name: 'of_staff', value: 'x', url: desk.url }]);
		await page.reload();
		await page.locator('[data-amtstermin-element]').waitFor();
		const ours = asked.filter((request) => request.url().startsWith(desk.url));

		assert.deepEqual(ours.map((request) => new URL(request.url()).pathname), ['/embed.js', '/api/v1/embed/wohngeld/beratung']);
		const headers = await ours[1].allHeaders();
		assert.equal(headers.cookie, undefined);
		assert.equal(headers.referer, undefined);
		const served = await (await ours[0].response()).allHeaders();
		assert.equal(served['cache-control'], 'public, max-age=3600');
		assert.ok(served.etag);
		await page.context().clearCookies();
		assert.ok(host.url !== desk.url);
	});
});

test('a frame is shown by the site that is allowed, and by no other', async (desk) => {
	const frame = `<iframe src="${desk.url}/embed/wohngeld/beratung?count=2" title="Termin buchen" width="300" height="480"></iframe>`;
	const allowed = await homepage(desk, frame);

	try {
		desk.server.run(`UPDATE authority SET frame_origins = '{${allowed.url}}'`);
		await untilAllSay(desk, '/embed/wohngeld/beratung?count=2', { accept: 'text/html' },
			(reply) => reply.headers.get('content-security-policy').endsWith(`frame-ancestors ${allowed.url}`));
		const page = await desk.open({}, [allowed.url]);

		await page.goto(allowed.url);
		const inside = page.frameLocator('iframe');
		await inside.getByRole('heading', { name: 'Termin online buchen' }).waitFor();
		await hostCheck(page, 'the host page with the frame');
		await inside.getByRole('link', { name: 'Termin buchen' }).click();
		await page.waitForURL(`${desk.url}/offices/wohngeld/services/beratung`);

		await onHomepage(desk, frame, {}, async (other) => {
			await Promise.all([other.waitForEvent('console', (message) => message.text().includes('frame-ancestors')), other.reload()]);
			assert.equal(await other.frameLocator('iframe').getByRole('heading', { name: 'Termin online buchen' }).count(), 0);
		});
		assert.ok(desk.complaints.some((complaint) => complaint.includes('frame-ancestors')));
		desk.complaints.length = 0; // the browser says that it refused
	} finally {
		desk.server.run("UPDATE authority SET frame_origins = '{}'");
		allowed.close();
	}
});

test('who came from an allowed site finds the way back there at the end', async (desk) => {
	const back = 'https://www.service-bw.example/leistung?id=7';

	desk.server.run("UPDATE authority SET return_origins = '{https://www.service-bw.example}'");
	await untilAllSay(desk, `/l/wohngeld?return=${encodeURIComponent(back)}`, { accept: 'text/html' },
		(reply) => reply.headers.get('location')?.includes('return='));
	const page = await desk.open();

	await book(page, `${TIMES}&return=${encodeURIComponent(back)}`);
	assert.equal(await page.getByRole('link', { name: 'Zurück zu www.service-bw.example' }).getAttribute('href'), back);
});

for (const path of ['/embed/wohngeld', '/embed/wohngeld/beratung?lang=en'])
	test(`page "embed" at ${path} is accessible and fits 320 pixels`, async (desk) => {
		const page = await desk.open();

		await page.goto(path);
		await pageCheck(page);
	});

test('page "link" names several services, or says that there is none', async (desk) => {
	const page = await desk.open();

	await page.goto('/l/wohngeld/weg');
	await page.getByRole('heading', { level: 1, name: 'Dieser Link führt nicht zu einem Termin' }).waitFor();
	await pageCheck(page);
	desk.complaints.length = 0; // 404 is what it is about
});
