import { PlatformDouble, type Reply, type Seen } from './platform-double.ts';

export interface TenantUser {
  readonly openId: string;
  readonly userId?: string;
  readonly employeeNo?: string;
  readonly departments: readonly string[];
  /** Whatever else the user object is to carry, or `undefined` for what it is not to carry. */
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface TenantGroup {
  readonly id: string;
  readonly type: 1 | 2;
  readonly users: readonly string[];
  readonly departments: readonly string[];
}

export interface Punch {
  readonly userId: string;
  /** Seconds. */
  readonly at: number;
  readonly recordId?: string;
}

export interface Result {
  readonly userId: string;
  /** yyyyMMdd. */
  readonly day: number;
  readonly resultId: string;
}

interface Call {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answer = (call: Call, parts: readonly string[]) => Reply;

const maxRecursion = 500;

/** A handful of people behind the Contact and Attendance endpoints, as documented, by hand and without our own code. */
export class SmallTenant {
  /** Department → parent. */
  readonly departments: Map<string, string> = new Map();
  readonly users: Map<string, TenantUser> = new Map();
  readonly groups: TenantGroup[] = [];
  punches: Punch[] = [];
  results: Result[] = [];
  /** Ids that Attendance refuses. */
  readonly strangers: Set<string> = new Set();
  /** Undefined for the whole company. */
  range: { departments: string[]; users: string[]; groups: string[] } | undefined;
  /** Departments that are too big to be listed with their subtree. */
  readonly big: Set<string> = new Set();
  pageSize = 50;
  emptyList: 'array' | 'null' | 'absent' = 'null';
  /** Looked at before anything else. */
  fault: (call: Call) => Reply | undefined = () => undefined;
  readonly calls: Call[] = [];
  readonly double: PlatformDouble;

  private constructor(double: PlatformDouble) {
    this.double = double;
    double.handler = (seen) => this.#answer(seen);
  }

  static async start(): Promise<SmallTenant> {
    return new SmallTenant(await PlatformDouble.start());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.double[Symbol.asyncDispose]();
  }

  addUser(openId: string, departments: readonly string[], more: Partial<TenantUser> = {}): void {
    this.users.set(openId, { openId, departments, userId: `u-${openId}`, ...more });
  }

  count(part: string): number {
    return this.calls.filter(({ path }) => path.includes(part)).length;
  }

  #answer(seen: Seen): Reply {
    const url = new URL(seen.url, 'http://x');
    const parsed: unknown = seen.body === '' ? {} : JSON.parse(seen.body);
    const body = typeof parsed === 'object' && parsed !== null ? Object.fromEntries(Object.entries(parsed)) : {};
    const call = { path: url.pathname, query: url.searchParams, body };
    this.calls.push(call);
    const fault = this.fault(call);
    if (fault !== undefined) return fault;
    for (const [pattern, answer] of this.#routes) {
      const match = pattern.exec(url.pathname);
      if (match !== null) return answer(call, match.slice(1).map(decodeURIComponent));
    }
    return { status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' };
  }

  readonly #routes: readonly (readonly [RegExp, Answer])[] = [
    [/contact\/v3\/scopes$/, (call) => this.#scopes(call)],
    [/contact\/v3\/departments\/batch$/, (call) => ok({ items: this.#departmentBatch(call) })],
    [/contact\/v3\/departments\/([^/]+)\/children$/, (call, [id = '']) => this.#children(id, call)],
    [/contact\/v3\/departments\/([^/]+)$/, (_call, [id = '']) => this.#department(id)],
    [/contact\/v3\/users\/find_by_department$/, (call) => this.#members(call)],
    [/contact\/v3\/users\/batch$/, (call) => ok({ items: this.#userBatch(call) })],
    [/contact\/v3\/users\/([^/]+)$/, (_call, [id = '']) => this.#user(id)],
    [/contact\/v3\/group\/simplelist$/, (call) => this.#groupList(call)],
    [/contact\/v3\/group\/([^/]+)\/member\/simplelist$/, (call, [id = '']) => this.#groupMembers(id, call)],
    [
      /contact\/v3\/employee_type_enums$/,
      () => ok({ items: [{ enum_id: 'e1', enum_value: '1', content: 'Regular' }] }),
    ],
    [/contact\/v3\/custom_attrs$/, () => ok({ items: [{ id: 'C-1', type: 'TEXT' }] })],
    [/attendance\/v1\/user_flows\/query$/, (call) => this.#flows(call)],
    [/attendance\/v1\/user_tasks\/query$/, (call) => this.#tasks(call)],
    [/attendance\/v1\/groups$/, () => ok({ group_list: [{ group_id: 'g1', group_name: 'Office' }] })],
    [/attendance\/v1\/groups\/([^/]+)$/, (_call, [id = '']) => ok({ group_id: id, time_zone: 'Asia/Shanghai' })],
    [/attendance\/v1\/shifts$/, () => ok({ shift_list: [{ shift_id: 's1', shift_name: 'Early' }] })],
  ];

  #page(items: readonly unknown[], call: Call, key = 'items'): Reply {
    const at = Number(call.query.get('page_token') ?? '0');
    const end = at + Math.min(this.pageSize, Number(call.query.get('page_size') ?? '10'));
    const more = end < items.length;
    return ok({ [key]: items.slice(at, end), has_more: more, ...(more ? { page_token: String(end) } : {}) });
  }

  #scopes(call: Call): Reply {
    const { departments, users, groups } = this.range ?? { departments: [], users: [], groups: [] };
    const data = { department_ids: departments, user_ids: users, group_ids: groups, has_more: false };
    return call.query.has('page_token') ? refused(40012) : ok(data);
  }

  #isVisible(id: string): boolean {
    if (this.range === undefined) return true;
    for (let at: string | undefined = id; at !== undefined; at = this.departments.get(at)) {
      if (this.range.departments.includes(at)) return true;
    }
    return false;
  }

  #below(id: string): string[] {
    const children = [...this.departments].filter(([, parent]) => parent === id).map(([child]) => child);
    return children.flatMap((child) => [child, ...this.#below(child)]);
  }

  #children(id: string, call: Call): Reply {
    if (!this.#isVisible(id)) return refused(40014, 403);
    if (id !== '0' && !this.departments.has(id)) return refused(40008);
    const recursive = call.query.get('fetch_child') === 'true';
    const below = this.#below(id);
    if (recursive && (this.big.has(id) || below.length > maxRecursion)) return refused(43010);
    const listed = recursive ? below : below.filter((child) => this.departments.get(child) === id);
    return this.#page(
      listed.map((child) => this.#departmentRecord(child)),
      call,
    );
  }

  #departmentRecord(id: string): object {
    const parent = this.departments.get(id);
    return {
      open_department_id: id,
      department_id: `c-${id}`,
      name: `Dept ${id}`,
      parent_department_id: parent,
      order: '5',
    };
  }

  #departmentBatch(call: Call): object[] {
    const ids = call.query.getAll('department_ids');
    return ids.filter((id) => this.departments.has(id) && this.#isVisible(id)).map((id) => this.#departmentRecord(id));
  }

  #department(id: string): Reply {
    if (!this.departments.has(id)) return refused(40015);
    return this.#isVisible(id) ? ok({ department: this.#departmentRecord(id) }) : refused(40004, 403);
  }

  #userRecord({ openId, userId, employeeNo, departments, more }: TenantUser): object {
    return {
      open_id: openId,
      union_id: `on-${openId}`,
      user_id: userId,
      name: `Name ${openId}`,
      employee_no: employeeNo,
      department_ids: departments,
      orders: departments.map((id, index) => ({
        department_id: id,
        user_order: 0,
        department_order: 10 - index,
        is_primary_dept: index === 0,
      })),
      ...more,
    };
  }

  #members(call: Call): Reply {
    const id = call.query.get('department_id') ?? '';
    if (!this.#isVisible(id)) return refused(40004, 403);
    if (id !== '0' && !this.departments.has(id)) return refused(40008);
    const members = [...this.users.values()].filter(({ departments }) => departments.includes(id));
    return this.#page(
      members.map((user) => this.#userRecord(user)),
      call,
    );
  }

  #canSee(user: TenantUser): boolean {
    return this.range?.users.includes(user.openId) === true || user.departments.some((id) => this.#isVisible(id));
  }

  #userBatch(call: Call): object[] {
    const users = call.query.getAll('user_ids').flatMap((id) => this.users.get(id) ?? []);
    return users.filter((user) => this.#canSee(user)).map((user) => this.#userRecord(user));
  }

  #user(id: string): Reply {
    const user = this.users.get(id);
    if (user === undefined) return refused(41012);
    return this.#canSee(user) ? ok({ user: this.#userRecord(user) }) : refused(41050);
  }

  #groupList(call: Call): Reply {
    const groups = this.groups.filter(({ type }) => String(type) === (call.query.get('type') ?? '1'));
    const listed = groups.map(({ id, type, users, departments }) => ({
      id,
      name: `Group ${id}`,
      type,
      member_user_count: users.length,
      ...(type === 1 ? { member_department_count: departments.length } : {}),
    }));
    return this.#page(listed, call, 'grouplist');
  }

  #groupMembers(id: string, call: Call): Reply {
    const group = this.groups.find((other) => other.id === id);
    if (group === undefined) return refused(42002);
    const memberType = call.query.get('member_type') ?? 'user';
    const ids = memberType === 'user' ? group.users : group.departments;
    return this.#page(
      ids.map((member) => ({ member_id: member, member_type: memberType })),
      call,
      'memberlist',
    );
  }

  #list(items: readonly unknown[]): unknown {
    if (items.length > 0 || this.emptyList === 'array') return items;
    return this.emptyList === 'null' ? null : undefined;
  }

  #flows({ body }: Call): Reply {
    const ids = Array.isArray(body.user_ids) ? body.user_ids : [];
    if (ids.length > 50) return refused(1220001);
    if (ids.some((id) => this.strangers.has(String(id)))) return refused(1220004);
    const [from, to] = [Number(body.check_time_from), Number(body.check_time_to)];
    const punches = this.punches.filter(({ userId, at }) => ids.includes(userId) && at >= from && at < to);
    return ok({
      user_flow_results: this.#list(
        punches.map(({ userId, at, recordId }) => ({ user_id: userId, check_time: String(at), record_id: recordId })),
      ),
    });
  }

  #tasks({ body, query }: Call): Reply {
    const ids = Array.isArray(body.user_ids) ? body.user_ids.map(String) : [];
    if (ids.length > 50) return refused(1220001);
    const strangers = ids.filter((id) => this.strangers.has(id));
    if (strangers.length > 0 && query.get('ignore_invalid_users') !== 'true') return refused(1220004);
    const [from, to] = [Number(body.check_date_from), Number(body.check_date_to)];
    const results = this.results.filter(({ userId, day }) => ids.includes(userId) && day >= from && day <= to);
    return ok({
      user_task_results: this.#list(
        results.map(({ userId, day, resultId }) => ({ user_id: userId, day, result_id: resultId, records: [] })),
      ),
      ...(strangers.length > 0 ? { invalid_user_ids: strangers } : {}),
    });
  }
}

export function ok(data: object): Reply {
  return { body: { code: 0, msg: 'success', data } };
}

export function refused(code: number, status = 400): Reply {
  return { status, body: { code, msg: 'refused' } };
}
