// Runs all tests, two at a time, each in a browser of its own, against one server.
import { readdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { Desk, tests } from './harness.mjs';
import { HERE, Server } from './server.mjs';

const AT_ONCE = 2;
const words = process.argv.slice(2);
let passed = 0;
let failed = 0;

async function testRun({ name, body }, browser, server) {
	const desk = new Desk(browser, server);
	const begun = performance.now();
	let error;

	try {
		await body(desk);
	} catch (caught) {
		error = caught;
	}
	try {
		await desk.close();
	} catch (caught) {
		error ??= caught;
	}
	error ? failed++ : passed++;
	console.log(`${error ? 'FAILED' : 'ok'}  ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
	if (error)
		console.log(error.stack ?? error);
}

for (const file of readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).sort())
	await import(`./${file}`);

const chosen = tests.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));
const server = new Server('--holds_per_client=10000');

try {
	await server.start();
	await server.seed();
	await Promise.all(Array.from({ length: AT_ONCE }, async () => {
		const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });

		try {
			for (let next = chosen.shift(); next; next = chosen.shift())
				await testRun(next, browser, server);
		} finally {
			await browser.close();
		}
	}));
} finally {
	await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
