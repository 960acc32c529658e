import { join } from 'node:path';
import type { FailingTenant } from './failing-tenant.ts';
import type { Situation, Situations } from './walk.ts';

/** In the sum of a run: `in 1.0 s →`; the line may break behind the arrow. */
const afterFirstRead = / (?:s|秒) →|"event":"run"/;

/** Every command with every option, where all goes well. `good` is a configuration whose first sync is done. */
export function workingSituations(tenant: FailingTenant, good: string): Situations {
  let count = 0;
  /** No run meets what another one has written. */
  const fresh = (name: string): string => join(tenant.folder, `walk-${++count}-${name}`);
  const live = (): string =>
    tenant.file('live', {
      destination: { type: 'duckdb', path: fresh('live.duckdb') },
      events: { mode: 'long_connection', store: fresh('events.db') },
    });
  return { ...firstSteps(tenant, { good, fresh }), ...everyday(good), ...receiving(good, live), ...tools(fresh) };
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
      argv: () => ['events', live(), '--state', 'done', '--consumer', 'replication', '--limit', '5'],
    },
    'replay: for one consumer': {
      isAnyCode: true,
      argv: () => ['replay', 'dead', '--consumer', 'replication', '--config', good],
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
