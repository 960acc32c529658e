import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  deniedAddress,
  type FailingTenant,
  faulty,
  lockedFile,
  nobodyInRange,
  noQuota,
  otherSecret,
  type Trouble,
  takenPort,
  withoutScopes,
} from './failing-tenant.ts';
import { password, type Situation, type Situations } from './walk.ts';

/** What goes wrong, and how each command tells it. `good` is a configuration whose first sync is done. */
export function failingSituations(tenant: FailingTenant, good: string): Situations {
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

  return {
    'check: all is well': { argv: () => ['check', good], isFine: true },
    'discover: all is well': { argv: () => ['discover', good], isFine: true },
    'sync: all is well': { argv: () => ['sync', good], isFine: true },
    'status: all is well': { argv: () => ['status', good], isFine: true },
    'events: there are none': { argv: () => ['events', '--config', good], isFine: true },
    'doctor: all is well': { argv: () => ['doctor', good], isFine: true },
    'sync --dry-run: all is well': { argv: () => ['sync', good, '--dry-run'], isFine: true },
    'events replay: there is no dead letter': {
      argv: () => ['events', 'replay', 'dead', '--config', good],
      isAnyCode: true,
    },
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
    'preview: there is no database': {
      argv: () => [
        'preview',
        'contact_users',
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
    'sync: Postgres unreachable': {
      argv: () => ['sync', tenant.file('pg', { destination: postgres() })],
      isFast: true,
    },
    'check: Postgres unreachable': {
      argv: () => ['check', tenant.file('pg', { destination: postgres() })],
      isFast: true,
    },
    'sync: database locked': each('sync', lockedFile('good')),
    'check: database locked': each('check', lockedFile('good'), { isFine: true }),
    'doctor: database locked': each('doctor', lockedFile('good'), { isFine: true }),
    'preview: database locked': { argv: () => ['preview', 'contact_users', good], trouble: lockedFile('good') },
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
    'events discard: without a service': { argv: () => ['events', 'discard', 'dead', '--config', good] },
    'events list: takes no ids': { argv: () => ['events', 'list', 'x', '--config', good] },
    'events: of a service only': { argv: () => ['events', '--config', good, '--type', 'x'] },
    'events: here or there': { argv: () => ['events', '--config', good, '--server', 'http://127.0.0.1:1'] },
    'events: unknown consumer': { argv: () => ['events', '--config', good, '--consumer', 'nosuch'] },
    'connection: nobody receives': { argv: () => ['connection', 'reconnect', good] },
    'connection refresh: nobody receives': { argv: () => ['connection', 'refresh', good] },
    'connection disconnect: nobody receives': { argv: () => ['connection', 'disconnect', good] },
    'demo: the folder cannot be made': { argv: () => ['demo', '--keep', '/proc/none'] },
    'completion: no such shell': usage('completion', 'csh'),
    'init: the file is there': { argv: () => ['init', good] },
    'init: the folder is missing': { argv: () => ['init', join(tenant.folder, 'no', 'such', 'x.yaml')] },
    'sandbox chat: no script': usage('sandbox', 'chat'),
    'sandbox chat: no such file': { argv: () => ['sandbox', 'chat', '/no/such/talk.txt'] },
    'sandbox chat: it goes as it says': {
      argv: () => ['sandbox', 'chat', tenant.text('talk', 'ann: hello'), '--url', tenant.sandbox.url],
      isFine: true,
      hasValues: true,
    },
    'sandbox chat: it does not go as it says': {
      argv: () => ['sandbox', 'chat', tenant.text('talk', 'press "x"'), '--url', tenant.sandbox.url],
    },
    'sandbox chat: nobody is there': { argv: () => ['sandbox', 'chat', good, '--url', 'http://127.0.0.1:1'] },
    'sandbox chat: cannot be read': { argv: () => ['sandbox', 'chat', good, '--url', tenant.sandbox.url] },
    'sandbox chat: has its own options': { argv: () => ['sandbox', 'chat', good, '--port', '1'] },
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
}
