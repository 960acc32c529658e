import { afterEach, describe, expect, test } from 'vitest';
import { startSandbox as startForPrograms } from '../../src/public/start-sandbox.ts';
import type { FaultRule } from '../../src/sandbox/gateway/fault-plan.ts';
import type { SandboxOptions } from '../../src/sandbox/sandbox-options.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, readObject, readObjects, tryParseJson } from '../../src/util/json.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

const usersPath = '/open-apis/contact/v3/users/find_by_department';
const rootUsers = { query: { department_id: '0' } };
const flowsPath = '/open-apis/attendance/v1/user_flows/query';
const running: Sandbox[] = [];

async function start(
  settings: SandboxOptions = {},
  faults: readonly FaultRule[] = [],
): Promise<[Sandbox, SandboxCaller]> {
  const sandbox = await startSandbox({ users: 20, departments: 5, ...settings }, faults);
  running.push(sandbox);
  return [sandbox, new SandboxCaller(sandbox)];
}

afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
});

describe('tokens', () => {
  test('stay the same while 30 minutes remain, then a second one is valid beside the first', async () => {
    let nowMs = 1_000_000;
    const [, caller] = await start({ arrivalNow: () => nowMs });
    const first = await caller.issue();
    expect(first.json).toMatchObject({ code: 0, msg: 'ok', expire: 7200 });
    nowMs += 90 * 60_000;
    const again = await caller.issue();
    expect(again.json).toMatchObject({ tenant_access_token: first.json.tenant_access_token, expire: 1800 });
    nowMs += 1_000;
    const renewed = await caller.issue();
    expect(renewed.json).toMatchObject({ expire: 7200 });
    expect(renewed.json.tenant_access_token).not.toBe(first.json.tenant_access_token);
    const authorization = `Bearer ${String(first.json.tenant_access_token)}`;
    expect((await caller.call('GET', usersPath, { ...rootUsers, authorization })).code).toBe(0);
    nowMs += 30 * 60_000;
    const expired = await caller.call('GET', usersPath, { ...rootUsers, authorization });
    expect(expired).toMatchObject({ http: 400, code: 99991663 });
  });

  test('refusals are HTTP 200 with a code and no token', async () => {
    const [sandbox, caller] = await start({ otherRegionAppIds: ['cli_00000000000000aa'] });
    const { appId } = sandbox.options;
    const refused = async (body: Record<string, string>): Promise<unknown> => {
      const { http, json } = await caller.issue(body);
      return { http, ...json };
    };
    expect(await refused({})).toEqual({ http: 200, code: 10003, data: {}, msg: 'invalid param' });
    expect(await refused({ app_id: appId, app_secret: 'x' })).toMatchObject({
      http: 200,
      code: 10014,
      msg: 'app secret invalid',
    });
    const elsewhere = { app_id: 'cli_00000000000000aa', app_secret: 'x' };
    expect(await refused(elsewhere)).toMatchObject({ http: 200, code: 10014, msg: 'app id not exists' });
  });

  test('an app token comes with the tenant token of the same value, also with a trailing slash', async () => {
    const [, caller] = await start();
    const { json } = await caller.issue(undefined, 'app_access_token');
    expect(json.app_access_token).toBe(json.tenant_access_token);
    const slashed = await caller.call('POST', '/open-apis/auth/v3/tenant_access_token/internal/', {
      authorization: null,
    });
    expect(slashed.code).toBe(10003);
  });

  test('a bad token wins over bad parameters, and each kind has its code', async () => {
    const [sandbox, caller] = await start();
    const refused = async (authorization: string | null): Promise<unknown> => {
      const { http, code } = await caller.call('GET', usersPath, { authorization });
      return [http, code];
    };
    expect(await refused(null)).toEqual([400, 99991661]);
    expect(await refused(await caller.token())).toEqual([400, 99991661]);
    expect(await refused('Bearer t-unknown')).toEqual([400, 99991663]);
    expect(await refused('Bearer eyJhbGciOi')).toEqual([400, 99991668]);
    expect(await refused('Bearer nonsense')).toEqual([400, 99991671]);
    expect(await refused(`Bearer ${await caller.token()}`)).toEqual([400, 99992402]);
    sandbox.revokeTokens();
    expect(await refused(`Bearer ${await caller.token()}`)).toEqual([400, 99991663]);
  });
});

describe('refusals', () => {
  test('an unknown path or the wrong method is plain text', async () => {
    const [, caller] = await start();
    for (const answer of [await caller.call('GET', '/open-apis/nope'), await caller.call('POST', usersPath)]) {
      expect(answer).toMatchObject({ http: 404, text: '404 page not found' });
      expect(answer.headers.get('content-type')).toBe('text/plain');
    }
  });

  test('failure bodies carry the log id of the header', async () => {
    const [, caller] = await start();
    const { json, headers } = await caller.call('GET', usersPath);
    const logId = headers.get('x-tt-logid') ?? '';
    expect(logId).toMatch(/^\d{14}[0-9A-F]{20}$/);
    const error = readObject(json, 'error');
    expect(error.log_id).toBe(logId);
    expect(error.field_violations).toEqual([{ field: 'department_id', description: 'department_id is required' }]);
    expect(String(error.troubleshooter)).toContain(`log_id=${logId}&code=99992402`);
  });

  test.each([
    ['feishu', 'https://open.feishu.cn', /应用尚未开通/],
    ['lark', 'https://open.larksuite.com', /required: \[[^\]]+\]\.$/],
  ] as const)('a missing scope on %s names the alternatives and the console', async (region, host, message) => {
    const [sandbox, caller] = await start({ region, grantedScopes: ['contact:user.email:readonly'] });
    const { http, json } = await caller.call('GET', '/open-apis/contact/v3/users/batch', { query: { user_ids: 'x' } });
    expect({ http, code: json.code }).toEqual({ http: 400, code: 99991672 });
    expect(json.msg).toMatch(message);
    const error = readObject(json, 'error');
    expect(error.permission_violations).toEqual([
      { type: 'action_scope_required', subject: 'contact:contact.base:readonly' },
    ]);
    const url = `${host}/app/${sandbox.options.appId}/auth?q=contact:contact.base:readonly&op_from=openapi&token_type=tenant`;
    expect(readObjects(error, 'helps')).toMatchObject([{ url }]);
    sandbox.setGrantedScopes(['contact:contact.base:readonly']);
    const granted = await caller.call('GET', '/open-apis/contact/v3/users/batch', { query: { user_ids: 'x' } });
    expect(granted.code).toBe(0);
  });

  test('addresses off the list are refused, but get tokens', async () => {
    const [sandbox, caller] = await start({ ipAllowList: ['10.0.0.1'] });
    expect((await caller.issue()).code).toBe(0);
    const refused = await caller.call('GET', usersPath, rootUsers);
    expect(refused.json).toMatchObject({ code: 99991401, msg: 'ip 127.0.0.1 is denied by app setting' });
    sandbox.setIpAllowList(null);
    expect((await caller.call('GET', usersPath, rootUsers)).code).toBe(0);
  });

  test('the monthly quota counts successful calls outside Contact', async () => {
    const [, caller] = await start({ monthlyQuota: 1 });
    const bot = '/open-apis/bot/v3/info';
    expect((await caller.call('GET', usersPath, rootUsers)).code).toBe(0);
    expect((await caller.call('POST', flowsPath)).code).toBe(99992402);
    expect((await caller.call('GET', bot)).code).toBe(0);
    expect(await caller.call('GET', bot)).toMatchObject({ http: 429, code: 99991403 });
    expect((await caller.call('GET', usersPath, rootUsers)).code).toBe(0);
  });

  test.each([
    [{ query: { department_id: '0', page_size: '51' } }, 400, 40011],
    [{ query: { department_id: '0', page_token: 'stale' } }, 400, 40012],
    [{ query: { department_id: '0', user_id_type: 'email' } }, 400, 99992402],
    [{ query: { department_id: 'od-unknown' } }, 403, 40004],
  ])('bad parameters of a list: %j', async (options, http, code) => {
    const [, caller] = await start();
    expect(await caller.call('GET', usersPath, options)).toMatchObject({ http, code });
  });

  test('a value of the wrong JSON type is 9499', async () => {
    const [, caller] = await start();
    const body = { user_ids: ['a'], check_time_from: 1, check_time_to: '2' };
    const { json } = await caller.call('POST', flowsPath, { query: { employee_type: 'employee_id' }, body });
    expect(json).toMatchObject({ code: 9499 });
    expect(json.msg).toContain('check_time_from');
  });
});

describe('rate limits', () => {
  test('rate limits of the sandbox are strict per second and per minute, for each app', async () => {
    let nowMs = 5_000_000;
    const other = { appId: 'cli_bbbbbbbbbbbbbbbb', appSecret: 'other' };
    const [sandbox, caller] = await start({ arrivalNow: () => nowMs, limits: 0.1, extraApps: [other] });
    const read = async (by = caller): Promise<unknown> => (await by.call('GET', usersPath, rootUsers)).code;
    await caller.token();
    for (let call = 0; call < 5; call++) expect(await read()).toBe(0);
    const refused = await caller.call('GET', usersPath, rootUsers);
    expect(refused).toMatchObject({ http: 429, code: 99991400 });
    expect(refused.headers.get('x-ogw-ratelimit-limit')).toBe('5');
    expect(refused.headers.get('x-ogw-ratelimit-reset')).toBe('1');
    expect(await read(new SandboxCaller(sandbox, other))).toBe(0);
    for (let second = 0; second < 19; second++) {
      nowMs += 1_000;
      for (let call = 0; call < 5; call++) expect(await read()).toBe(0);
    }
    nowMs += 1_000;
    const minute = await caller.call('GET', usersPath, rootUsers);
    expect(minute.code).toBe(99991400);
    expect(minute.headers.get('x-ogw-ratelimit-limit')).toBe('100');
    expect(minute.headers.get('x-ogw-ratelimit-reset')).toBe('40');
    nowMs += 40_000;
    expect(await read()).toBe(0);
    const stats = sandbox.stats().endpoints[usersPath];
    expect(stats).toMatchObject({ calls: 104, succeeded: 102, throttled: 2, faulted: 0, maxPerSecond: 7 });
  });

  test('some endpoints throttle with HTTP 400', async () => {
    const [, caller] = await start({ arrivalNow: () => 0, limits: 0.02, throttledWith400: [usersPath] });
    const codes = [await caller.call('GET', usersPath, rootUsers), await caller.call('GET', usersPath, rootUsers)];
    expect(codes.map(({ http, code }) => [http, code])).toEqual([
      [200, 0],
      [400, 99991400],
    ]);
  });
});

describe('faults', () => {
  const strikes = async (rule: Omit<FaultRule, 'path'>): Promise<{ http: number; code: unknown; text: string }> => {
    const [sandbox, caller] = await start({}, [{ path: usersPath, times: 1, ...rule }]);
    const answer = await caller.call('GET', usersPath, rootUsers);
    expect(sandbox.stats().endpoints[usersPath]).toMatchObject({ calls: 1, faulted: 1, succeeded: 0 });
    expect((await caller.call('GET', usersPath, rootUsers)).code).toBe(0);
    return answer;
  };

  test.each([
    [{ kind: 'throttle-429' }, 429, 99991400],
    [{ kind: 'throttle-400' }, 400, 99991400],
    [{ kind: 'code-in-200', code: 1254290 }, 200, 1254290],
    [{ kind: 'http-500' }, 500, 2200],
    [{ kind: 'invalid-token' }, 400, 99991663],
    [{ kind: 'base-not-ready' }, 400, 1254607],
    [{ kind: 'http-502-html' }, 502, undefined],
    [{ kind: 'not-json' }, 200, undefined],
    [{ kind: 'truncated-json' }, 200, undefined],
  ] as const)('%j', async (rule, http, code) => {
    expect(await strikes(rule)).toMatchObject({ http, code });
  });

  test('reset closes the socket, hang never answers, slow takes its time', async () => {
    const [sandbox, caller] = await start({}, [{ path: usersPath, kind: 'reset', times: 1 }]);
    await expect(caller.call('GET', usersPath, rootUsers)).rejects.toThrow();
    sandbox.faults.clear();
    sandbox.faults.add({ path: usersPath, kind: 'hang' });
    const token = await caller.token();
    const hanging = fetch(`${sandbox.url}${usersPath}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(150),
    });
    await expect(hanging).rejects.toThrow(/timeout|aborted/i);
    sandbox.faults.clear();
    sandbox.faults.add({ path: '*', kind: 'slow', delayMs: 80 });
    const before = performance.now();
    expect((await caller.call('GET', usersPath, rootUsers)).code).toBe(0);
    expect(performance.now() - before).toBeGreaterThan(75);
  });

  test('an empty page with has_more hides nothing', async () => {
    const departments = '/open-apis/contact/v3/departments/:department_id/children';
    const [sandbox, caller] = await start({ departments: 30, switches: { contactEmptyPages: true } });
    const options = { params: { department_id: '0' }, query: { fetch_child: 'true', page_size: '4' } };
    const { items, calls } = await caller.pages(departments, 'items', options);
    expect(calls).toBeGreaterThan(8);
    expect(items.map((item) => item.open_department_id).sort()).toEqual(
      sandbox.tenant.directory.departments
        .all()
        .map((department) => department.openId)
        .sort(),
    );
    sandbox.faults.add({ path: departments, kind: 'empty-page', times: 1 });
    const { data } = await caller.call('GET', departments, options);
    expect(data).toMatchObject({ items: [], has_more: true });
  });

  test('strike the same calls in every run', async () => {
    const rules = [{ path: '*', kind: 'http-500', probability: 0.4 }] as const;
    const run = async (): Promise<unknown[]> => {
      const [, caller] = await start({ seed: 4 }, rules);
      const codes: unknown[] = [];
      for (let call = 0; call < 20; call++) codes.push((await caller.call('GET', usersPath, rootUsers)).code);
      return codes;
    };
    const first = await run();
    expect(await run()).toEqual(first);
    expect(new Set(first)).toEqual(new Set([0, 2200]));
  });
});

test('the control endpoints steer a sandbox from outside', async () => {
  const [sandbox, caller] = await start();
  const control = (path: string, body: unknown): Promise<Response> =>
    fetch(`${sandbox.url}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
  const added = tryParseJson(
    await (await control('mutate', { kind: 'person.add', name: '新同事', departments: ['0'] })).text(),
  );
  const { items } = await caller.pages(usersPath, 'items', rootUsers);
  expect(items.find(({ name }) => name === '新同事')).toMatchObject({
    open_id: isObject(added) ? added.result : 'nobody',
  });
  expect((await control('mutate', { kind: 'person.vanish' })).status).toBe(400);
  await control('faults', { rules: [{ path: usersPath, kind: 'http-500' }] });
  expect((await caller.call('GET', usersPath, rootUsers)).http).toBe(500);
  await control('reset-stats', {});
  const stats = await (await fetch(`${sandbox.url}/sandbox/stats`)).json();
  expect(stats).toEqual({ calls: 0, succeeded: 0, throttled: 0, faulted: 0, endpoints: {} });
});

test.each([{ port: -1 }, { port: 70_000 }, { host: 'nowhere.invalid' }])(
  'it cannot be started on %j, and says so',
  async (options) => {
    const started = startForPrograms({ users: 1, ...options });
    await expect(started).rejects.toMatchObject({ name: 'ConfigError', code: 'events.listen.failed' });
  },
);
