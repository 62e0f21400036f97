// What a test has at hand: a browser, the server, and a watch over every page it opens.
import assert from 'node:assert/strict';

export const tests = [];

export function test(name, body) {
	tests.push({ name, body });
}

export class Desk {
	constructor(browser, server) {
		Object.assign(this, { browser, server, url: server.url, contexts: [], complaints: [] });
	}

	// A page in a context of its own; for staff with the cookies of their session, or none yet.  origins: other sites it may ask.
	async open({ staff, ...options } = {}, origins = []) {
		const context = await this.browser.newContext({ baseURL: this.url, locale: 'de-DE', timezoneId: 'America/New_York',
			viewport: { width: 1280, height: 900 }, ...options });
		const page = await context.newPage();

		context.setDefaultTimeout(30000);
		await context.addCookies(staff ?? []);
		this.contexts.push({ context, isStaff: staff !== undefined });
		this.watch(page, origins, staff !== undefined);
		return page;
	}

	watch(page, origins, isStaff) {
		const known = [this.url, 'data:', ...origins];

		page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error}`));
		page.on('console', (message) => {
			// That a page's own status is an error is no complaint.
			if (['error', 'warning'].includes(message.type()) && !message.text().startsWith('Failed to load resource'))
				this.complaints.push(`${page.url()}: ${message.text()}`);
		});
		page.on('request', (request) => {
			if (!known.some((start) => request.url().startsWith(start)))
				this.complaints.push(`${page.url()} asks ${request.url()}`);
		});
		page.on('response', async (response) => {
			// A script that is told that somebody was quicker (409) leads on to the form.
			if (response.status() >= 400 && response.request().resourceType() !== 'document' && !(isStaff && response.status() === 409))
				this.complaints.push(`${response.url()}: ${response.status()}`);
			if (response.headers()['set-cookie'] && !isStaff)
				this.complaints.push(`${response.url()} sets a cookie`);
		});
	}

	async close() {
		for (const { context, isStaff } of this.contexts) {
			const { cookies, origins } = await context.storageState();

			if (cookies.some((cookie) => !isStaff || !cookie.httpOnly || cookie.name !== 'staff') || origins.length)
				this.complaints.push('something was stored in the browser');
			await context.close();
		}
		assert.deepEqual(this.complaints, []);
	}
}
