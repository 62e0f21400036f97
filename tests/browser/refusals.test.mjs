// A server of its own: one that has had enough of its client, and then loses its database.
import assert from 'node:assert/strict';
import { pageCheck } from './check.mjs';
import { Desk, test } from './harness.mjs';
import { Server } from './server.mjs';
import { detailsFill, hold, TIMES } from './walk.mjs';

test('pages say how long to wait: too many holds (429), no database (503)', async (desk) => {
	const server = new Server('--holds_per_client=1');

	try {
		await server.start();
		await server.seed();
		const own = new Desk(desk.browser, server);
		const page = await own.open();

		await hold(page);
		await page.goto(TIMES);
		await page.locator('.day .time').last().click();
		await page.waitForSelector('main :text("429")');
		assert.match(await page.locator('.lead').innerText(), /in \d+ (Sekunde|Minute)/);
		await pageCheck(page);

		await page.goBack();
		await page.goBack();
		await detailsFill(page);
		server.databaseClose();
		await page.click('#details .kern-btn--primary');
		await page.waitForSelector('main :text("503")');
		assert.match(await page.locator('.lead').innerText(), /in \d+ (Sekunde|Minute)/);
		await pageCheck(page);
		await own.close();
	} finally {
		await server.stop();
	}
});
