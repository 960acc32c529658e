import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEventStore } from '../../src/store/open-event-store.ts';
import type { FailingTenant } from './failing-tenant.ts';
import { password, type Situation, type Situations } from './walk.ts';

/** In the sum of a run: `in 1.0 s →`; the line may break behind the arrow. */
const afterFirstRead = / (?:s|秒) →|"event":"run"/;

/** Databases for stores of the service: one that all commands share, and empty ones, six for the two commands that need such. */
interface Databases {
  readonly shared: string;
  readonly empty: readonly string[];
}

/** Every command with every option, where all goes well. `good` is a configuration whose first sync is done. */
export function workingSituations(tenant: FailingTenant, good: string, databases: Databases): Situations {
  let count = 0;
  /** No run meets what another one has written. */
  const fresh = (name: string): string => join(tenant.folder, `walk-${++count}-${name}`);
  const live = (): string =>
    tenant.file('live', {
      destination: { type: 'duckdb', path: fresh('live.duckdb') },
      events: { mode: 'long_connection', store: fresh('events.db') },
    });
  return {
    ...firstSteps(tenant, { good, fresh }),
    ...everyday(good),
    ...receiving(good, live),
    ...service(tenant, fresh, databases),
    ...tools(fresh),
  };
}

/** The demo of the service, which a test of its own walks. */
export function serviceDemoSituation(folder: string): Situation {
  return {
    isFine: true,
    hasValues: true,
    showsSecret: true,
    argv: () => ['demo', '--service', '--port', '0', '--keep', folder],
    endWhen: /Ctrl-C|"event":"service_demo"/,
  };
}

interface Places {
  readonly good: string;
  readonly fresh: (name: string) => string;
}

function firstSteps({ sandbox }: FailingTenant, { good, fresh }: Places): Situations {
  const { approvals, tables } = sandbox.tenant;
  const mayBe = { isFine: true, hasValues: true } as const;
  // Among its JSON lines is the one of `sandbox`.
  const withSandbox = { ...mayBe, showsSecret: true } as const;
  return {
    'demo: to its end': {
      ...withSandbox,
      argv: () => ['demo', '--fast', '--keep', fresh('demo'), '--output', fresh('demo.duckdb')],
    },
    'demo --live: until the first read is done': {
      ...withSandbox,
      argv: () => ['demo', '--live', '--keep', fresh('demo')],
      endWhen: afterFirstRead,
    },
    'init: everything is given': {
      ...mayBe,
      env: { WALK_SECRET: sandbox.options.appSecret },
      argv: () => [
        ...['init', fresh('init.yaml'), '--region', 'feishu', '--base-url', sandbox.url],
        ...['--app-id', sandbox.options.appId, '--secret-env', 'WALK_SECRET', '--modules', 'approval,base,contact'],
        ...['--approval', ...approvals.approvalCodes, '--base', ...tables.appTokens],
        ...['--destination', 'duckdb', '--path', 'walk.duckdb', '--start-date', '2026-01-01', '--yes'],
      ],
    },
    'init: over a file, without the check': {
      ...mayBe,
      argv: () => ['init', fresh('over.yaml'), '--force', '--no-check', '--yes'],
    },
    'check: without colours': { isFine: true, argv: () => ['check', good, '--no-color'] },
  };
}

function everyday(good: string): Situations {
  return {
    'sync: all options of one run': {
      isFine: true,
      argv: () => [
        ...['sync', good, '--full', '--accept-deletes', '--since', '2026-01-01'],
        ...['--streams', 'contact_*', '--exclude', 'contact_user_departments'],
      ],
    },
    'sync --every: until the next run is named': {
      isFine: true,
      argv: () => ['sync', good, '--every', '1h', '--on-failure', 'true'],
      endWhen: /The next run begins|下一次运行于|"event":"next"/,
    },
    'sync: quiet': { isFine: true, argv: () => ['sync', good, '--quiet'] },
    'status: one run': { isFine: true, argv: () => ['status', good, '--limit', '1'] },
    'query: all is well': {
      isFine: true,
      hasValues: true,
      argv: () => ['query', 'SELECT count(*) AS users FROM contact_users', good, '--limit', '5'],
    },
    'preview: all is well': {
      isFine: true,
      hasValues: true,
      argv: () => ['preview', 'contact_departments', good, '--limit', '2'],
    },
    'reset: all is well': { isFine: true, argv: () => ['reset', 'contact_user_departments', good, '--yes'] },
  };
}

function receiving(good: string, live: () => string): Situations {
  return {
    'sync --live: until the first read is done': {
      isFine: true,
      argv: () => ['sync', live(), '--live'],
      endWhen: afterFirstRead,
    },
    'listen: until it receives': {
      isFine: true,
      argv: () => ['listen', live()],
      endWhen: /sync --live|"event":"ready"/,
    },
    'events: those of one consumer': {
      isFine: true,
      argv: () => ['events', '--config', live(), '--state', 'done', '--consumer', 'replication', '--limit', '5'],
    },
    'events replay: for one consumer': {
      isAnyCode: true,
      argv: () => ['events', 'replay', 'dead', '--consumer', 'replication', '--config', good],
    },
  };
}

/** A service with its store, from its first start on. */
function service({ folder }: FailingTenant, fresh: Places['fresh'], { shared, empty }: Databases): Situations {
  const keys = ['k2', 'k1'].map((id, at) => `${id}:${Buffer.alloc(32, at).toString('base64')}`).join(',');
  const env = { LARKSTREAM_KEYS: keys };
  const data = ['--store', shared];
  let taken = 0;
  let colleagues = 0;
  const intoEmpty = (): string[] => ['--store', empty[taken++ % empty.length] ?? ''];
  const passwordFile = join(folder, 'admin-password');
  writeFileSync(passwordFile, 'correct horse battery staple\n', { mode: 0o600 });
  const shortFile = join(folder, 'short-password');
  writeFileSync(shortFile, 'short\n', { mode: 0o600 });
  const backup = join(folder, 'service.backup');
  const inbox = join(folder, 'inbox.db');
  const fine = { isFine: true, env } as const;
  const shown = { ...fine, hasValues: true } as const;
  const serving = { ...shown, endWhen: /Ctrl-C|"event":"serving"/ } as const;
  const named = [
    ['serve'],
    ['admin', 'reset'],
    ['keys', 'verify'],
    ['backup', backup],
    ['restore', backup],
    ['adopt', inbox],
  ];
  const inTwoPlaces = Object.fromEntries(
    named.map((words) => [
      `${words[0]}: a folder and a store`,
      { env, argv: () => [...words, '--data', folder, ...data] },
    ]),
  );
  return {
    'serve: until it is ready': { ...serving, argv: () => ['serve', ...data, '--port', '0', '--log', 'off'] },
    'serve: all options': {
      ...serving,
      argv: () => [
        ...['serve', ...data, '--host', '0.0.0.0', '--port', '0', '--public-url', 'http://larkstream.example'],
        ...['--proxies', '10.0.0.0/8', '--roles', 'api', '--slots', '2', '--live-slots', '2'],
        ...['--run-memory', '256', '--run-hours', '12', '--drain', '0', '--files-root', folder, '--programs', folder],
        ...['--allow-private-hosts', '--allow-base-url', '--log', 'off'],
      ],
    },
    ...inTwoPlaces,
    'serve --store: there is none': {
      env,
      argv: () => ['serve', '--store', `postgres://me:${password}@127.0.0.1:9/none`, '--log', 'off'],
    },
    'serve --host: of another machine': {
      env,
      argv: () => ['serve', '--host', '198.51.100.1', '--port', '0', '--log', 'off', ...intoEmpty()],
    },
    'serve --files-root: there is no folder': {
      env,
      argv: () => ['serve', ...data, '--files-root', join(folder, 'absent'), '--log', 'off'],
    },
    'restore: there is no backup': { env, argv: () => ['restore', join(folder, 'absent.backup'), ...data] },
    'admin create: a short password': {
      env,
      argv: () => ['admin', 'create', '008', '--password-file', shortFile, ...intoEmpty()],
    },
    'admin create: the first account': {
      ...fine,
      argv: () => ['admin', 'create', '007', '--name', '007', '--password-file', passwordFile, ...intoEmpty()],
    },
    'admin reset: the first account': {
      ...shown,
      argv: () => ['admin', 'reset', ...data, '--public-url', 'https://larkstream.example'],
    },
    'admin add: a colleague': {
      ...shown,
      argv: () => ['admin', 'add', `00${++colleagues}`, '--role', 'operator', ...data],
    },
    'admin reset: nobody of this name': { env, argv: () => ['admin', 'reset', 'nosuch', ...data] },
    'keys add: keys of somebody else': { env, argv: () => ['keys', 'add', ...data] },
    'keys rotate: keys of somebody else': { ...fine, argv: () => ['keys', 'rotate', ...data] },
    'keys list: all is well': { ...shown, argv: () => ['keys', 'list', ...data] },
    'keys verify: all is well': { ...fine, argv: () => ['keys', 'verify', ...data] },
    'keys retire: one that nothing needs': { ...fine, argv: () => ['keys', 'retire', 'k1', '--yes', ...data] },
    'keys retire: one that is used': { env, argv: () => ['keys', 'retire', 'k2', ...data] },
    'keys, admin, backup, adopt: there is no service': {
      env,
      argv: () => ['keys', 'verify', '--data', fresh('absent')],
    },
    'keys: wrong ones': {
      env: { LARKSTREAM_KEYS: `k2:${Buffer.alloc(32, 7).toString('base64')}` },
      argv: () => ['keys', 'verify', ...data],
    },
    'backup: all is well': { ...fine, argv: () => ['backup', backup, '--force', ...data] },
    'restore: all is well': { ...fine, argv: () => ['restore', backup, ...intoEmpty()] },
    'adopt: an inbox in which nothing is': {
      ...fine,
      trouble: async () => {
        await (await openEventStore(inbox)).close();
        return () => {};
      },
      argv: () => ['adopt', inbox, ...data],
    },
    'adopt: there is no file': { env, argv: () => ['adopt', join(folder, 'absent.db'), ...data] },
    'adopt: into a store elsewhere': {
      env,
      argv: () => ['adopt', inbox, '--store', `postgres://me:${password}@127.0.0.1:9/none`],
    },
    'restore: no backup': { env, argv: () => ['restore', join(folder, 'good.json'), ...data] },
    'restore: into a store elsewhere': {
      env,
      argv: () => ['restore', backup, '--store', `postgres://me:${password}@127.0.0.1:9/none`],
    },
    'backup: of a store elsewhere': {
      env,
      argv: () => ['backup', fresh('none.backup'), '--store', `postgres://me:${password}@127.0.0.1:9/none`],
    },
    'keys, admin: of a store elsewhere': {
      env,
      argv: () => ['admin', 'reset', '--store', `postgres://me:${password}@127.0.0.1:9/none`],
    },
    'keys: of a store elsewhere': {
      env,
      argv: () => ['keys', 'verify', '--store', `postgres://me:${password}@127.0.0.1:9/none`],
    },
  };
}

function tools(fresh: Places['fresh']): Situations {
  const stays = { isFine: true, hasValues: true, showsSecret: true, endWhen: /Ctrl-C|"event":"sandbox"/ } as const;
  const code = (...argv: readonly string[]): Situation => ({ argv: () => argv, isFine: true, isCode: true });
  return {
    'sandbox: shows a configuration': { ...stays, argv: () => ['sandbox'] },
    'sandbox: all options': {
      ...stays,
      argv: () => [
        ...['sandbox', '--port', '0', '--seed', '3', '--users', '5', '--records', '10', '--limits', 'off'],
        ...['--region', 'lark', '--webhook', 'http://127.0.0.1:9/hook', '--changes', '1'],
        ...['--write-config', fresh('sandbox.yaml'), '--force'],
      ],
    },
    spec: code('spec'),
    'spec --file': code('spec', '--file'),
    'completion bash': code('completion', 'bash'),
    'completion zsh': code('completion', 'zsh'),
    'completion fish': code('completion', 'fish'),
    version: code('--version'),
  };
}
