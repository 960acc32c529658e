import { afterEach, describe, expect, test } from 'vitest';
import { createContactFeed } from '../../src/feeds/contact/feed.ts';
import { toDepartmentRow, toUserRow } from '../../src/feeds/contact/rows.ts';
import type { ContactSettings } from '../../src/feeds/contact/settings.ts';
import { contactStreams } from '../../src/feeds/contact/streams.ts';
import { Directory } from '../../src/feeds/directory.ts';
import type { FeedRead } from '../../src/feeds/feed-context.ts';
import { Problems } from '../../src/feeds/problems.ts';
import type { Change } from '../../src/model/change.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Row, RowValue } from '../../src/model/stream.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../src/util/json.ts';

let sandbox: Sandbox;
let client: OpenPlatformClient;

async function start(settings: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ limits: 'off', users: 400, departments: 40, ...settings });
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: sandbox.url,
    credentials: { appId: sandbox.options.appId, appSecret: new Secret(sandbox.options.appSecret) },
    rateLimitScale: 0,
  });
}

afterEach(async () => {
  await client.close();
  await sandbox.close();
});

async function read(
  config: Partial<ContactSettings> = {},
  {
    onChange,
    problems = new Problems(),
    ...more
  }: Partial<FeedRead> & { readonly onChange?: (change: Change) => void } = {},
): Promise<Change[]> {
  const changes: Change[] = [];
  const request: FeedRead = {
    client,
    clock: systemClock,
    logger: silentLogger,
    signal: new AbortController().signal,
    streams: new Set(contactStreams.map(({ name }) => name)),
    state: new Map<string, JsonValue>(),
    fresh: false,
    acceptDeletes: false,
    problems,
    ...more,
  };
  for await (const change of createContactFeed(config, new Directory()).read(request)) {
    changes.push(change);
    onChange?.(change);
  }
  return changes;
}

const rowsOf = (changes: readonly Change[], stream: string): Row[] =>
  changes.flatMap((change) => (change.kind === 'rows' && change.stream === stream ? change.rows : []));
const complaints = (changes: readonly Change[]): Change[] =>
  changes.filter(({ kind }) => kind === 'incomplete' || kind === 'warning');
const byKey = (rows: readonly Row[], key: string): Map<RowValue, Row> =>
  new Map(rows.map((row) => [row[key] ?? null, row]));

function truth(records: Iterable<Record<string, unknown>>): JsonObject[] {
  return [...records].map((record) => parseJson(JSON.stringify(record))).filter(isObject);
}

function expectEveryone(changes: readonly Change[]): void {
  const users = rowsOf(changes, 'contact_users');
  const people = truth(sandbox.tenant.directory.apiUsers());
  expect(users).toHaveLength(people.length);
  expect(byKey(users, 'open_id')).toEqual(
    byKey(
      people.map((one) => toUserRow(one, new Problems())),
      'open_id',
    ),
  );
  const departments = truth(sandbox.tenant.directory.apiDepartments());
  expect(byKey(rowsOf(changes, 'contact_departments'), 'open_department_id')).toEqual(
    byKey(
      departments.map((one) => toDepartmentRow(one, new Problems())),
      'open_department_id',
    ),
  );
}

describe('the whole company', () => {
  test('every person and every department, as the tenant has them', async () => {
    await start();
    const changes = await read();
    expectEveryone(changes);
    expect(complaints(changes)).toEqual([]);
    expect(changes.filter(({ kind }) => kind === 'scanned')).toHaveLength(contactStreams.length);
  });

  test('memberships are those of the people', async () => {
    await start();
    const rows = rowsOf(await read(), 'contact_user_departments');
    const wanted = [...sandbox.tenant.directory.people()].flatMap(({ openId, departments }) =>
      departments.map((id) => `${openId} ${id}`),
    );
    expect(rows.map((row) => `${row.open_id} ${row.open_department_id}`).sort()).toEqual(wanted.sort());
  });

  test('custom department ids do not change the keys', async () => {
    await start();
    const changes = await read({ department_id_type: 'department_id', user_id_type: 'user_id' });
    const wanted = [...sandbox.tenant.directory.people()].flatMap(({ openId, departments }) =>
      departments.map((id) => `${openId} ${id}`),
    );
    const rows = rowsOf(changes, 'contact_user_departments');
    expect(rows.map((row) => `${row.open_id} ${row.open_department_id}`).sort()).toEqual(wanted.sort());
  });

  test('the directory is complete with refused recursion, empty pages and failing calls', async () => {
    await start({ switches: { fetchChildLimit: 3, contactEmptyPages: true } });
    sandbox.faults.add({ path: '*', kind: 'http-502-html', every: 9, times: 4 });
    sandbox.faults.add({ path: '*', kind: 'throttle-429', after: 5, times: 2 });
    const changes = await read();
    expectEveryone(changes);
    expect(complaints(changes)).toEqual([]);
  });

  test('members of all groups', async () => {
    await start({ groups: 8 });
    const changes = await read();
    const groups = rowsOf(changes, 'contact_groups');
    expect(groups).toHaveLength(sandbox.tenant.groups.all().length);
    const people = [...sandbox.tenant.directory.people()];
    const members = rowsOf(changes, 'contact_group_members').filter((row) => row.member_type === 'user');
    expect(members.every((row) => people.some(({ openId }) => openId === row.member_id))).toBe(true);
    expect(new Set(members.map((row) => row.group_id)).size).toBeGreaterThan(1);
  });

  test('without field scopes the fields are null and one warning names them', async () => {
    await start();
    sandbox.setGrantedScopes([
      'contact:contact.base:readonly',
      'contact:group:readonly',
      'contact:user.department:readonly',
    ]);
    const changes = await read();
    expect(rowsOf(changes, 'contact_users').every((row) => row.email === null && row.mobile === null)).toBe(true);
    expect(complaints(changes)).toMatchObject([
      { kind: 'warning', message: { en: expect.stringContaining('contact:user.email:readonly') } },
    ]);
  });
});

describe('a part of the company', () => {
  test('the directory has everyone in the contact range, and no one else', async () => {
    await start({ groups: 8 });
    const { directory } = sandbox.tenant;
    const [first, second] = directory.departments.children('0').map(({ openId }) => openId);
    const people = [...directory.people()];
    sandbox.setContactRange({
      departments: [first ?? '', second ?? ''],
      users: people.slice(0, 3).map(({ openId }) => openId),
      groups: sandbox.tenant.groups
        .all()
        .slice(0, 2)
        .map(({ id }) => id),
    });
    const changes = await read();
    const visible = people.filter((person) => sandbox.tenant.contactRange.seesPerson(person));
    expect(visible.length).toBeLessThan(people.length);
    expect(
      rowsOf(changes, 'contact_users')
        .map((row) => row.open_id)
        .sort(),
    ).toEqual(visible.map(({ openId }) => openId).sort());
    expect(complaints(changes)).toEqual([]);
  });

  test.each(['open_id', 'union_id', 'user_id'] as const)(
    'a person seen through a department is not lost when the own grant goes, by %s',
    async (user_id_type) => {
      await start();
      const { directory } = sandbox.tenant;
      const person = [...directory.people()].find(({ departments: [first] }) => first !== undefined && first !== '0');
      const departments = person?.departments.slice(0, 1) ?? [];
      sandbox.setContactRange({ departments, users: [person?.openId ?? ''] });
      const state = new Map<string, JsonValue>();
      for (const change of await read({ user_id_type })) {
        if (change.kind === 'state') state.set(change.slice, change.state);
      }
      sandbox.setContactRange({ departments });
      expect(complaints(await read({ user_id_type }, { state }))).toEqual([]);
    },
  );
});

describe('changes while the walk goes on', () => {
  test('a department that is deleted during the walk is no failure, and no person counts as deleted', async () => {
    await start();
    const { directory } = sandbox.tenant;
    let done = false;
    const changes = await read(
      {},
      {
        onChange: ({ kind }) => {
          if (done || kind !== 'rows') return;
          done = true;
          const leaves = [...directory.departments.all()].filter(
            ({ openId }) => directory.departments.children(openId).length === 0,
          );
          for (const { openId } of leaves.slice(-5)) directory.removeDepartment(openId);
        },
      },
    );
    expect(changes.filter(({ kind }) => kind === 'incomplete')).toEqual([]);
    const delivered = new Set(rowsOf(changes, 'contact_users').map((row) => row.open_id));
    const missed = [...directory.people()].filter(({ openId }) => !delivered.has(openId));
    const scanned = changes.some((change) => change.kind === 'scanned' && change.stream === 'contact_users');
    if (missed.length > 0) expect(scanned).toBe(false);
  });

  test('people who leave, move and come between and during two runs: the second is the truth', async () => {
    await start();
    const { directory } = sandbox.tenant;
    const state = new Map<string, JsonValue>();
    for (const change of await read()) if (change.kind === 'state') state.set(change.slice, change.state);
    const people = [...directory.people()];
    const places = directory.departments.children('0').map(({ openId }) => openId);
    for (const { openId } of people.slice(10, 15)) directory.removePerson(openId);
    let turn = 0;
    const second = await read(
      {},
      {
        state,
        onChange: ({ kind }) => {
          if (kind !== 'rows') return;
          turn++;
          const mover = people[50 + turn];
          const place = places[turn % places.length];
          if (mover !== undefined && place !== undefined)
            directory.updatePerson(mover.openId, { departments: [place] });
        },
      },
    );
    expect(turn).toBeGreaterThan(5);
    const delivered = new Set(rowsOf(second, 'contact_users').map((row) => row.open_id));
    expect(delivered).toEqual(new Set([...directory.people()].map(({ openId }) => openId)));
    expect(second.filter(({ kind }) => kind === 'scanned')).toHaveLength(contactStreams.length);
  });
});
