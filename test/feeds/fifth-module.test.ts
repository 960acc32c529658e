import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { renderEventsPage } from '../../scripts/reference/events-page.ts';
import { renderScopesPage } from '../../scripts/reference/scopes-page.ts';
import { configSpec } from '../../src/config/connector-spec.ts';
import { moduleTitle } from '../../src/config/modules.ts';
import { parseConfig, readConfig } from '../../src/config/read-config.ts';
import type { Config } from '../../src/config/settings.ts';
import { renderTemplate } from '../../src/config/template.ts';
import { eventTypes } from '../../src/feeds/event-hints.ts';
import { loadStreamNames } from '../../src/feeds/load-feeds.ts';
import { moduleOfPath } from '../../src/feeds/module-of-path.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { checkConfigured } from '../../src/operations/check-configured.ts';
import { discoverConfigured } from '../../src/operations/discover-configured.ts';
import { openReset } from '../../src/operations/open-reset.ts';
import { planConfiguredSync } from '../../src/operations/plan-configured-sync.ts';
import { runConfiguredLive } from '../../src/operations/run-configured-live.ts';
import { runConfiguredSync } from '../../src/operations/run-configured-sync.ts';
import { freePort } from '../support/free-port.ts';
import { PlatformDouble } from '../support/platform-double.ts';
import { runInProcess } from '../support/run-in-process.ts';
import { tablesOf } from '../support/truth.ts';

// The one line of a new module: all that follows is the program as it is.
vi.mock('../../src/feeds/registry.ts', async (original) => {
  const { modules } = await original<typeof import('../../src/feeds/registry.ts')>();
  const { notesModule } = await import('../support/notes/module.ts');
  return { modules: [...modules, notesModule] };
});

const notes = new Map([
  ['first', { note_id: 'first', board_id: 'kitchen', text: 'milk' }],
  ['second', { note_id: 'second', board_id: 'kitchen', text: 'bread' }],
  ['third', { note_id: 'third', board_id: 'office', text: 'paper' }],
]);
const token = 'verification-token';
let folder: string;
let platform: PlatformDouble;
let config: Config;
let port: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-fifth-'));
  platform = await PlatformDouble.start();
  platform.handler = ({ url }) => {
    const { pathname } = new URL(url, platform.baseUrl);
    if (pathname === '/open-apis/notes/v1/notes') return answer({ items: [...notes.values()], has_more: false });
    if (pathname === '/open-apis/application/v6/scopes')
      return answer({ scopes: [{ scope_name: 'notes:note:readonly', grant_status: 1 }] });
    const note = notes.get(pathname.replace('/open-apis/notes/v1/notes/', ''));
    return note === undefined ? { status: 404, body: 'no such page' } : answer({ note });
  };
  port = await freePort();
  config = parseConfig({
    text: JSON.stringify({
      source: {
        region: 'feishu',
        base_url: platform.baseUrl,
        rate_limit_scale: 0,
        credentials: { app_id: 'cli_1', app_secret: 's' },
        modules: { notes: { boards: ['kitchen'] } },
      },
      destination: { type: 'duckdb', path: 'fifth.duckdb' },
      events: {
        mode: 'webhook',
        store: 'events.db',
        webhook: { host: '127.0.0.1', port, integration: 'main', verification_token: token },
      },
    }),
    file: join(folder, 'larkstream.json'),
    environment: {},
  });
});
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function answer(data: object): { body: object } {
  return { body: { code: 0, msg: 'success', data } };
}

async function textsHeld(): Promise<Record<string, unknown>> {
  const { notes_notes: held } = await tablesOf(join(folder, 'fifth.duckdb'));
  return Object.fromEntries((held?.rows ?? []).map(({ note_id, text }) => [note_id, text]));
}

async function listed<T>(items: AsyncIterable<T>): Promise<T[]> {
  return await Array.fromAsync(items);
}

/** As the platform pushes to a request URL. */
async function push(type: string, event: object): Promise<number> {
  const header = { event_id: 'e-1', event_type: type, create_time: String(Date.now()), token, app_id: 'cli_1' };
  const pushed = await fetch(`http://127.0.0.1:${port}/api/lark/webhook/main`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ schema: '2.0', header: { ...header, tenant_key: 't' }, event }),
  });
  return pushed.status;
}

const signal = new AbortController().signal;

test('configuration: its settings are read, specified and refused as those of the others', () => {
  expect(config.source.modules).toEqual({ notes: { boards: ['kitchen'] } });
  expect(JSON.stringify(configSpec('zh'))).toContain('只读取这些看板的便签');
  expect(JSON.stringify(configSpec('en'))).toContain('Only notes of these boards');
  const text = renderTemplate({ region: 'lark', appId: 'cli_1', appSecret: 's', modules: ['notes'], path: 'x.duckdb' });
  expect(parseConfig({ text, file: '/x/y.yaml', environment: {} }).source.modules).toEqual({ notes: { boards: [] } });
  const wrong = text.replace('notes: {}', 'notes: { bords: [] }');
  expect(() => parseConfig({ text: wrong, file: '/x/y.yaml', environment: {} })).toThrow('source.modules.notes');
  expect(moduleTitle('notes', 'zh')).toBe('便签');
  expect(moduleOfPath('/open-apis/notes/v1/notes')).toBe('notes');
});

test('init asks about the module, offers what the platform lists, and writes a file that passes the check', async () => {
  const file = join(folder, 'asked.json');
  const app = ['--region', 'feishu', '--base-url', platform.baseUrl, '--app-id', 'cli_1', '--secret-env', 'S'];
  const { code, out, error } = await runInProcess(['init', file, ...app], {
    env: { S: 's' },
    // Modules; boards; destination; path.
    answers: ['notes', '1', '', ''],
  });

  expect(error).toContain('  1  kitchen  kitchen\n  2  office  office\n');
  expect(code, out + error).toBe(0);
  expect(readConfig(file, { S: 's' }).source.modules).toEqual({ notes: { boards: ['kitchen'] } });
});

test('init names the scopes to grant before there is anything to check', async () => {
  const { out } = await runInProcess(['init', join(folder, 'empty.yaml'), '--yes', '--modules', 'notes']);

  expect(out.replaceAll(/\s+/g, ' ')).toContain('publish a version: notes:note:readonly.');
});

test('check reports the scopes and the own check of the module', async () => {
  const results = await listed(checkConfigured({ config, signal, logger: silentLogger }));

  expect(results.filter(({ module }) => module === 'notes').map(({ subject, outcome }) => [subject, outcome])).toEqual([
    ['scopes', 'ok'],
    ['notes', 'ok'],
  ]);
});

test('discover and plan: its streams and calls are listed', async () => {
  const streams = await discoverConfigured({ config });
  const planned = await listed(planConfiguredSync({ config, full: false, signal, logger: silentLogger }));

  expect(streams.map(({ stream }) => [stream.module, stream.name])).toEqual([['notes', 'notes_notes']]);
  expect(planned).toMatchObject([{ module: 'notes', endpoint: 'GET /open-apis/notes/v1/notes', calls: 1 }]);
  expect(await loadStreamNames()).toContain('notes_notes');
});

test('sync, live and reset: its rows land, follow its events and are dropped with its state', async () => {
  const report = await runConfiguredSync({ config });
  expect(report).toMatchObject({
    outcome: 'done',
    streams: [{ stream: 'notes_notes', module: 'notes', rowsInserted: 2 }],
  });
  expect(await textsHeld()).toEqual({ first: 'milk', second: 'bread' });

  const stop = new AbortController();
  const begun = Promise.withResolvers<void>();
  const followed = Promise.withResolvers<void>();
  const observer = { onReport: () => begun.resolve(), onBatch: () => followed.resolve() };
  const live = runConfiguredLive({ config, signal: stop.signal, observer });
  try {
    await Promise.race([begun.promise, live]);
    notes.set('second', { note_id: 'second', board_id: 'kitchen', text: 'two loaves' });
    expect(await push('notes.note.updated_v1', { note_id: 'second' })).toBe(200);
    await Promise.race([followed.promise, live]);
  } finally {
    stop.abort();
    await live;
  }
  expect(await textsHeld()).toEqual({ first: 'milk', second: 'two loaves' });

  const reset = await openReset(config, ['notes_*']);
  await reset.apply();
  await reset.close();
  expect(Object.keys(await tablesOf(join(folder, 'fifth.duckdb')))).not.toContain('notes_notes');
});

test('docs: its scopes are on the reference page', () => {
  expect(renderScopesPage('en')).toContain('| `notes:note:readonly` |  | notes |');
  expect(renderScopesPage('zh')).toContain('## 便签');
});

test('docs: its events are on the reference page, with their scopes', () => {
  expect(eventTypes).toContain('notes.note.updated_v1');
  expect(renderEventsPage('en')).toContain('| `notes.note.updated_v1` | the note: one call | `notes:note:readonly` |');
  expect(renderEventsPage('zh')).toContain('该便签：一次调用');
});
