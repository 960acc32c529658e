import { beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../../src/model/service/account.ts';
import type { AlertChannel } from '../../../src/model/service/alert.ts';
import type { CheckReport } from '../../../src/model/service/check-report.ts';
import type { ServiceDestination } from '../../../src/model/service/destination.ts';
import type { Installation, Integration } from '../../../src/model/service/integration.ts';
import type { Pipeline } from '../../../src/model/service/pipeline.ts';
import type { NewResource, Resource, ResourceTable } from '../../../src/model/service/resource.ts';
import type { ServiceTables } from '../../../src/model/service/service-store.ts';
import type { SignInProvider } from '../../../src/model/service/sign-in-provider.ts';
import type { Session, Trigger } from '../../../src/model/triggers/conversation.ts';
import type { ServiceHandler } from '../../../src/model/triggers/tables.ts';
import type { PostgresDatabases } from '../../support/postgres-server.ts';
import { newServiceStore } from '../../support/service-store.ts';
import {
  newAccount,
  newDestination,
  newInstallation,
  newIntegration,
  newPipeline,
} from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import {
  fullTriggerSettings,
  newHandler,
  newSession,
  newTrigger,
  triggerSettings,
  withTriggers,
} from '../../support/trigger-rows.ts';

let server: PostgresDatabases;

beforeAll(async () => {
  server = await sharedPostgres();
}, 120_000);

const test1: CheckReport = {
  isOk: false,
  lines: [
    {
      name: 'scopes.base',
      title: { en: 'Scopes', zh: '权限' },
      outcome: 'failed',
      message: { en: 'One is missing', zh: '缺少一项' },
      cure: { en: 'Apply', zh: '申请' },
      url: 'https://example.com/',
      code: 'platform.scope.missing',
    },
    { name: 'clock', title: { en: 'Clock', zh: '时钟' }, outcome: 'ok', message: { en: 'Right', zh: '准确' } },
  ],
  bot: { name: '助手', openId: 'ou_1', state: 'active' },
  mode: 'long_connection',
  webhookUrl: 'https://example.com/hook',
  probe: { connected: false, state: 'failed', lastError: { message: 'No', cure: 'Wait' } },
};

/** One kind of thing: all of its fields set, then all that may be absent, and how to make what it refers to. */
interface Kind<T extends Resource> {
  readonly table: (tables: ServiceTables) => ResourceTable<T>;
  readonly full: NewResource<T>;
  readonly bare: NewResource<T>;
  readonly changed: (item: T) => T;
  readonly before?: (tables: ServiceTables) => Promise<void>;
}

function kind<T extends Resource>(one: Kind<T>): (tables: ServiceTables) => Promise<void> {
  return async (tables) => {
    await one.before?.(tables);
    const table = one.table(tables);
    const full = await table.insert(one.full);
    expect(full).toEqual({ ...one.full, changedAt: one.full.createdAt, version: 1 });
    const bare = await table.insert(one.bare);
    expect(await table.find(bare.id)).toEqual({ ...one.bare, changedAt: one.bare.createdAt, version: 1 });
    expect(await table.find('no_1')).toBeUndefined();
    const changed = await table.update(one.changed(bare), 77);
    expect(changed).toEqual({ ...one.changed(bare), changedAt: 77, version: 2 });
    expect(await table.find(bare.id)).toEqual(changed);
    expect(await table.update(one.changed(bare), 78)).toBeUndefined();
    expect(await table.page({ limit: 9 }, {})).toMatchObject({ items: [full, changed], next: undefined, total: 2 });
    expect(await table.delete(bare)).toBe(false);
    expect(await table.delete({ ...bare, version: 2 })).toBe(true);
    expect(await table.delete({ ...bare, version: 2 })).toBe(false);
    expect(await table.page({ limit: 9 }, {})).toMatchObject({ items: [full], total: 1 });
  };
}

const withIntegration = async (tables: ServiceTables): Promise<void> => {
  await tables.integrations.insert(newIntegration('in_1'));
};
const withDestination = async (tables: ServiceTables): Promise<void> => {
  await withIntegration(tables);
  await tables.destinations.insert(newDestination('de_1'));
};

const kinds: Readonly<Record<string, (tables: ServiceTables) => Promise<void>>> = {
  accounts: kind<Account>({
    table: ({ accounts }) => accounts,
    full: newAccount('ac_2', {
      role: 'admin',
      password: 'scrypt$1',
      issuer: 'https://example.com',
      subject: 's',
      disabledAt: 5,
      signedInAt: 6,
      createdAt: 2,
    }),
    bare: newAccount('ac_1', { login: undefined }),
    changed: (account) => ({ ...account, name: 'N', role: 'operator', disabledAt: 9, signedInAt: 3 }),
  }),
  integrations: kind<Integration>({
    table: ({ integrations }) => integrations,
    full: newIntegration('in_2', {
      region: 'feishu',
      baseUrl: 'http://127.0.0.1:1',
      kind: 'store_app',
      mode: 'webhook',
      modeBefore: 'long_connection',
      disconnectedAt: 4,
      settings: { rate_limit_scale: 0.5, b: 1, a: [null] },
      test: test1,
      testedAt: 3,
      createdAt: 2,
    }),
    bare: newIntegration('in_1'),
    changed: (item) => ({ ...item, mode: 'webhook', test: { isOk: true, lines: [] }, testedAt: 8 }),
  }),
  destinations: kind<ServiceDestination>({
    table: ({ destinations }) => destinations,
    full: newDestination('de_2', {
      type: 'postgres',
      settings: { schema: 's' },
      test: test1,
      testedAt: 1,
      createdAt: 2,
    }),
    bare: newDestination('de_1'),
    changed: (item) => ({ ...item, settings: { path: 'x' } }),
  }),
  pipelines: kind<Pipeline>({
    table: ({ pipelines }) => pipelines,
    before: withDestination,
    full: newPipeline('pl_2', {
      tenantKey: 't',
      destinationId: 'de_1',
      modules: { base: { apps: ['x'] } },
      streams: { include: ['a'] },
      schedule: { kind: 'cron', line: '0 * * * *', zone: 'Asia/Shanghai' },
      state: 'paused',
      pausedBy: 'ac_1',
      pausedWhy: { en: 'Why', zh: '为何' },
      configFailures: 3,
      dueAt: 4,
      createdAt: 2,
    }),
    bare: newPipeline('pl_1'),
    changed: (item) => ({ ...item, state: 'active', schedule: { kind: 'every', minutes: 5 }, dueAt: 99 }),
  }),
  installations: kind<Installation>({
    table: ({ installations }) => installations,
    before: async (tables) => {
      await withIntegration(tables);
      await tables.pipelines.insert(newPipeline('pl_1'));
    },
    full: newInstallation('is_2', {
      tenantName: '公司',
      state: 'claimed',
      pipelineId: 'pl_1',
      claim: { hash: 'h', expiresAt: 9 },
      createdAt: 2,
    }),
    bare: newInstallation('is_1'),
    changed: (item) => ({ ...item, state: 'stopped', claim: { hash: 'h', expiresAt: 5 } }),
  }),
  handlers: kind<ServiceHandler>({
    table: ({ handlers }) => handlers,
    full: newHandler('ha_2', {
      kind: 'openai',
      settings: { url: 'https://example.com', models: ['a'] },
      disabledAt: 5,
      disabledWhy: { en: 'Gone', zh: '已停用' },
      test: test1,
      testedAt: 3,
      createdAt: 2,
    }),
    bare: newHandler('ha_1'),
    changed: (item) => ({ ...item, kind: 'command', settings: { program: 'x' }, disabledAt: 7 }),
  }),
  triggers: kind<Trigger>({
    table: ({ triggers }) => triggers,
    before: async (tables) => {
      await withIntegration(tables);
      await tables.handlers.insert(newHandler('ha_1'));
    },
    // Listed by their places.
    full: newTrigger('tr_2', { position: 0, isShadow: true, draft: fullTriggerSettings, createdAt: 2 }),
    bare: newTrigger('tr_1', { position: 1, draft: { ...triggerSettings, handlerId: '' } }),
    changed: (item) => ({ ...item, name: 'N', state: 'paused', draft: fullTriggerSettings }),
  }),
  sessions: kind<Session>({
    table: ({ sessions }) => sessions,
    before: withTriggers,
    full: newSession('se_2', {
      chatKind: 'topic',
      threadId: 'omt_1',
      senderName: '小明',
      state: 'closed',
      closedWhy: 'timeout',
      beforeId: 'se_0',
      messageCount: 7,
      createdAt: 2,
    }),
    bare: newSession('se_1', { expiresAt: undefined }),
    changed: (item) => ({ ...item, state: 'closed', closedWhy: 'person', lastActiveAt: 9 }),
  }),
  'sign-in providers': kind<SignInProvider>({
    table: ({ signInProviders }) => signInProviders,
    full: {
      id: 'sp_2',
      name: 'Company',
      isEnabled: true,
      settings: {
        kind: 'oidc',
        issuer: 'https://id.example',
        clientId: 'c',
        scopes: ['groups'],
        groupsClaim: 'groups',
      },
      defaultRole: 'viewer',
      groupRoles: { ops: 'operator', 平台: 'admin' },
      createdAt: 2,
    },
    bare: {
      id: 'sp_1',
      name: 'Feishu',
      isEnabled: false,
      settings: { kind: 'lark', integrationId: 'in_1', tenants: ['t1', 't2'] },
      defaultRole: undefined,
      groupRoles: {},
      createdAt: 1,
    },
    changed: (item) => ({ ...item, isEnabled: true }),
  }),
  'alert channels': kind<AlertChannel>({
    table: ({ alertChannels }) => alertChannels,
    full: {
      id: 'ch_2',
      name: 'Team',
      kind: 'lark',
      language: 'zh',
      settings: { chat: 'oc_1' },
      kinds: ['run.failed', 'disk.full'],
      quietHours: { from: '22:00', to: '07:00', zone: 'Asia/Shanghai' },
      createdAt: 2,
    },
    bare: {
      id: 'ch_1',
      name: 'Mail',
      kind: 'mail',
      language: 'en',
      settings: {},
      kinds: [],
      quietHours: undefined,
      createdAt: 1,
    },
    changed: (item) => ({ ...item, name: 'Post' }),
  }),
};

describe.each(Object.entries(kinds))('the table of %s', (_, contract) => {
  test('gives back what was written, changes only what has the version that was read, and lists the newest first', async () => {
    await using opened = await newServiceStore(server);
    await contract(opened.store);
  });

  test('does the same within a transaction', async () => {
    await using opened = await newServiceStore(server);
    await opened.store.transaction(contract);
  });
});
