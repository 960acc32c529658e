import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, readText } from '../../src/util/json.ts';
import { bareEnvironment } from '../support/bare-environment.ts';
import { storeApp } from '../support/console-store-app.ts';
import { docBlocks } from '../support/doc-blocks.ts';
import { forgetPage } from '../support/service-pages.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import {
  type AskedService,
  fillStoreTenants,
  removeStoreApp,
  type StoreTenants,
  storeCompanies,
} from '../support/store-app-tenants.ts';

let folder: ServiceFolder;
let sandbox: Sandbox;
let service: Serving;
let asked: AskedService;
let tenants: StoreTenants;
let token = '';
let files = '';
const databases: Client[] = [];

beforeAll(async () => {
  folder = new ServiceFolder();
  const extraApps = [storeApp];
  sandbox = await startSandbox({ limits: 'off', users: 5, departments: 2, extraApps, extraTenants: storeCompanies });
  const server = await sharedPostgres();
  const [store, warehouse] = [await server.newDatabase(), await server.newDatabase()];
  for (const url of [store, warehouse]) databases.push(await connected(url));
  files = join(folder.path, 'files');
  mkdirSync(files);
  service = await Serving.begin(
    ['--store', store, '--files-root', files, '--allow-base-url', '--allow-private-hosts'],
    folder.env,
  );
  token = await signIn();
  asked = { url: service.url, ask };
  const larkstream = join(folder.path, 'larkstream');
  writeFileSync(larkstream, `#!/bin/sh\nexec '${process.execPath}' '${join(process.cwd(), 'src', 'main.ts')}' "$@"\n`);
  chmodSync(larkstream, 0o755);
  tenants = await fillStoreTenants(asked, sandbox, [
    { type: 'postgres', settings: { schema: 'lark_{tenant_key}' }, secrets: { url: warehouse } },
    { type: 'parquet', settings: { path: '{tenant_key}/lake' } },
    { type: 'duckdb', settings: { path: '{tenant_key}/rows.duckdb' } },
  ]);
}, 300_000);
afterAll(async () => {
  await service.stop();
  for (const database of databases) await database.end();
  await sandbox.close();
  folder[Symbol.dispose]();
});

async function connected(connectionString: string): Promise<Client> {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
}

async function signIn(): Promise<string> {
  const password = 'at least 12 characters';
  await service.setUp(password);
  const signedIn = await service.post('/api/v1/sign-in', { login: 'alice', password });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .join('; ');
  const headers = { 'content-type': 'application/json', origin: service.url, 'idempotency-key': 'token', cookie };
  const body = JSON.stringify({ name: 'terminal', role: 'admin', days: 30 });
  return readText((await service.ask('/api/v1/me/tokens', { method: 'POST', headers, body })).body, 'token') ?? '';
}

async function ask(path: string, body?: JsonObject): Promise<JsonObject> {
  const sent = body && { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() };
  const answer = await service.ask(`/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}`, ...sent },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The rows of all tables of all schemas, as text, by table. */
async function tablesOf(database: Client): Promise<ReadonlyMap<string, string>> {
  const { rows } = await database.query<{ place: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS place FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const found = new Map<string, string>();
  for (const { place } of rows) {
    const all = await database.query<{ text: string | null }>(
      `SELECT string_agg(it, E'\\n' ORDER BY it) AS text FROM (SELECT to_jsonb(each)::text AS it FROM ${place} AS each) AS all_rows`,
    );
    found.set(place, all.rows[0]?.text ?? '');
  }
  return found;
}

/** Where any of the texts stands: tables and their names, files and their names. */
async function placesWith(texts: readonly string[]): Promise<string[]> {
  const has = (text: string): boolean => texts.some((one) => text.includes(one));
  const tables = await Promise.all(databases.map(tablesOf));
  const inTables = tables.flatMap((of) => [...of].filter(([place, text]) => has(place) || has(text)));
  const paths = globSync('**', { cwd: files });
  const isIn = (path: string): boolean =>
    has(path) || (statSync(join(files, path)).isFile() && has(readFileSync(join(files, path), 'latin1')));
  return [...inTables.map(([place]) => place), ...paths.filter(isIn)];
}

/** What is of a company, as it was read: texts that nobody else has. */
async function marksOf(key: string): Promise<readonly string[]> {
  const [, warehouse] = databases;
  const found = await warehouse?.query<{ open_id: string }>(`SELECT open_id FROM "lark_${key}".contact_users`);
  return [key, ...(found?.rows ?? []).map((row) => row.open_id)];
}

/** What of the tables is of a company. */
async function rowsWith(texts: readonly string[]): Promise<string[]> {
  const tables = await Promise.all(databases.map(tablesOf));
  const lines = tables.flatMap((of) =>
    [...of].flatMap(([place, text]) => text.split('\n').map((line) => `${place} ${line}`)),
  );
  // Of the audit another line may have come; the queue notes who is at work at the moment.
  const ofNow = /^larkstream(?:\.audit|_queue\.queue) /;
  return lines.filter((line) => !ofNow.test(line) && texts.some((one) => line.includes(one)));
}

async function follow(page: string): Promise<string> {
  const commands = docBlocks(readFileSync(page, 'utf8'))
    .filter(({ language }) => language === 'sh')
    .map(({ text }) => text)
    .join('')
    .replace(/^export TENANT=\S+/m, `export TENANT=${tenants.keys[0]}`);
  const api = `api() { curl -sS --fail-with-body -H "Authorization: Bearer $LARKSTREAM_TOKEN" "$@"; }`;
  const child = spawn('/bin/bash', ['-c', `set -eo pipefail\n${api}\n${commands}`], {
    cwd: folder.path,
    env: {
      ...bareEnvironment(),
      LARKSTREAM_SERVER: service.url,
      LARKSTREAM_TOKEN: token,
      PATH: [folder.path, dirname(process.execPath), process.env.PATH].join(delimiter),
      HOME: folder.path,
      NO_COLOR: '1',
    },
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (out += text));
  const [code] = await once(child, 'close');
  expect(code, `${commands}\n${out}\n${service.running.errors()}`).toBe(0);
  return out;
}

describe.skipIf(process.platform === 'win32')(forgetPage, () => {
  test('its commands delete a company from every table of every schema and every file, and leave another one as it was', async () => {
    const [gone, stays] = tenants.keys;
    const [marks, others] = [await marksOf(gone), await marksOf(stays)];
    expect(marks.length).toBeGreaterThan(4);
    expect(others.filter((one) => marks.includes(one))).toEqual([]);
    const before = await rowsWith(others);
    const places = await placesWith(marks);
    for (const place of ['larkstream.events', 'larkstream_queue.job_common', `${gone}/rows.duckdb`])
      expect(places).toContain(place);
    expect(await follow(forgetPage).catch(String), 'it has the app').toContain('has the app installed');
    await removeStoreApp(asked, sandbox, tenants);

    const out = await follow(forgetPage);
    expect(out).toContain('forgotten: nothing was found');
    const audit = isObject(JSON.parse(/\{"items".*/.exec(out)?.[0] ?? '')) ? out : '';
    expect(audit).toContain('"isDone":true');
    expect(await placesWith(marks)).toEqual(['larkstream.audit']);
    const kept = await rowsWith(others);
    expect(before.filter((line) => !kept.includes(line))).toEqual([]);
    expect(globSync(`${stays}/**/*.parquet`, { cwd: files })).not.toEqual([]);
  });
});
