import { afterEach, describe, expect, test } from 'vitest';
import { contractScopes } from '../../src/sandbox/contract.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readTexts } from '../../src/util/json.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

const prefix = '/open-apis/contact/v3';
const childrenPath = `${prefix}/departments/:department_id/children`;
const membersPath = `${prefix}/users/find_by_department`;
const scopesPath = `${prefix}/scopes`;
const userBatch = `${prefix}/users/batch`;
const running: Sandbox[] = [];

async function start(settings: SandboxOptions = {}): Promise<[Sandbox, SandboxCaller]> {
  const sandbox = await startSandbox({ users: 160, departments: 25, limits: 'off', ...settings });
  running.push(sandbox);
  return [sandbox, new SandboxCaller(sandbox)];
}

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

async function wholeDirectory(caller: SandboxCaller): Promise<{ departments: unknown[]; users: Map<string, unknown> }> {
  const options = { params: { department_id: '0' }, query: { fetch_child: 'true', page_size: '50' } };
  const departments = (await caller.pages(childrenPath, 'items', options)).items;
  const users = new Map<string, unknown>();
  for (const id of ['0', ...departments.map((department) => String(department.open_department_id))]) {
    const members = await caller.pages(membersPath, 'items', { query: { department_id: id } });
    for (const user of members.items) users.set(String(user.open_id), user);
  }
  return { departments, users };
}

const byOpenId = (users: Iterable<Record<string, unknown>>): Map<string, unknown> =>
  new Map([...users].map((user) => [String(user.open_id), user]));

describe('the whole directory', () => {
  test('department by department is the truth, before and after every kind of change', async () => {
    const [{ tenant }, caller] = await start();
    const { directory } = tenant;
    const compare = async (): Promise<void> => {
      const { departments, users } = await wholeDirectory(caller);
      const key = (one: unknown): string => JSON.stringify(one);
      expect(departments.map(key).sort()).toEqual([...directory.apiDepartments()].map(key).sort());
      expect(users).toEqual(byOpenId(directory.apiUsers()));
    };
    await compare();
    expect([...directory.people()].filter((person) => person.departments.length > 1).length).toBeGreaterThan(5);
    const [first = '', second = '', third = ''] = directory.departments.generatedIds;
    const added = directory.addDepartment({ name: '新部门', parentId: first });
    const person = directory.addPerson({ name: '欧阳一鸣', departments: [added, second] });
    expect(person).toMatchObject({ name: '欧阳一鸣', departments: [added, second] });
    directory.updatePerson(directory.personAt(7).openId, { departments: [third, '0'], name: 'Renée' });
    directory.removePerson(directory.personAt(9).openId);
    directory.updateDepartment(second, { name: '改名部', parentId: added });
    directory.removeDepartment(third);
    await compare();
    expect(directory.personAt(7)).toMatchObject({ name: 'Renée', departments: ['0'] });
  });

  test('the same seed gives the same directory, and another seed another one', async () => {
    const names = async (seed: number): Promise<unknown[]> => {
      const [{ tenant }] = await start({ seed, startedAtMs: 1_790_000_000_000 });
      return [...tenant.directory.apiUsers()];
    };
    const once = await names(3);
    expect(await names(3)).toEqual(once);
    expect(await names(4)).not.toEqual(once);
  });

  test('member counts include sub-departments and count a person once', async () => {
    const [{ tenant }] = await start();
    const { directory } = tenant;
    for (const department of directory.departments.all()) {
      const below = [department, ...directory.departments.descendants(department.openId)];
      const people = new Set(below.flatMap(({ openId }) => directory.members(openId)));
      expect(directory.memberCounts(department.openId).all).toBe(people.size);
    }
  });
});

describe('ids', () => {
  test('ids are written in the requested types, and read back', async () => {
    const [{ tenant }, caller] = await start();
    const { directory } = tenant;
    const department = directory.departments.all()[3];
    const query = { user_id_type: 'user_id', department_id_type: 'department_id', page_size: '50' };
    const members = await caller.pages(membersPath, 'items', {
      query: { ...query, department_id: department?.customId ?? '' },
    });
    expect(members.items.map((user) => user.user_id)).toEqual(
      directory.members(department?.openId ?? '').map((index) => directory.personAt(index).userId),
    );
    for (const user of members.items) expect(user.department_ids).toContain(department?.customId);
    const asked = [directory.personAt(2), directory.personAt(3)];
    const batch = await caller.call('GET', userBatch, {
      query: { user_id_type: 'union_id', user_ids: [...asked.map((person) => person.unionId), 'on_unknown'] },
    });
    expect(batch.data.items).toMatchObject(asked.map((person) => ({ open_id: person.openId })));
  });

  test('user_id needs its own scope', async () => {
    const grantedScopes = contractScopes().filter((scope) => scope !== 'contact:user.employee_id:readonly');
    const [, caller] = await start({ grantedScopes });
    const refused = await caller.call('GET', membersPath, { query: { department_id: '0', user_id_type: 'user_id' } });
    expect(refused).toMatchObject({ http: 400, code: 99991672 });
  });

  test('leavers vanish from every list but not from batch_get_id with include_resigned', async () => {
    const [{ tenant }, caller] = await start();
    const person = [...tenant.directory.people()].find(({ email }) => email !== '') ?? tenant.directory.personAt(0);
    const ask = async (include_resigned: boolean): Promise<unknown> => {
      const body = { emails: [person.email, 'nobody@xinghe.example'], include_resigned };
      return (await caller.call('POST', `${prefix}/users/batch_get_id`, { body })).data.user_list;
    };
    expect(await ask(false)).toMatchObject([{ user_id: person.openId }, { email: 'nobody@xinghe.example' }]);
    tenant.directory.removePerson(person.openId);
    expect(await ask(false)).toEqual([{ email: person.email }, { email: 'nobody@xinghe.example' }]);
    expect(await ask(true)).toMatchObject([{ user_id: person.openId, status: { is_resigned: true } }, {}]);
  });
});

describe('field scopes', () => {
  test('without field scopes the keys are absent and the call succeeds', async () => {
    const [, caller] = await start({ grantedScopes: ['contact:contact.base:readonly'] });
    const { items } = await caller.pages(membersPath, 'items', { query: { department_id: '0' } });
    for (const user of items)
      expect(Object.keys(user).sort()).toEqual(['is_frozen', 'mobile_visible', 'open_id', 'union_id']);
    const departments = await caller.pages(childrenPath, 'items', { params: { department_id: '0' } });
    for (const department of departments.items) {
      expect(Object.keys(department).sort()).toEqual(['group_chat_employee_types', 'leaders', 'open_department_id']);
    }
    const [{ leaders = [] } = {}] = departments.items;
    expect(JSON.stringify(leaders)).not.toContain('leaderID');
  });

  test('a broad legacy scope does not open the batch endpoints', async () => {
    const [, caller] = await start({ grantedScopes: ['contact:contact:readonly_as_app'] });
    expect((await caller.call('GET', membersPath, { query: { department_id: '0' } })).code).toBe(0);
    expect((await caller.call('GET', userBatch, { query: { user_ids: 'x' } })).code).toBe(99991672);
  });
});

describe('a partial range', () => {
  test('lists exactly what was granted, refuses the root, covers the subtree and hides the rest', async () => {
    const [sandbox, caller] = await start();
    const { directory } = sandbox.tenant;
    const parent = directory.departments
      .all()
      .find(({ openId }) => directory.departments.descendants(openId).length > 1);
    const granted = parent?.openId ?? '';
    const inside = new Set([granted, ...directory.departments.descendants(granted).map(({ openId }) => openId)]);
    const outside = [...directory.people()].filter((person) => !person.departments.some((id) => inside.has(id)));
    const [independent, hidden] = outside;
    sandbox.setContactRange({ departments: [granted], users: [independent?.openId ?? ''] });

    const { data } = await caller.call('GET', scopesPath);
    expect(data).toEqual({
      department_ids: [granted],
      user_ids: [independent?.openId],
      group_ids: [],
      has_more: false,
    });
    const root = { params: { department_id: '0' } };
    expect(await caller.call('GET', childrenPath, root)).toMatchObject({ http: 403, code: 40014 });
    const members = await caller.call('GET', membersPath, { query: { department_id: '0' } });
    expect(members).toMatchObject({ http: 403, code: 40004 });
    const stranger = [...directory.departments.all()].find(({ openId }) => !inside.has(openId))?.openId ?? '';
    const refused = await caller.call('GET', childrenPath, { params: { department_id: stranger } });
    expect(refused).toMatchObject({ http: 403, code: 40004 });
    for (const id of inside) {
      const seen = await caller.pages(membersPath, 'items', { query: { department_id: id } });
      expect(seen.items).toHaveLength(directory.members(id).length);
    }
    const ids = [independent?.openId ?? '', hidden?.openId ?? ''];
    const batch = await caller.call('GET', userBatch, { query: { user_ids: ids } });
    expect(batch.data.items).toMatchObject([{ open_id: independent?.openId }]);
    const nobody = await caller.call('GET', userBatch, { query: { user_ids: [hidden?.openId ?? ''] } });
    expect(nobody).toMatchObject({ http: 400, code: 41050 });
    const departments = await caller.call('GET', `${prefix}/departments/batch`, {
      query: { department_ids: [granted, stranger, 'od-none'] },
    });
    expect(departments.data.items).toMatchObject([{ open_department_id: granted }]);
  });

  test('the whole range lists first-level departments, root members and groups under one page size', async () => {
    const [{ tenant }, caller] = await start();
    const listed: Record<string, unknown[]> = { department_ids: [], user_ids: [], group_ids: [] };
    let pageToken = '';
    for (;;) {
      const { data } = await caller.call('GET', scopesPath, { query: { page_size: '3', page_token: pageToken } });
      let onPage = 0;
      for (const [key, ids] of Object.entries(listed)) {
        ids.push(...readTexts(data, key));
        onPage += readTexts(data, key).length;
      }
      expect(onPage).toBeLessThanOrEqual(3);
      if (data.has_more !== true) break;
      pageToken = String(data.page_token);
    }
    const { directory } = tenant;
    expect(listed).toEqual({
      department_ids: directory.departments.children('0').map(({ openId }) => openId),
      user_ids: directory.members('0').map((index) => directory.personAt(index).openId),
      group_ids: tenant.groups.all().map(({ id }) => id),
    });
  });
});

describe('limits of lists', () => {
  test('fetch_child is refused on a big department, level by level works', async () => {
    const [{ tenant }, caller] = await start({ switches: { fetchChildLimit: 10 } });
    const query = { fetch_child: 'true', page_size: '50' };
    const refused = await caller.call('GET', childrenPath, { params: { department_id: '0' }, query });
    expect(refused).toMatchObject({ http: 400, code: 43010 });
    const found: unknown[] = [];
    const open = ['0'];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const { items } = await caller.pages(childrenPath, 'items', { params: { department_id: id } });
      open.push(...items.map((item) => String(item.open_department_id)));
      found.push(...items);
    }
    expect(found).toHaveLength(tenant.directory.departments.size);
  });

  test('a page token expires and fits one listing only', async () => {
    let nowMs = 1_790_000_000_000;
    const [{ tenant }, caller] = await start({ now: () => nowMs, switches: { pageTokenLifetimeSeconds: 60 } });
    const [biggest = '', other = ''] = tenant.directory.departments.generatedIds;
    const query = { department_id: biggest, page_size: '2' };
    const { data } = await caller.call('GET', membersPath, { query });
    const page_token = String(data.page_token);
    expect((await caller.call('GET', membersPath, { query: { ...query, page_token } })).code).toBe(0);
    const elsewhere = await caller.call('GET', membersPath, { query: { ...query, department_id: other, page_token } });
    expect(elsewhere.code).toBe(40012);
    nowMs += 61_000;
    expect((await caller.call('GET', membersPath, { query: { ...query, page_token } })).code).toBe(40012);
  });
});

test('groups: normal ones by default, dynamic ones on request, members of both kinds', async () => {
  const [{ tenant }, caller] = await start({ groups: 6 });
  const list = async (type?: string): Promise<unknown[]> => {
    const { items } = await caller.pages(`${prefix}/group/simplelist`, 'grouplist', type ? { query: { type } } : {});
    return items.map(({ id }) => id);
  };
  const ids = (type: number): string[] =>
    tenant.groups
      .all()
      .filter((group) => group.type === type)
      .map(({ id }) => id);
  expect(await list()).toEqual(ids(1));
  expect(await list('2')).toEqual(ids(2));
  for (const group of tenant.groups.all()) {
    const members = async (query: Record<string, string>): Promise<unknown[]> => {
      const path = `${prefix}/group/:group_id/member/simplelist`;
      const { items } = await caller.pages(path, 'memberlist', { params: { group_id: group.id }, query });
      return items.map(({ member_id }) => member_id);
    };
    const people = tenant.groups.members(group.id).map((index) => tenant.directory.personAt(index));
    expect(await members({ page_size: '5' })).toEqual(people.map((person) => person.openId));
    expect(await members({ member_type: 'department' })).toEqual(group.departments);
    // `open_id` is also documented for departments, where it stands for their open_department_ids.
    const custom = group.departments.map((id) => tenant.directory.departments.get(id)?.customId);
    for (const [member_id_type, told] of [
      ['open_id', group.departments],
      ['department_id', custom],
    ] as const)
      expect(await members({ member_type: 'department', member_id_type })).toEqual(told);
    for (const [member_type, member_id_type] of [
      ['department', 'user_id'],
      ['department', 'union_id'],
      ['user', 'department_id'],
    ] as const) {
      const params = { group_id: group.id };
      const path = `${prefix}/group/:group_id/member/simplelist`;
      const refused = await caller.call('GET', path, { params, query: { member_type, member_id_type } });
      expect([member_type, member_id_type, refused.code]).toEqual([member_type, member_id_type, 41072]);
    }
    const [first] = people;
    const belong = await caller.call('GET', `${prefix}/group/member_belong`, {
      query: { member_id: first?.openId ?? '' },
    });
    expect(belong.data.group_list).toContain(group.id);
  }
});

test('application scopes tell what is granted, in either spelling', async () => {
  const [, caller] = await start({
    grantedScopes: ['contact:contact.base:readonly'],
    switches: { scopeNames: 'without-domain' },
  });
  const { data } = await caller.call('GET', '/open-apis/application/v6/scopes');
  expect(data.scopes).toContainEqual({ scope_name: 'contact.base:readonly', grant_status: 1 });
  expect(data.scopes).toContainEqual({ scope_name: 'user.phone:readonly', grant_status: 2 });
});
