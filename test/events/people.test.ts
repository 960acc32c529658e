import { afterEach, describe, expect, test } from 'vitest';
import { createSource } from '../../src/app/create-source.ts';
import { parseSource } from '../../src/config/read-source.ts';
import type { Hint } from '../../src/model/hint.ts';
import type { Source } from '../../src/model/source.ts';
import type { SandboxSettings } from '../../src/sandbox/options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { HeldRows } from '../support/held-rows.ts';

/** Wednesday 2026-09-16, 12:00 in Shanghai. */
const startedAtMs = Date.UTC(2026, 8, 16, 4);
const sources: Source[] = [];
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
});

async function start(settings: SandboxSettings = {}): Promise<Sandbox> {
  return await startSandbox({
    limits: 'off',
    startedAtMs,
    now: () => startedAtMs,
    users: 60,
    departments: 9,
    approvals: { definitions: 1, instancesPerDay: 1, days: 1 },
    bases: [{ tables: 1, records: 1 }],
    ...settings,
  });
}

interface Scene {
  readonly held: HeldRows;
  /** Reads everything, from what the last whole read remembered. */
  whole(): Promise<void>;
  follow(...hints: readonly Hint[]): Promise<void>;
}

async function sceneOf(sandbox: Sandbox, modules: JsonObject): Promise<Scene> {
  const { appId, appSecret } = sandbox.options;
  const { settings } = parseSource(
    {
      base_url: sandbox.url,
      rate_limit_scale: 0,
      credentials: { auth_type: 'custom_app', app_id: appId, app_secret: appSecret },
      modules,
    },
    'feishu',
  );
  const { source } = await createSource({ settings, clock: { now: () => startedAtMs, sleep: async () => {} } });
  sources.push(source);
  const { streams } = await source.discover();
  const held = new HeldRows(streams);
  const names = new Set(streams.map(({ name }) => name));
  const refresher = source.refresher();
  const { signal } = new AbortController();
  return {
    held,
    whole: async () => {
      const state = new Map(held.state);
      await held.take(source.read({ streams: names, fresh: new Set(), state, acceptDeletes: false, signal }));
    },
    follow: async (...hints) => {
      await held.take(refresher.refresh({ hints, streams: names, state: async () => new Map(held.state), signal }));
    },
  };
}

const contactTables = ['contact_users', 'contact_user_departments', 'contact_departments'];
const tablesOf = ({ held }: Scene, tables: readonly string[] = contactTables) =>
  Object.fromEntries(tables.map((table) => [table, held.rows(table)]));

describe('every status that a person can have', () => {
  const flags = ['isFrozen', 'isResigned', 'isActivated', 'isExited', 'isUnjoin'] as const;
  const statuses = Array.from({ length: 2 ** flags.length }, (_, number) =>
    Object.fromEntries(flags.map((flag, bit) => [flag, (number & (1 << bit)) !== 0])),
  );

  test.each(['open_id', 'union_id'])(
    'is followed as a whole read tells it: only who is resigned is gone (%s)',
    async (userIdType) => {
      await using sandbox = await start({ switches: { contactResigned: 'answered' } });
      const modules = { contact: { user_id_type: userIdType } };
      const live = await sceneOf(sandbox, modules);
      await live.whole();
      const { directory } = sandbox.tenant;
      const people = [...directory.people()].slice(0, statuses.length);
      for (const [index, { openId }] of people.entries()) directory.updatePerson(openId, statuses[index] ?? {});
      await live.follow(...people.map(({ openId }): Hint => ({ kind: 'contact_person', openId, isGone: false })));

      const anew = await sceneOf(sandbox, modules);
      await anew.whole();
      expect(tablesOf(live)).toEqual(tablesOf(anew));
      const followed = tablesOf(live);
      await live.whole();
      expect(tablesOf(live)).toEqual(followed);
      const there = new Set(live.held.rows('contact_users').map(({ open_id }) => open_id));
      for (const [index, { openId }] of people.entries())
        expect([statuses[index], there.has(openId)]).toEqual([statuses[index], statuses[index]?.isResigned !== true]);
    },
  );

  test.each(['answered', 'left-out'] as const)(
    'who leaves is gone, live and not, resigned people %s',
    async (contactResigned) => {
      await using sandbox = await start({ switches: { contactResigned } });
      const live = await sceneOf(sandbox, { contact: {} });
      await live.whole();
      const [, leaver, exited] = sandbox.tenant.directory.people();
      const [one = '', two = ''] = [leaver?.openId, exited?.openId];
      sandbox.tenant.directory.removePerson(one);
      sandbox.tenant.directory.updatePerson(two, { isExited: true });
      await live.follow(
        { kind: 'contact_person', openId: one, isGone: true },
        { kind: 'contact_person', openId: two, isGone: false },
      );
      const rows = live.held.rows('contact_users');
      expect(rows.some(({ open_id }) => open_id === one)).toBe(false);
      expect(rows.find(({ open_id }) => open_id === two)).toMatchObject({ status: { is_exited: true } });
      const followed = tablesOf(live);
      await live.whole();
      expect(tablesOf(live)).toEqual(followed);
    },
  );
});
