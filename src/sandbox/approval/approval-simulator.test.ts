import { describe, expect, test } from 'vitest';
import { callRoute, type RouteCall, refusal } from '../../../test/sandbox/call-route.ts';
import { isObject, type JsonObject, parseJson, readArray, readObject, readObjects, readText } from '../../util/json.ts';
import { Directory } from '../people/directory.ts';
import { resolveOptions, type SandboxOptions } from '../sandbox-options.ts';
import type { ApprovalSimulator } from './approval-simulator.ts';
import { createApprovalSimulator } from './create-approval-simulator.ts';

const anchorMs = 1_760_000_000_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Tenant {
  readonly simulator: ApprovalSimulator;
  readonly clock: { ms: number };
}

function tenant(settings: SandboxOptions = {}): Tenant {
  const clock = { ms: anchorMs };
  const approvals = { definitions: 7, instancesPerDay: 4, days: 30 };
  const options = resolveOptions({ startedAtMs: anchorMs, now: () => clock.ms, approvals, ...settings });
  return { simulator: createApprovalSimulator(options, new Directory(options)), clock };
}

const first = (simulator: ApprovalSimulator): string => simulator.approvalCodes[0] ?? '';

function list(simulator: ApprovalSimulator, fromMs: number, toMs: number, more: RouteCall['query'] = {}): JsonObject {
  const query = { approval_code: first(simulator), start_time: String(fromMs), end_time: String(toMs), ...more };
  return callRoute(simulator.routes, 'GET', '/instances', { query });
}

/** Codes of the definition, read in ten-hour windows as the page asks for. */
function listAll(simulator: ApprovalSimulator, untilMs = anchorMs): string[] {
  const codes: string[] = [];
  for (let fromMs = anchorMs - 30 * dayMs; fromMs <= untilMs; fromMs += 10 * hourMs) {
    let token = '';
    for (let more = true; more; ) {
      const page = list(simulator, fromMs, fromMs + 10 * hourMs - 1, {
        page_size: '2',
        ...(token === '' ? {} : { page_token: token }),
      });
      codes.push(...readArray(page, 'instance_code_list').map(String));
      token = readText(page, 'page_token') ?? '';
      more = page.has_more === true;
      expect(token === '').toBe(!more);
    }
  }
  return codes;
}

const detail = (simulator: ApprovalSimulator, instance_id: string, call: RouteCall = {}): JsonObject =>
  callRoute(simulator.routes, 'GET', '/instances/:instance_id', { params: { instance_id }, ...call });

/** The same payload without what differs at each read. */
const stable = (payload: JsonObject): unknown =>
  parseJson(JSON.stringify(payload).replace(/https:[^"\\]*(\\\\u0026[^"\\]*)*/g, 'url'));

function widgetsOf(payload: JsonObject): JsonObject[] {
  const form = parseJson(String(payload.form));
  if (!Array.isArray(form)) throw new TypeError('form is no list');
  return form.filter(isObject).flatMap((widget) => {
    const cells =
      widget.type === 'fieldList'
        ? readArray(widget, 'value').flatMap((row) => (Array.isArray(row) ? row.filter(isObject) : []))
        : [];
    return [widget, ...cells];
  });
}

describe('the list of codes', () => {
  test('windows of ten hours together hold every instance once, oldest first', () => {
    const { simulator } = tenant();
    const codes = listAll(simulator);
    expect(codes).toHaveLength(120);
    expect(codes).toEqual([...simulator.instanceCodes({ approvalCode: first(simulator) })]);
    const created = codes.map((code) => Number(simulator.apiInstance(code).start_time));
    expect(created).toEqual([...created].sort((left, right) => left - right));
  });

  test('a longer window is refused, cut, or answered', () => {
    const from = anchorMs - 2 * dayMs;
    const { simulator } = tenant();
    expect(refusal(() => list(simulator, from, anchorMs))).toEqual({ code: 1390001, http: 400 });
    const counts = (['truncate', 'off'] as const).map((approvalWindow) => {
      const page = list(tenant({ switches: { approvalWindow } }).simulator, from, anchorMs);
      return readArray(page, 'instance_code_list').length;
    });
    expect(counts[0]).toBeLessThan(4);
    expect(counts[1]).toBe(8);
  });

  test('the end of the window is inside or outside, as switched', () => {
    const counts = (['closed', 'half-open'] as const).map((approvalBounds) => {
      const { simulator } = tenant({ switches: { approvalBounds } });
      const [code = ''] = simulator.instanceCodes({ approvalCode: first(simulator) });
      const created = Number(simulator.apiInstance(code).start_time);
      return readArray(list(simulator, created - hourMs, created), 'instance_code_list').length;
    });
    expect(counts).toEqual([1, 0]);
  });

  test('tokens fit only their window and may expire', () => {
    const { simulator } = tenant({ switches: { approvalWindow: 'off', pageTokenLifetimeSeconds: 60 } });
    const page_token = String(list(simulator, anchorMs - dayMs, anchorMs, { page_size: '1' }).page_token);
    const query = {
      approval_code: first(simulator),
      start_time: String(anchorMs - dayMs),
      end_time: String(anchorMs),
      page_token,
    };
    const ask =
      (nowMs: number, more: RouteCall['query'] = {}) =>
      () =>
        callRoute(simulator.routes, 'GET', '/instances', { query: { ...query, ...more }, nowMs });
    expect(readArray(ask(anchorMs + 59_000)(), 'instance_code_list')).toHaveLength(3);
    expect(refusal(ask(anchorMs + 61_000)).code).toBe(1390001);
    expect(refusal(ask(anchorMs, { end_time: String(anchorMs + 1) })).code).toBe(1390001);
  });

  test('unknown approvals and malformed times are refused', () => {
    const { simulator } = tenant();
    expect(refusal(() => list(simulator, 0, 1, { approval_code: 'nope' })).code).toBe(1390002);
    expect(refusal(() => list(simulator, 0, 1, { start_time: 'yesterday' })).code).toBe(1390001);
    expect(refusal(() => list(simulator, 5, 1)).code).toBe(1390001);
    expect(refusal(() => list(simulator, 0, 1, { page_size: '101' })).code).toBe(1390001);
  });
});

describe('instances', () => {
  test('the detail is the truth, by code and by uuid, and the same in every run', () => {
    const { simulator } = tenant();
    const codes = [...simulator.instanceCodes()];
    const [one = '', two = ''] = codes;
    expect(stable(detail(simulator, one))).toEqual(stable(simulator.apiInstance(one)));
    expect(stable(detail(simulator, String(simulator.apiInstance(two).uuid)))).toEqual(
      stable(simulator.apiInstance(two)),
    );
    const again = tenant().simulator;
    expect(codes.map((code) => stable(simulator.apiInstance(code)))).toEqual(
      codes.map((code) => stable(again.apiInstance(code))),
    );
    expect([...tenant({ seed: 2 }).simulator.instanceCodes()]).not.toContain(one);
  });

  test('file links differ at each read', () => {
    const { simulator } = tenant();
    const code =
      [...simulator.instanceCodes()].find((candidate) =>
        String(simulator.apiInstance(candidate).form).includes('x-signature'),
      ) ?? '';
    expect(simulator.apiInstance(code).form).not.toBe(simulator.apiInstance(code).form);
    expect(String(simulator.apiInstance(code).form)).toContain('\\u0026x-signature');
  });

  test('together they show every status, timeline type, task type and widget type', () => {
    const { simulator } = tenant();
    const payloads = [...simulator.apiInstances()];
    const seen = (read: (payload: JsonObject) => unknown[]): string[] =>
      [...new Set(payloads.flatMap(read).map(String))].sort();
    expect(seen((payload) => [payload.status])).toEqual(['APPROVED', 'CANCELED', 'DELETED', 'PENDING', 'REJECTED']);
    expect(seen((payload) => [payload.reverted])).toEqual(['false', 'true']);
    expect(seen((payload) => readObjects(payload, 'timeline').map((entry) => entry.type))).toHaveLength(16);
    const tasks = (key: string): string[] =>
      seen((payload) => readObjects(payload, 'task_list').map((task) => task[key]));
    expect(tasks('status')).toEqual(['APPROVED', 'DONE', 'PENDING', 'REJECTED', 'TRANSFERRED']);
    expect(tasks('type')).toEqual(['AND', 'AUTO_PASS', 'AUTO_REJECT', 'OR', 'SEQUENTIAL']);
    const documented =
      'account address amount apaascorehrRegularizationGroup attachment attachmentV2 checkbox checkboxV2 connect contact date dateInterval department document fieldList formula image imageV2 input leaveGroup leaveGroupV2 location mutableGroup number outGroup radio radioV2 remedyGroup remedyGroupV2 serialNumber shiftGroup shiftGroupV2 telephone text textarea tripGroup workGroup';
    expect(seen((payload) => widgetsOf(payload).map((widget) => widget.type)).join(' ')).toBe(documented);
    expect(
      seen((payload) =>
        Object.keys(payload).filter((key) => /comment_list|(reverted|modified)_instance_code/.test(key)),
      ),
    ).toHaveLength(3);
    expect(payloads.some((payload) => !('comment_list' in payload))).toBe(true);
  });

  test('an open task has no end, and an automatic decision has no ids of a person', () => {
    for (const payload of tenant().simulator.apiInstances()) {
      expect(payload.end_time === '0').toBe(payload.status === 'PENDING');
      expect(Number(payload.end_time)).toBeLessThanOrEqual(anchorMs);
      for (const task of readObjects(payload, 'task_list')) {
        expect(task.end_time === '0').toBe(task.status === 'PENDING');
        expect(task.open_id === '').toBe(String(task.type).startsWith('AUTO'));
      }
    }
  });

  test('locale changes names and option texts, the scope decides about user ids', () => {
    const { simulator } = tenant();
    const [code = ''] = simulator.instanceCodes({ approvalCode: simulator.approvalCodes[2] ?? '' });
    expect(detail(simulator, code, { query: { locale: 'en-US' } }).approval_name).toBe('Purchase');
    const urgency = (locale: string): unknown =>
      widgetsOf(detail(simulator, code, { query: { locale } })).find((widget) => widget.id === 'widgetUrgency1')?.value;
    expect(urgency('en-US')).toMatch(/^[A-Z]/);
    expect(urgency('zh-CN')).not.toBe(urgency('en-US'));
    expect(detail(simulator, code, { scopes: [] }).user_id).toBe('');
  });

  test('unknown instances and people are refused', () => {
    const { simulator } = tenant();
    expect(refusal(() => detail(simulator, 'nope'))).toEqual({ code: 1390003, http: 400 });
    const [code = ''] = simulator.instanceCodes();
    expect(refusal(() => detail(simulator, code, { query: { user_id: 'ou_x' } })).code).toBe(1390004);
  });
});

describe('changes', () => {
  test('an instance is created, handed back, handed in again and approved', () => {
    const { simulator, clock } = tenant();
    clock.ms = anchorMs + hourMs;
    const form = [{ id: 'widget1', name: '事由', type: 'input', value: 'first' }];
    const code = simulator.createInstance(first(simulator), { form, uuid: 'my-uuid' });
    expect(detail(simulator, 'my-uuid')).toMatchObject({
      instance_code: code,
      status: 'PENDING',
      end_time: '0',
      start_time: String(clock.ms),
    });
    expect(listAll(simulator, clock.ms).at(-1)).toBe(code);
    clock.ms += 60_000;
    simulator.rollback(code);
    const rolled = readObjects(simulator.apiInstance(code), 'task_list');
    expect(rolled.map((task) => task.status)).toEqual(['DONE', 'DONE', 'PENDING']);
    simulator.resubmit(code, [{ ...form[0], value: 'second' }]);
    simulator.finish(code);
    const done = simulator.apiInstance(code);
    expect(done).toMatchObject({ status: 'APPROVED', reverted: false, end_time: String(clock.ms) });
    expect(widgetsOf(done)[0]?.value).toBe('second');
    expect(() => simulator.approve(code)).toThrow('only a PENDING one');
  });

  test('an approved instance is revoked: CANCELED and reverted, or PENDING again', () => {
    for (const approvalRevokeLeaves of ['CANCELED', 'PENDING'] as const) {
      const { simulator } = tenant({ switches: { approvalRevokeLeaves } });
      const code =
        [...simulator.instanceCodes()].find((candidate) => simulator.apiInstance(candidate).status === 'APPROVED') ??
        '';
      simulator.revoke(code);
      expect(detail(simulator, code)).toMatchObject({
        status: approvalRevokeLeaves,
        reverted: approvalRevokeLeaves === 'CANCELED',
      });
    }
  });

  test('comments come and go; only the comments call remembers', () => {
    const { simulator } = tenant();
    const code = simulator.createInstance(first(simulator));
    const id = simulator.addComment(code, '请看附件', 'photo.png');
    expect(readObjects(simulator.apiInstance(code), 'comment_list')).toMatchObject([
      { id, comment: '请看附件', files: [{ title: 'photo.png' }] },
    ]);
    simulator.editComment(code, id, '改好了');
    simulator.removeComment(code, id);
    expect(simulator.apiInstance(code)).not.toHaveProperty('comment_list');
    const user_id = String(simulator.apiInstance(code).user_id);
    const shown = callRoute(simulator.routes, 'GET', '/comments', {
      params: { instance_id: code },
      query: { user_id },
    });
    expect(readObjects(shown, 'comments')).toMatchObject([
      { id, is_delete: 1, content: JSON.stringify({ text: '改好了', files: [{ title: 'photo.png' }] }) },
    ]);
  });

  test('a deleted instance is readable as DELETED, or gone', () => {
    const kept = tenant().simulator;
    const [code = ''] = kept.instanceCodes();
    kept.deleteInstance(code);
    expect(detail(kept, code).status).toBe('DELETED');
    const gone = tenant({ switches: { approvalDeletedInstances: 'gone' } }).simulator;
    gone.deleteInstance(code);
    expect(refusal(() => detail(gone, code)).code).toBe(1390003);
    expect([...gone.instanceCodes()]).not.toContain(code);
    expect(listAll(gone)).toHaveLength(119);
  });

  test('a deleted definition says so', () => {
    const { simulator } = tenant();
    const ask = (): JsonObject =>
      callRoute(simulator.routes, 'GET', '/approvals/:approval_code', { params: { approval_code: first(simulator) } });
    expect(ask()).toMatchObject({ approval_name: '请假', status: 'ACTIVE' });
    simulator.setDefinitionStatus(first(simulator), 'DELETED');
    expect(refusal(ask).code).toBe(1390016);
  });
});

describe('the searches', () => {
  const find = (
    simulator: ApprovalSimulator,
    path: string,
    body: JsonObject,
    query: RouteCall['query'] = {},
    nowMs = anchorMs,
  ): JsonObject =>
    callRoute(simulator.routes, 'POST', path, { body: { approval_code: first(simulator), ...body }, query, nowMs });

  function walk(
    simulator: ApprovalSimulator,
    path: string,
    items: string,
    body: JsonObject,
  ): { items: JsonObject[]; shortPages: number } {
    const found: JsonObject[] = [];
    let shortPages = 0;
    let token = '';
    for (;;) {
      const page = find(simulator, path, body, { page_size: '20', ...(token === '' ? {} : { page_token: token }) });
      const shown = readObjects(page, items);
      found.push(...shown);
      if (page.has_more !== true) return { items: found, shortPages };
      if (shown.length < 20) shortPages++;
      token = String(page.page_token);
    }
  }

  test('tasks by update time: every task of what is not reverted, newest first, on pages that may be short', () => {
    const { simulator } = tenant();
    const { items, shortPages } = walk(simulator, '/tasks/search', 'task_list', { order: 0 });
    const updated = items.map((item) => Number(readObject(item, 'task').update_time));
    expect(updated).toEqual([...updated].sort((left, right) => right - left));
    const expected = [...simulator.instanceCodes({ approvalCode: first(simulator) })]
      .map((code) => simulator.apiInstance(code))
      .filter((payload) => payload.reverted === false)
      .flatMap((payload) => readObjects(payload, 'task_list').map((task) => task.id));
    expect(items.map((item) => readObject(item, 'task').task_id).sort()).toEqual(expected.sort());
    expect(shortPages).toBeGreaterThan(0);
  });

  test('a change brings its tasks to the front once the index has seen it', () => {
    const { simulator, clock } = tenant({ switches: { approvalIndexDelaySeconds: 60 } });
    const old =
      [...simulator.instanceCodes({ approvalCode: first(simulator) })].find(
        (code) => simulator.apiInstance(code).status === 'PENDING',
      ) ?? '';
    clock.ms = anchorMs + hourMs;
    simulator.approve(old);
    const newest = (nowMs: number): unknown => {
      const [item] = readObjects(find(simulator, '/tasks/search', { order: 0 }, {}, nowMs), 'task_list');
      return item && readObject(item, 'instance').code;
    };
    expect(newest(clock.ms + 59_000)).not.toBe(old);
    expect(newest(clock.ms + 60_000)).toBe(old);
  });

  test('each change takes its own time into the index, so that a later one may be seen first', () => {
    const { simulator, clock } = tenant({
      switches: { approvalIndexDelaySeconds: 60, approvalIndexJitterSeconds: 50 },
    });
    const changed: string[] = [];
    for (const code of [...simulator.instanceCodes({ approvalCode: first(simulator) })])
      if (simulator.apiInstance(code).status === 'PENDING') {
        clock.ms += 1_000;
        simulator.finish(code);
        changed.push(code);
      }
    const seen = (nowMs: number): string[] =>
      readObjects(
        find(simulator, '/instances/query', { instance_status: 'APPROVED' }, { page_size: '200' }, nowMs),
        'instance_list',
      )
        .map((item) => String(readObject(item, 'instance').code))
        .filter((code) => changed.includes(code));
    expect(changed.length).toBeGreaterThan(3);
    expect(seen(anchorMs + 10_000)).toEqual([]);
    expect(seen(clock.ms + 110_000).toSorted()).toEqual(changed.toSorted());
    const orders = Array.from({ length: 150 }, (_, second) => seen(anchorMs + second * 1_000));
    const isDisordered = orders.some((codes) =>
      codes.some((code) => changed.slice(0, changed.indexOf(code)).some((one) => !codes.includes(one))),
    );
    expect(isDisordered).toBe(true);
  });

  test('with short pages nothing is lost, and some are empty although there are more', () => {
    const { simulator } = tenant({ switches: { approvalShortPages: true } });
    const plain = tenant().simulator;
    for (const [path, items] of [
      ['/tasks/search', 'task_list'],
      ['/instances/query', 'instance_list'],
    ] as const) {
      const whole = walk(plain, path, items, {});
      const short = walk(simulator, path, items, {});
      expect(short.items).toHaveLength(whole.items.length);
      expect(short.shortPages).toBeGreaterThan(whole.shortPages);
    }
    let empty = 0;
    for (let token = '', more = true; more; ) {
      const page = find(
        simulator,
        '/tasks/search',
        {},
        { page_size: '5', ...(token === '' ? {} : { page_token: token }) },
      );
      if (readObjects(page, 'task_list').length === 0) empty++;
      [token, more] = [String(page.page_token), page.has_more === true];
    }
    expect(empty).toBeGreaterThan(0);
  });

  test('task filters by status and by the 30 days of a window', () => {
    const { simulator } = tenant();
    const { items } = walk(simulator, '/tasks/search', 'task_list', { task_status: 'PENDING' });
    expect(new Set(items.map((item) => readObject(item, 'task').status))).toEqual(new Set(['pending']));
    const window = { task_start_time_from: String(anchorMs - 31 * dayMs), task_start_time_to: String(anchorMs) };
    expect(refusal(() => find(simulator, '/tasks/search', window)).code).toBe(1390001);
    expect(refusal(() => find(simulator, '/tasks/search', { approval_code: '' })).code).toBe(1390001);
  });

  test('instances by their own words for status, without the reverted ones', () => {
    const { simulator } = tenant();
    const { items, shortPages } = walk(simulator, '/instances/query', 'instance_list', { instance_status: 'RECALL' });
    const canceled = [...simulator.apiInstances()].filter(
      (payload) => payload.approval_code === first(simulator) && payload.status === 'CANCELED',
    );
    const standing = canceled.filter((payload) => payload.reverted === false);
    expect(items.map((item) => readObject(item, 'instance').code)).toEqual(
      standing.map((payload) => payload.instance_code),
    );
    expect(new Set(items.map((item) => readObject(item, 'instance').status))).toEqual(new Set(['canceled']));
    expect(canceled.length).toBeGreaterThan(standing.length);
    expect(shortPages).toBeGreaterThanOrEqual(0);
  });

  test('copies, read and unread', () => {
    const { simulator } = tenant();
    const all = walk(simulator, '/instances/search_cc', 'cc_list', {}).items;
    const parts = ['READ', 'unread'].map(
      (read_status) => walk(simulator, '/instances/search_cc', 'cc_list', { read_status }).items.length,
    );
    expect(all.length).toBeGreaterThan(0);
    expect(parts[0]).toBeGreaterThan(0);
    expect((parts[0] ?? 0) + (parts[1] ?? 0)).toBe(all.length);
  });
});

test('a large tenant costs nothing until it is read, and a window of it is found at once', () => {
  const { simulator } = tenant({ approvals: { definitions: 1, instancesPerDay: 100_000, days: 10 } });
  const page = list(simulator, anchorMs - 5 * dayMs, anchorMs - 5 * dayMs + hourMs);
  expect(readArray(page, 'instance_code_list')).toHaveLength(100);
  const created = Number(simulator.apiInstance(String(readArray(page, 'instance_code_list')[0])).start_time);
  expect(created - (anchorMs - 5 * dayMs)).toBeLessThan(1000);
});
