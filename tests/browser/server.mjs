// The server under test, started as a user starts it, with a database of its own.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = resolve(HERE, '../..');
export const BUILD = resolve(process.env.AMTSTERMIN_BUILD ?? join(SOURCE, 'build-gcc'));

function environment() {
	const kept = Object.entries(process.env).filter(([name]) => !/^(AMTSTERMIN_|PG|JOURNAL_STREAM$)/.test(name));

	return Object.fromEntries(kept);
}

function socketFolder(folder) {
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
		if (entry.name === '.s.PGSQL.5432')
			return entry.parentPath ?? entry.path;
	throw new Error(`no socket of PostgreSQL below ${folder}`);
}

export class Server {
	constructor(...options) {
		// PostgreSQL is not root where the tests are: it must be able to enter the folder.
		this.folder = mkdtempSync(join(tmpdir(), 'amtstermin-browser-'));
		chmodSync(this.folder, 0o755);
		this.options = options;
	}

	async start() {
		const log = openSync(join(this.folder, 'stderr'), 'a');

		this.process = spawn(join(BUILD, 'server/amtstermin'),
			['serve', '--port=0', `--data=${this.folder}/var`, `--static=${BUILD}/web`, '--workers=2', ...this.options],
			{ cwd: SOURCE, env: environment(), stdio: ['ignore', 'pipe', log] });
		this.ended = new Promise((done) => this.process.once('exit', done));
		for await (const line of createInterface(this.process.stdout))
			if (line.startsWith('ready ')) {
				this.url = line.split(' ')[1];
				return this;
			}
		throw new Error(`not ready:\n${readFileSync(join(this.folder, 'stderr'), 'utf8')}`);
	}

	sql(...options) {
		return execFileSync('psql', ['-h', this.sockets ??= socketFolder(this.folder), '-U', 'amtstermin', '-d', 'amtstermin',
			'-qAt', '-v', 'ON_ERROR_STOP=1', ...options], { env: environment(), encoding: 'utf8' }).trim();
	}

	// The program's own commands, on the database of this server.
	command(...options) {
		this.sql('-c', 'SELECT 1');
		return execFileSync(join(BUILD, 'server/amtstermin'), [...options, `--database=host=${this.sockets} user=amtstermin dbname=amtstermin`],
			{ cwd: SOURCE, env: environment(), encoding: 'utf8' }).trim();
	}

	run(statement) {
		return this.sql('-c', statement);
	}

	// The database takes nobody any more, and throws out who is there, until it is let again.
	databaseClose() {
		this.sql('-d', 'postgres', '-c', 'ALTER DATABASE amtstermin ALLOW_CONNECTIONS false',
			'-c', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'amtstermin'");
	}

	// The workers follow the database: wait until each of them shows the office.
	async seed() {
		this.sql('-f', join(HERE, 'county.sql'));
		for (let shown = 0; shown < 20;) {
			const reply = await fetch(`${this.url}/api/v1/offices/wohngeld/services/antrag/times?surname=ABC`,
				{ headers: { connection: 'close' } });

			shown = reply.ok && (await reply.json()).times.length > 0 ? shown + 1 : 0;
		}
	}

	async stop() {
		this.process?.kill('SIGTERM');
		await this.ended;
		rmSync(this.folder, { recursive: true });
	}
}
