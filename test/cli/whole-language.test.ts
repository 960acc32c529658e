import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { commandNames } from '../../src/cli/texts/help-texts.ts';
import { systemClock } from '../../src/model/clock.ts';
import {
  deniedAddress,
  FailingTenant,
  faulty,
  lockedFile,
  nobodyInRange,
  noQuota,
  otherSecret,
  type Trouble,
  takenPort,
  withoutScopes,
} from '../support/failing-tenant.ts';
import { fastClock } from '../support/fast-clock.ts';
import { controlSigns, englishWords, halfWidthColons, twins, wideLines } from '../support/language-faults.ts';
import { type InProcessRun, runInProcess } from '../support/run-in-process.ts';

/** Whatever goes wrong, it is told wholly in the language of the screen, without a secret and without raw signs. */
const columns = 80;
const password = 'pg-Hidden-7-word';
let tenant: FailingTenant;
let good = '';

beforeAll(async () => {
  tenant = await FailingTenant.start();
  good = tenant.file('good');
  await runInProcess(['sync', good, '--quiet']);
}, 60_000);
afterAll(() => tenant[Symbol.asyncDispose]());
afterEach(() => vi.restoreAllMocks());

interface Situation {
  readonly argv: () => readonly string[];
  readonly trouble?: Trouble;
  /** What a person would wait minutes for takes a moment. */
  readonly isFast?: true;
  /** Nothing has failed. */
  readonly isFine?: true;
  /** Whether it fails is not the matter here. */
  readonly isAnyCode?: true;
}

const postgres = (): Readonly<Record<string, unknown>> => ({
  type: 'postgres',
  url: `postgres://sync:${password}@127.0.0.1:${tenant.closedPort}/company`,
});
const webhook = (port: number): Readonly<Record<string, unknown>> => ({
  mode: 'webhook',
  webhook: { port, host: '127.0.0.1', verification_token: 'v'.repeat(24), encrypt_key: 'k'.repeat(24) },
  store: 'events.db',
});
const usage = (...argv: readonly string[]): Situation => ({ argv: () => argv });
const bad = (name: string, text: string): Situation => ({ argv: () => ['sync', tenant.text(name, text)] });
const each = (command: string, trouble: Trouble, more: Partial<Situation> = {}): Situation => ({
  argv: () => [command, good],
  trouble,
  ...more,
});

const situations: Readonly<Record<string, Situation>> = {
  'check: all is well': { argv: () => ['check', good], isFine: true },
  'discover: all is well': { argv: () => ['discover', good], isFine: true },
  'sync: all is well': { argv: () => ['sync', good], isFine: true },
  'status: all is well': { argv: () => ['status', good], isFine: true },
  'events: there are none': { argv: () => ['events', good], isFine: true },
  'doctor: all is well': { argv: () => ['doctor', good], isFine: true },
  'sync --dry-run: all is well': { argv: () => ['sync', good, '--dry-run'], isFine: true },
  'replay: there is no dead letter': { argv: () => ['replay', 'dead', '--config', good], isAnyCode: true },
  'doctor: no file': { argv: () => ['doctor', join(tenant.folder, 'absent.yaml')], isAnyCode: true },
  'status: nothing has run': {
    argv: () => ['status', tenant.file('fresh', { destination: { type: 'duckdb', path: 'fresh.duckdb' } })],
    isFine: true,
  },
  'query: there is no database': {
    argv: () => [
      'query',
      'FROM contact_users',
      tenant.file('fresh', { destination: { type: 'duckdb', path: 'fresh.duckdb' } }),
    ],
  },
  'check: wrong secret': each('check', otherSecret),
  'sync: wrong secret': each('sync', otherSecret),
  'check: missing scopes': each('check', withoutScopes),
  'sync: missing scopes': each('sync', withoutScopes),
  'check: address denied': each('check', deniedAddress),
  'sync: address denied': each('sync', deniedAddress),
  'sync: quota used up': each('sync', noQuota),
  'check: nobody in range': each('check', nobodyInRange),
  'sync: nobody in range': each('sync', nobodyInRange),
  'status: after failures': { argv: () => ['status', good], isFine: true },
  'sync: 500 for ever': each('sync', faulty('http-500'), { isFast: true }),
  'sync: HTML for ever': each('sync', faulty('http-502-html'), { isFast: true }),
  'sync: no JSON': each('sync', faulty('not-json'), { isFast: true }),
  'sync: broken JSON': each('sync', faulty('truncated-json'), { isFast: true }),
  'sync: connections reset': each('sync', faulty('reset'), { isFast: true }),
  'sync: token refused for ever': each('sync', faulty('invalid-token'), { isFast: true }),
  'sync: an unknown code': each('sync', faulty('code-in-200', { code: 4242, message: 'strange \u001b[31mthings' })),
  'check: a login page': { argv: () => ['check', tenant.file('page', { source: { base_url: tenant.pageUrl } })] },
  'sync: nothing listens': {
    argv: () => ['sync', tenant.file('off', { source: { base_url: `http://127.0.0.1:${tenant.closedPort}` } })],
    isFast: true,
  },
  'sync: unknown host': {
    argv: () => ['sync', tenant.file('nohost', { source: { base_url: 'https://open.feishu.invalid' } })],
    isFast: true,
  },
  'sync: Postgres unreachable': { argv: () => ['sync', tenant.file('pg', { destination: postgres() })], isFast: true },
  'check: Postgres unreachable': {
    argv: () => ['check', tenant.file('pg', { destination: postgres() })],
    isFast: true,
  },
  'sync: database locked': each('sync', lockedFile('good')),
  'status: database locked': each('status', lockedFile('good'), { isAnyCode: true }),
  'reset: database locked': { argv: () => ['reset', 'contact_users', good, '-y'], trouble: lockedFile('good') },
  'sync: the folder cannot be made': {
    argv: () => ['sync', tenant.file('proc', { destination: { type: 'duckdb', path: '/proc/none/x.duckdb' } })],
  },
  'sync: the file is a folder': {
    argv: () => {
      mkdirSync(join(tenant.folder, 'folder.duckdb'), { recursive: true });
      return ['sync', tenant.file('folder')];
    },
  },
  'listen: port in use': {
    argv: () => ['listen', tenant.file('hook', { events: webhook(tenant.closedPort) })],
    trouble: takenPort,
  },
  'sync: no file': { argv: () => ['sync', join(tenant.folder, 'absent.yaml')] },
  'sync: malformed YAML': bad('broken.yaml', 'source: [\n  region: feishu'),
  'sync: unknown settings': bad('unknown.yaml', 'source: { regoin: feishu, modules: { base: { tables: [] } } }'),
  'sync: unset variable': bad('unset.yaml', `source: { region: feishu, credentials: { app_id: "$\{NO_SUCH}" } }`),
  'sync: unknown stream': { argv: () => ['sync', good, '--streams', 'contact_user'] },
  'preview: unknown stream': { argv: () => ['preview', 'contact_user', good] },
  'reset: unknown stream': { argv: () => ['reset', 'nosuch', good, '-y'] },
  'sync: no stream is left': { argv: () => ['sync', good, '--exclude', '*'] },
  'query: a change': { argv: () => ['query', 'DELETE FROM contact_users', good] },
  'query: no SQL': { argv: () => ['query', 'SELEC 1', good] },
  'query: two statements': { argv: () => ['query', 'SELECT 1; SELECT 2', good] },
  'query: no statement': { argv: () => ['query', ';', good] },
  'events: unknown consumer': { argv: () => ['events', good, '--consumer', 'nosuch'] },
  'connection: nobody receives': { argv: () => ['connection', 'reconnect', good] },
  'init: the file is there': { argv: () => ['init', good] },
  'init: the folder is missing': { argv: () => ['init', join(tenant.folder, 'no', 'such', 'x.yaml')] },
  'sandbox: the file is there': { argv: () => ['sandbox', '--write-config', good] },
  'no such command': usage('syncc'),
  'no such option': usage('sync', '--fulll'),
  'no argument': usage('reset'),
  'too many arguments': usage('spec', 'a', 'b'),
  'a bad address': usage('sandbox', '--webhook', 'nonsense'),
  'a bad number': usage('status', '--limit', 'many'),
  'a bad choice': usage('events', '--state', 'lost'),
  'options against each other': usage('sync', '--live', '--full'),
  'a bad day': usage('sync', '--since', '2026-02-31'),
};

async function run(situation: Situation, ...more: readonly string[]): Promise<InProcessRun> {
  if (situation.isFast === true) {
    const fast = fastClock(2_000);
    vi.spyOn(systemClock, 'now').mockImplementation(fast.now);
    vi.spyOn(systemClock, 'sleep').mockImplementation(fast.sleep);
  }
  return await runInProcess([...situation.argv(), ...more], { columns, env: { TERM: 'dumb' } });
}

function expectClean({ out, error }: InProcessRun): void {
  const text = out + error;
  expect(controlSigns(text)).toEqual([]);
  expect(text).not.toContain('internal.unexpected');
  for (const secret of [
    tenant.sandbox.options.appSecret,
    'another-secret-of-the-app',
    password,
    'kkkkkkkk',
    'vvvvvvvv',
  ]) {
    expect(text).not.toContain(secret);
  }
}

test('help of every command', async () => {
  for (const argv of [['--help'], ...commandNames.map((name) => [name, '--help'])]) {
    const english = await runInProcess(argv, { columns });
    const chinese = await runInProcess([...argv, '--lang', 'zh'], { columns });
    for (const { code, out } of [english, chinese]) {
      expect({ code, controls: controlSigns(out), wide: wideLines(out, columns) }).toEqual({
        code: 0,
        controls: [],
        wide: [],
      });
    }
    // Names of commands and arguments stand at the beginning; the exit codes name the commands that are asked to stop.
    const described = chinese.out.replaceAll(/^(?:用法.*| {2}[a-z]\w*)|listen 和 sandbox/gm, ' ');
    expect(englishWords(described), argv.join(' ')).toEqual([]);
    expect(halfWidthColons(chinese.out), argv.join(' ')).toEqual([]);
    expect(english.out).not.toMatch(/[\u4e00-\u9fff]/);
  }
});

describe.each(Object.entries(situations))('%s', (_, situation) => {
  test('in English, in Chinese and as JSON', async () => {
    const restore = await situation.trouble?.(tenant);
    try {
      const english = await run(situation, '--lang', 'en');
      const chinese = await run(situation, '--lang', 'zh');
      const json = await run(situation, '--lang', 'zh', '--json');
      for (const ran of [english, chinese, json]) expectClean(ran);
      expect(wideLines(english.out + english.error, columns)).toEqual([]);
      expect(wideLines(chinese.out + chinese.error, columns)).toEqual([]);
      expect(englishWords(chinese.out + chinese.error)).toEqual([]);
      expect(halfWidthColons(chinese.out + chinese.error)).toEqual([]);
      for (const { code } of [english, chinese, json]) {
        if (situation.isFine === true) expect(code).toBe(0);
        else if (situation.isAnyCode !== true) expect(code).toBeGreaterThan(0);
      }
      expect(json.out.split('\n').filter((line) => line !== '').length).toBe(json.events.length);
      for (const { en, zh } of json.events.flatMap(twins)) {
        expect(zh, en).not.toBeNull();
        expect(englishWords(zh ?? ''), en).toEqual([]);
        expect(halfWidthColons(zh ?? ''), en).toEqual([]);
      }
    } finally {
      await restore?.();
    }
  }, 60_000);
});
