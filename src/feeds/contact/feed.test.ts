import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FeedHarness } from '../../../test/support/feed-harness.ts';
import { ok, refused, SmallTenant } from '../../../test/support/small-tenant.ts';
import { Directory } from '../directory.ts';
import { createContactFeed } from './feed.ts';
import type { ContactSettings } from './settings.ts';

let tenant: SmallTenant;
let harness: FeedHarness;

const feed = (config: Partial<ContactSettings> = {}): ReturnType<typeof createContactFeed> =>
  createContactFeed(config, new Directory());
const allStreams = [
  'contact_custom_attrs',
  'contact_departments',
  'contact_employee_types',
  'contact_group_members',
  'contact_groups',
  'contact_user_departments',
  'contact_users',
];
const peopleStreams = ['contact_departments', 'contact_user_departments', 'contact_users'];
const onlyPeople = { streams: new Set(peopleStreams) };

beforeEach(async () => {
  tenant = await SmallTenant.start();
  harness = new FeedHarness(tenant, Date.UTC(2026, 2, 1));
  for (const [id, parent] of [
    ['od-a', '0'],
    ['od-b', '0'],
    ['od-c', 'od-b'],
  ] as const) {
    tenant.departments.set(id, parent);
  }
  tenant.addUser('ou_root', ['0']);
  tenant.addUser('ou_1', ['od-a']);
  tenant.addUser('ou_2', ['od-a', 'od-c']);
  tenant.addUser('ou_3', ['od-c']);
});

afterEach(async () => {
  await harness.client.close();
  await tenant[Symbol.asyncDispose]();
});

describe('an app that may see the whole company', () => {
  test('a read returns every department and every person once, those of the root too', async () => {
    const result = await harness.read(feed());
    expect(result.values('contact_departments', 'open_department_id').sort()).toEqual(['od-a', 'od-b', 'od-c']);
    expect(result.values('contact_users', 'open_id').sort()).toEqual(['ou_1', 'ou_2', 'ou_3', 'ou_root']);
    expect(result.scanned).toEqual(allStreams);
    expect(result.incomplete).toEqual([]);
  });

  test('a read returns memberships, replaced person by person', async () => {
    const result = await harness.read(feed());
    const of = result.rows('contact_user_departments').filter((row) => row.open_id === 'ou_2');
    expect(of).toEqual([
      { open_id: 'ou_2', open_department_id: 'od-a', user_order: 0, department_order: 10, is_primary_dept: true },
      { open_id: 'ou_2', open_department_id: 'od-c', user_order: 0, department_order: 9, is_primary_dept: false },
    ]);
    const parents = result.changes.flatMap((change) =>
      change.kind === 'rows' && change.stream === 'contact_user_departments' ? (change.parents ?? []) : [],
    );
    expect(parents.flat().sort()).toEqual(['ou_1', 'ou_2', 'ou_3', 'ou_root']);
  });

  test('a read costs one list of departments and one call for each department and the root', async () => {
    await harness.read(feed(), onlyPeople);
    expect(tenant.calls.map(({ path }) => path.replace('/open-apis/contact/v3/', '')).sort()).toEqual([
      'departments/0/children',
      ...Array(4).fill('users/find_by_department'),
    ]);
    expect(tenant.calls.every(({ query }) => query.get('page_size') === '50')).toBe(true);
  });

  test('pages through long departments', async () => {
    for (let index = 0; index < 120; index++) tenant.addUser(`ou_x${index}`, ['od-a']);
    const result = await harness.read(feed(), onlyPeople);
    expect(result.rows('contact_users')).toHaveLength(124);
    expect(tenant.count('find_by_department')).toBe(6);
  });

  test('when only departments are wanted, the feed does not ask for people', async () => {
    const result = await harness.read(feed(), { streams: new Set(['contact_departments']) });
    expect(result.rows('contact_departments')).toHaveLength(3);
    expect(result.scanned).toEqual(['contact_departments']);
    expect(tenant.calls).toHaveLength(1);
  });

  test('a department too big for recursion is read level by level', async () => {
    tenant.big.add('0');
    tenant.big.add('od-b');
    const result = await harness.read(feed());
    expect(result.values('contact_departments', 'open_department_id').sort()).toEqual(['od-a', 'od-b', 'od-c']);
    expect(result.rows('contact_users')).toHaveLength(4);
    expect(result.scanned).toEqual(allStreams);
  });

  test('custom ids shape the references, the keys stay', async () => {
    tenant.pageSize = 1;
    tenant.fault = ({ path, query }) => {
      if (!path.endsWith('find_by_department')) return undefined;
      const user = { open_id: 'ou_9', department_ids: ['c-od-c'], orders: [] };
      return ok({ items: query.get('department_id') === 'c-od-a' ? [user] : [] });
    };
    const result = await harness.read(
      feed({ department_id_type: 'department_id', user_id_type: 'user_id' }),
      onlyPeople,
    );
    expect(result.rows('contact_user_departments')).toMatchObject([{ open_id: 'ou_9', open_department_id: 'od-c' }]);
    expect(result.rows('contact_users')).toMatchObject([{ open_id: 'ou_9', department_ids: ['c-od-c'] }]);
    expect(tenant.calls.every(({ query }) => query.get('user_id_type') === 'user_id')).toBe(true);
    const paths = tenant.calls.map(({ path }) => path);
    const listed = paths.findLastIndex((path) => path.endsWith('/children'));
    expect(paths.findIndex((path) => path.endsWith('find_by_department'))).toBeGreaterThan(listed);
  });
});

describe('an app with a narrower range', () => {
  beforeEach(() => {
    tenant.addUser('ou_alone', ['od-hidden']);
    tenant.range = { departments: ['od-b'], users: ['ou_alone'], groups: [] };
  });

  test('starts at what was granted, with people granted one by one', async () => {
    const result = await harness.read(feed());
    expect(result.values('contact_departments', 'open_department_id').sort()).toEqual(['od-b', 'od-c']);
    expect(result.values('contact_users', 'open_id').sort()).toEqual(['ou_2', 'ou_3', 'ou_alone']);
    expect(result.scanned).toEqual(allStreams);
    expect(result.incomplete).toEqual([]);
  });

  test('reaches the members of granted user groups', async () => {
    tenant.groups.push({ id: 'g1', type: 1, users: ['ou_1'], departments: [] });
    tenant.range = { departments: ['od-b'], users: ['ou_1'], groups: ['g1'] };
    tenant.fault = ({ path }) =>
      path.endsWith('/scopes') ? ok({ department_ids: ['od-b'], group_ids: ['g1'] }) : undefined;
    const result = await harness.read(feed());
    expect(result.values('contact_users', 'open_id').sort()).toEqual(['ou_1', 'ou_2', 'ou_3']);
  });

  test('people are read one by one when the batch needs a scope that is not granted', async () => {
    tenant.fault = ({ path }) => (path.endsWith('/batch') ? refused(99991672, 403) : undefined);
    const result = await harness.read(feed());
    expect(result.values('contact_users', 'open_id').sort()).toEqual(['ou_2', 'ou_3', 'ou_alone']);
    expect(result.incomplete).toEqual([]);
  });

  test('taken away from the app since the last run: nothing is deleted, and the old range is remembered', async () => {
    await harness.read(feed());
    const before = harness.state;
    tenant.range = { departments: ['od-c'], users: [], groups: [] };
    for (let run = 0; run < 2; run++) {
      const result = await harness.read(feed(), onlyPeople);
      expect(result.scanned).toEqual([]);
      expect(result.incomplete).toMatchObject([{ streams: expect.arrayContaining(peopleStreams) }]);
      const [error] = result.incomplete.map((change) => change.error);
      expect(error?.code).toBe('source.scan.suspicious');
      expect(error?.message).toContain('od-b');
      expect(error?.message).toContain('ou_alone');
      expect(harness.state).toEqual(before);
    }
    const accepted = await harness.read(feed(), { ...onlyPeople, acceptDeletes: true });
    expect(accepted.scanned).toEqual(peopleStreams);
    expect((await harness.read(feed(), onlyPeople)).incomplete).toEqual([]);
  });

  test('a read from the beginning does not forget what the app could see', async () => {
    await harness.read(feed());
    tenant.range = { departments: ['od-c'], users: [], groups: [] };
    const fromTheBeginning = { ...onlyPeople, fresh: true, state: new Map(), former: harness.state };
    const result = await harness.read(feed(), fromTheBeginning);
    expect(result.scanned).toEqual([]);
    expect(result.incomplete.map(({ error }) => error.code)).toEqual(['source.scan.suspicious']);
    const accepted = await harness.read(feed(), { ...fromTheBeginning, acceptDeletes: true });
    expect(accepted.scanned).toEqual(peopleStreams);
  });

  test('a contact range that shrinks from the whole company to a part is a loss too', async () => {
    tenant.range = undefined;
    await harness.read(feed());
    tenant.range = { departments: ['od-a', 'od-b'], users: [], groups: [] };
    const result = await harness.read(feed(), onlyPeople);
    expect(result.incomplete[0]?.error.message).toContain('the whole company');
  });

  test('people and departments that were deleted upstream do not count as a reduced range', async () => {
    await harness.read(feed());
    tenant.departments.delete('od-b');
    tenant.departments.delete('od-c');
    tenant.users.delete('ou_alone');
    tenant.range = { departments: [], users: [], groups: [] };
    const result = await harness.read(feed(), onlyPeople);
    expect(result.incomplete).toEqual([]);
    expect(result.scanned).toContain('contact_departments');
  });
});

describe('configured departments', () => {
  test('configured departments bring themselves, departments below, and their people', async () => {
    const result = await harness.read(feed({ department_ids: ['od-b', ' od-b '] }), onlyPeople);
    expect(result.values('contact_departments', 'open_department_id').sort()).toEqual(['od-b', 'od-c']);
    expect(result.values('contact_users', 'open_id').sort()).toEqual(['ou_2', 'ou_3']);
    expect(result.scanned).toEqual(peopleStreams);
    expect(tenant.count('/scopes')).toBe(0);
  });

  test('an unknown one makes the streams incomplete, the others are read', async () => {
    const result = await harness.read(feed({ department_ids: ['od-b', 'od-x'] }), onlyPeople);
    expect(result.rows('contact_users')).toHaveLength(2);
    expect(result.scanned).toEqual([]);
    expect(result.incomplete[0]?.error.message).toContain('od-x');
  });
});

describe('trouble on the way', () => {
  test('when a department fails, its people are missing, no person is deleted, and the walk continues', async () => {
    tenant.fault = ({ query }) => (query.get('department_id') === 'od-c' ? refused(40001) : undefined);
    const result = await harness.read(feed());
    expect(result.values('contact_users', 'open_id').sort()).toEqual(['ou_1', 'ou_2', 'ou_root']);
    expect(result.incomplete).toMatchObject([{ streams: ['contact_users', 'contact_user_departments'] }]);
    expect(result.scanned).toEqual(allStreams.filter((name) => !name.startsWith('contact_user')));
    expect(harness.state.size).toBe(0);
  });

  test('a department that vanishes: no one is deleted in this run, and it is no error', async () => {
    tenant.fault = ({ query }) => (query.get('department_id') === 'od-c' ? refused(40008) : undefined);
    const result = await harness.read(feed(), onlyPeople);
    expect(result.incomplete).toEqual([]);
    expect(result.scanned).toEqual(['contact_departments']);
  });

  test('the listing of departments fails: nothing is deleted at all', async () => {
    tenant.fault = ({ path }) => (path.endsWith('/children') ? refused(40001) : undefined);
    const result = await harness.read(feed(), onlyPeople);
    expect(result.scanned).toEqual([]);
    expect(result.incomplete).toMatchObject([
      { streams: ['contact_departments', 'contact_users', 'contact_user_departments'] },
    ]);
  });

  test('a missing scope is reported once, and the departments are not asked one by one', async () => {
    for (let index = 0; index < 100; index++) tenant.departments.set(`od-x${index}`, '0');
    tenant.fault = ({ path }) => (path.endsWith('find_by_department') ? refused(99991672, 403) : undefined);
    const result = await harness.read(feed(), onlyPeople);
    expect(result.incomplete.map(({ error }) => error.code)).toEqual(['lark.scope.missing']);
    expect(tenant.count('find_by_department')).toBeLessThan(50);
  });

  test('the app is switched off: the read ends', async () => {
    tenant.fault = () => refused(99991662, 400);
    await expect(harness.read(feed())).rejects.toMatchObject({ code: 'lark.app.disabled' });
  });

  test('a stale page token restarts the list, and no person comes twice', async () => {
    for (let index = 0; index < 60; index++) tenant.addUser(`ou_x${index}`, ['od-a']);
    let faults = 0;
    tenant.fault = ({ query }) => (query.has('page_token') && faults++ === 0 ? refused(40012) : undefined);
    const result = await harness.read(feed(), onlyPeople);
    expect(result.rows('contact_users')).toHaveLength(64);
    expect(result.incomplete).toEqual([]);
  });
});

describe('people who move while the walk goes on', () => {
  /** As soon as the members of od-c are asked for, ou_3 is in od-a, which has been read. */
  function moveOnTheWay(): void {
    tenant.fault = ({ query }) => {
      if (query.get('department_id') === 'od-c') tenant.addUser('ou_3', ['od-a']);
      return undefined;
    };
  }

  test('people who move during a walk are asked for by id once they are known, and are not deleted', async () => {
    await harness.read(feed(), onlyPeople);
    moveOnTheWay();
    const result = await harness.read(feed(), onlyPeople);
    expect(result.rows('contact_users').find((row) => row.open_id === 'ou_3')).toMatchObject({
      department_ids: ['od-a'],
    });
    expect(result.scanned).toEqual(peopleStreams);
    expect(tenant.count('users/batch')).toBe(1);
  });

  test('people who moved come with references of the configured id type', async () => {
    const config: Partial<ContactSettings> = { user_id_type: 'union_id' };
    await harness.read(feed(config), onlyPeople);
    moveOnTheWay();
    tenant.calls.length = 0;
    await harness.read(feed(config), onlyPeople);
    const types = tenant.calls
      .filter(({ path }) => path.endsWith('users/batch'))
      .map(({ query }) => query.get('user_id_type'));
    expect(types).toEqual(['open_id', 'union_id']);
  });

  test('people who left are not read again, and a deleted department no longer delays deletions', async () => {
    await harness.read(feed(), onlyPeople);
    tenant.users.delete('ou_3');
    tenant.fault = ({ query }) => (query.get('department_id') === 'od-c' ? refused(40008) : undefined);
    const result = await harness.read(feed(), onlyPeople);
    expect(result.values('contact_users', 'open_id').sort()).toEqual(['ou_1', 'ou_2', 'ou_root']);
    expect(result.scanned).toEqual(peopleStreams);
    tenant.fault = () => undefined;
    tenant.calls.length = 0;
    await harness.read(feed(), onlyPeople);
    expect(tenant.count('users/batch')).toBe(0);
  });

  test('a refusal of the question keeps everybody', async () => {
    await harness.read(feed(), onlyPeople);
    tenant.users.delete('ou_3');
    tenant.fault = ({ path }) => (path.endsWith('users/batch') ? refused(40001) : undefined);
    const result = await harness.read(feed(), onlyPeople);
    expect(result.scanned).toEqual(['contact_departments']);
    expect(result.incomplete).toMatchObject([{ streams: ['contact_users', 'contact_user_departments'] }]);
  });

  test('out of the configured departments are gone', async () => {
    await harness.read(feed({ department_ids: ['od-b'] }), onlyPeople);
    tenant.addUser('ou_3', ['od-a']);
    const result = await harness.read(feed({ department_ids: ['od-b'] }), onlyPeople);
    expect(result.values('contact_users', 'open_id')).toEqual(['ou_2']);
    expect(result.scanned).toEqual(peopleStreams);
  });
});

describe('fields whose scope is not granted', () => {
  test('one warning names the scopes of fields that no person has', async () => {
    const result = await harness.read(feed());
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toContain('mobile (contact:user.phone:readonly)');
    expect(result.warnings[0]).toContain('email');
    expect(result.warnings[0]).not.toContain('contact:user.base:readonly');
  });

  test('without departments no membership is known, so none is deleted', async () => {
    tenant.users.clear();
    tenant.addUser('ou_bare', ['od-a'], { more: { department_ids: undefined, orders: undefined } });
    const result = await harness.read(feed(), onlyPeople);
    expect(result.rows('contact_user_departments')).toEqual([]);
    expect(result.scanned).toEqual(['contact_departments', 'contact_users']);
    expect(result.warnings[0]).toContain('contact:user.department:readonly');
  });
});

describe('user groups', () => {
  beforeEach(() => {
    tenant.groups.push(
      { id: 'g1', type: 1, users: ['ou_1', 'ou_2'], departments: ['od-a'] },
      { id: 'g2', type: 1, users: [], departments: [] },
      { id: 'g3', type: 2, users: ['ou_3'], departments: [] },
    );
  });

  test('normal and dynamic ones come with their members', async () => {
    const result = await harness.read(feed(), { streams: new Set(['contact_groups', 'contact_group_members']) });
    expect(result.rows('contact_groups').map((row) => [row.group_id, row.type])).toEqual([
      ['g1', 1],
      ['g2', 1],
      ['g3', 2],
    ]);
    const members = result
      .rows('contact_group_members')
      .map((row) => `${row.group_id} ${row.member_type} ${row.member_id}`);
    expect(members.sort()).toEqual(['g1 department od-a', 'g1 user ou_1', 'g1 user ou_2', 'g3 user ou_3']);
    expect(result.scanned).toEqual(['contact_group_members', 'contact_groups']);
    expect(tenant.count('/member/')).toBe(3);
  });

  test('a missing scope leaves the other streams whole', async () => {
    tenant.fault = ({ path }) => (path.includes('/group/') ? refused(99991672, 403) : undefined);
    const result = await harness.read(feed());
    expect(result.incomplete).toMatchObject([{ streams: ['contact_groups', 'contact_group_members'] }]);
    expect(result.scanned).toEqual(allStreams.filter((name) => !name.includes('group')));
  });
});

describe('check', () => {
  test('the check reports the contact range and the missing fields', async () => {
    const results = await harness.check(feed());
    expect(results.map(({ subject, outcome }) => [subject, outcome])).toEqual([
      ['range', 'ok'],
      ['people', 'ok'],
      ['fields', 'warning'],
    ]);
    expect(results[0]?.message.en).toContain('whole company');
  });

  test('counts what was granted', async () => {
    tenant.range = { departments: ['od-a', 'od-b'], users: ['ou_root'], groups: [] };
    const [range] = await harness.check(feed());
    expect(range?.message.en).toContain('2 departments, 1 person, 0 user groups');
  });

  test('an empty range and an unknown department fail', async () => {
    tenant.range = { departments: [], users: [], groups: [] };
    expect((await harness.check(feed()))[0]?.outcome).toBe('failed');
    tenant.range = undefined;
    expect((await harness.check(feed({ department_ids: ['od-x'] })))[0]).toMatchObject({ outcome: 'failed' });
  });

  test('a refusal is a failed line with its cure', async () => {
    tenant.fault = () => refused(99991672, 403);
    expect(await harness.check(feed())).toMatchObject([{ outcome: 'failed', error: { code: 'lark.scope.missing' } }]);
  });
});
