import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, readText } from '../../src/util/json.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { storeApp } from '../support/console-store-app.ts';
import { docBlocks } from '../support/doc-blocks.ts';
import { freePort } from '../support/free-port.ts';
import { PostgresServer } from '../support/postgres-server.ts';
import { runbookPage } from '../support/service-pages.ts';
import { ServiceFolder } from '../support/serving.ts';
import { fillStoreTenants, removeStoreApp, storeCompanies } from '../support/store-app-tenants.ts';

const page = readFileSync(runbookPage, 'utf8');

/** What the page leaves to its reader: the first token, and how a Postgres is stopped and started. */
const prelude = `
curl() { command curl "$@" | tee last.json; return "\${PIPESTATUS[0]}"; }
answered() { node -e 'process.stdout.write(JSON.parse(require("fs").readFileSync("last.json", "utf8"))[process.argv[1]])' "$1"; }
stop_postgres() { touch stop; while [ -e stop ]; do sleep 0.1; done; }
start_postgres() { touch start; while [ -e start ]; do sleep 0.1; done; }
touch state; . ./state
`;

let folder: ServiceFolder;
let sandbox: Sandbox;
let server: PostgresServer;
const stores: string[] = [];
let pipeline = '';
let pids: readonly string[] = [];
const ports = new Map<string, number>();

beforeAll(async () => {
  folder = new ServiceFolder();
  const extra = { extraApps: [storeApp], extraTenants: storeCompanies };
  sandbox = await startSandbox({ limits: 'off', users: 40, departments: 5, ...extra });
  server = await PostgresServer.start();
  stores.push(await server.newDatabase(), await server.newDatabase());
  for (const printed of ['8711', '8712', '8721', '8722']) ports.set(printed, await freePort());
  const larkstream = join(folder.path, 'larkstream');
  const main = join(process.cwd(), 'src', 'main.ts');
  writeFileSync(larkstream, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`);
  chmodSync(larkstream, 0o755);
  void answerForPostgres();
}, 120_000);
afterAll(async () => {
  pids = ['front-1', 'front-2', 'worker-1', 'worker-2'];
  for (const name of pids) {
    const file = join(folder.path, `${name}.pid`);
    if (!existsSync(file)) continue;
    try {
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    } catch {
      // It has ended, as the page wants.
    }
  }
  await sandbox.close();
  await server[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
}, 120_000);

/** Does what the page's `stop_postgres` and `start_postgres` ask for, until the folder is gone. */
async function answerForPostgres(): Promise<void> {
  const [stop, start] = ['stop', 'start'].map((name) => join(folder.path, name));
  while (existsSync(folder.path)) {
    if (stop !== undefined && existsSync(stop)) {
      await server.kill();
      rmSync(stop);
    }
    if (start !== undefined && existsSync(start)) {
      await server.resume();
      rmSync(start);
    }
    await delay(50);
  }
}

/** The commands of one part of the page, with this test's addresses in the place of those that are printed. */
function commandsOf(heading: string): string {
  const [, rest = ''] = page.split(`\n## ${heading}\n`);
  const [part = ''] = rest.split('\n## ');
  const keys = join(folder.path, 'larkstream.keys');
  const [current = ''] = existsSync(keys) ? (/^k-\w+/m.exec(readFileSync(keys, 'utf8')) ?? []) : [];
  const sh = docBlocks(part)
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text)
    .join('');
  expect(sh, heading).not.toBe('');
  return [...ports]
    .reduce((text, [printed, port]) => text.replaceAll(printed, String(port)), sh)
    .replaceAll('larkstream serve', 'larkstream serve --allow-base-url --allow-private-hosts')
    .replace('LARKSTREAM_STORE=postgres://…', () => `LARKSTREAM_STORE=${stores.shift() ?? ''}`)
    .replace('LARKSTREAM_TOKEN=lks_…', 'LARKSTREAM_TOKEN=$(answered token)')
    .replace('k-5e0b7c2d', current)
    .replace('TENANT=2ed263bf32cf1651', `TENANT=${storeCompanies[0]?.tenantKey}`);
}

async function follow(heading: string, more = ''): Promise<string> {
  const script = `set -eo pipefail\n${prelude}\n${commandsOf(heading)}${more}\ndeclare -px > state; declare -f api begin ready gone >> state`;
  const child = spawn('/bin/bash', ['-c', script], {
    cwd: folder.path,
    env: {
      ...bareEnvironment(),
      PATH: [folder.path, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: folder.path,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text));
  const [code] = await once(child, 'exit');
  expect(code, `${heading}\n${script}\n${out}`).toBe(0);
  return out;
}

const base = (): string => `http://127.0.0.1:${ports.get('8711')}/api/v1`;

async function ask(path: string, body?: JsonObject): Promise<JsonObject> {
  const token = /LARKSTREAM_TOKEN="([^"]+)"/.exec(readFileSync(join(folder.path, 'state'), 'utf8'))?.[1] ?? '';
  const response = await fetch(base() + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok || !isObject(answer)) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

const made = async (path: string, body: JsonObject): Promise<string> => readText(await ask(path, body), 'id') ?? '';

/** An app and a pipeline, as the pages say to which this one leads. */
async function connect(): Promise<void> {
  const { appId, appSecret } = sandbox.options;
  const integrationId = await made('/integrations', {
    name: 'Company',
    region: 'feishu',
    baseUrl: sandbox.url,
    appId,
    secrets: { app_secret: appSecret },
  });
  const destinationId = await made('/destinations', {
    name: 'Warehouse',
    type: 'postgres',
    settings: { schema: 'lark' },
    secrets: { url: await server.newDatabase() },
  });
  pipeline = await made('/pipelines', {
    name: 'People',
    integrationId,
    destinationId,
    modules: { contact: {} },
    schedule: { kind: 'manual' },
  });
  await ask(`/pipelines/${pipeline}/activate`, {});
}

const begin = (): Promise<string> => made(`/pipelines/${pipeline}/run`, {});

async function succeeds(run: string): Promise<void> {
  await expect.poll(async () => readText(await ask(`/runs/${run}`), 'state'), { timeout: 60_000 }).toBe('succeeded');
}

describe.skipIf(process.platform === 'win32')('the runbook, followed word for word', () => {
  test('install', async () => {
    await follow('Install');
    await connect();
    await succeeds(await begin());
  });

  test('scale out', async () => {
    expect(await follow('Scale out')).toMatch(/mem_\w+/);
  });

  test('a machine is lost under a run', async () => {
    const run = await begin();
    await follow('A machine is lost');
    await succeeds(run);
  });

  test('a machine goes', async () => {
    const run = await begin();
    await follow('A machine is to go');
    await succeeds(run);
  });

  test('Postgres is lost, and comes back', async () => {
    expect(await follow('Postgres is lost')).toContain('"store"');
    await succeeds(await begin());
  });

  test('restore', async () => {
    await follow('Restore');
    await succeeds(await begin());
  });

  test('upgrade', async () => {
    const run = await begin();
    await follow('Upgrade');
    await succeeds(run);
  });

  test('the keys are rotated', async () => {
    const out = await follow('Rotate the keys', '\nlarkstream keys list --json > keys.json\n');
    expect(out).not.toBe('');
    expect(readFileSync(join(folder.path, 'larkstream.keys'), 'utf8').match(/^k-/gm)).toHaveLength(1);
    await succeeds(await begin());
  });

  test('a tenant is forgotten', async () => {
    const url = await server.newDatabase();
    const service = { url: `http://127.0.0.1:${ports.get('8711')}`, ask };
    const place = { type: 'postgres', settings: { schema: 'lark_{tenant_key}' }, secrets: { url } };
    const tenants = await fillStoreTenants(service, sandbox, [place]);
    await removeStoreApp(service, sandbox, tenants);
    const out = await follow('A tenant wants to be forgotten');
    expect(out).toContain('forgotten: nothing was found');
    const schemas = await server.query(url, `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'lark\\_%'`);
    expect(schemas).toEqual([[`lark_${tenants.keys[1]}`]]);
    await succeeds(await begin());
  });
});
