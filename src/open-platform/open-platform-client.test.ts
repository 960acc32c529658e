import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { anyData, PlatformDouble, type Reply } from '../../test/support/platform-double.ts';
import { SkippingClock } from '../../test/support/skipping-clock.ts';
import { LarkstreamError } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import type { RetryReport, WaitReport } from './call-observer.ts';
import { approvalEndpoints } from './endpoints/approval.ts';
import { bitableEndpoints } from './endpoints/bitable.ts';
import { contactEndpoints } from './endpoints/contact.ts';
import { platformCode } from './error-map.ts';
import { type ClientOptions, OpenPlatformClient } from './open-platform-client.ts';

let double: PlatformDouble;
let clock: SkippingClock;
let client: OpenPlatformClient;
const retries: RetryReport[] = [];
const waits: WaitReport[] = [];
let onRetry: () => void = () => {};

const { getInstance } = approvalEndpoints;
const instance = { path: { instance_id: 'I1' } };

function connect(options: Partial<ClientOptions> = {}): OpenPlatformClient {
  return new OpenPlatformClient({
    region: 'feishu',
    baseUrl: double.baseUrl,
    credentials: { appId: 'cli_0123456789abcdef', appSecret: new Secret('very-secret-secret') },
    clock,
    random: () => 0.5,
    observer: {
      onRetry: (report) => {
        retries.push(report);
        onRetry();
      },
      onWait: (report) => waits.push(report),
    },
    ...options,
  });
}

/** Answers one call after the other with these, the last one for ever. */
function answerWith(...replies: Reply[]): void {
  let next = 0;
  double.handler = () => replies[Math.min(next++, replies.length - 1)];
}

const accepted: Reply = { body: { code: 0, msg: 'success', data: { ...anyData, ok: true } } };
const refused = (code: number, msg = 'no', more: object = {}, status = 400): Reply => ({
  status,
  body: { code, msg, ...more },
});

/** Resolves in the moment in which a call decides to be repeated. */
function nextRetry(): Promise<void> {
  return new Promise((resolve) => {
    onRetry = resolve;
  });
}

async function errorOf(promise: Promise<unknown>): Promise<LarkstreamError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LarkstreamError);
  return error instanceof LarkstreamError ? error : expect.unreachable();
}

beforeEach(async () => {
  double = await PlatformDouble.start();
  clock = new SkippingClock(Date.UTC(2026, 0, 15), () => double.isBusy);
  client = connect();
  retries.length = 0;
  waits.length = 0;
});

afterEach(async () => {
  await client.close();
  await double[Symbol.asyncDispose]();
});

describe('requests', () => {
  test('escape path values once, repeat array parameters, leave out what is undefined', async () => {
    await client.call(bitableEndpoints.searchRecords, {
      path: { app_token: 'a/b?c%2F', table_id: '..' },
      query: { user_ids: ['x', 'y z'], page_token: 'a+b/c=%', flag: false, none: undefined },
    });
    expect(double.seen[0]?.url).toBe(
      '/open-apis/bitable/v1/apps/a%2Fb%3Fc%252F/tables/%2E%2E/records/search?user_ids=x&user_ids=y%20z&page_token=a%2Bb%2Fc%3D%25&flag=false',
    );
  });

  test('a GET carries no body, a POST carries JSON, both the token and who is asking', async () => {
    await client.call(getInstance, instance);
    await client.call(approvalEndpoints.queryInstances, { body: { approval_code: 'A' } });
    const [get, post] = double.seen;
    expect(get?.headers['content-length']).toBeUndefined();
    expect(get?.headers['user-agent']).toMatch(/^larkstream\/\d/);
    expect(get?.headers.authorization).toBe(`Bearer t-g1${'0'.repeat(24)}1`);
    expect(post?.body).toBe('{"approval_code":"A"}');
    expect(post?.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('packed answers are unpacked', async () => {
    answerWith({
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync('{"code":0,"data":{"status":"审批"}}'),
    });
    expect(await client.call(getInstance, instance)).toEqual({ status: '审批' });
  });

  test('an empty id does not address another endpoint, and a base URL needs its scheme', async () => {
    expect((await errorOf(client.call(getInstance, { path: { instance_id: '' } }))).code).toBe(
      'config.setting.invalid',
    );
    expect(double.seen).toHaveLength(0);
    expect(() => connect({ baseUrl: 'open.feishu.cn' })).toThrow(/base_url/);
  });
});

describe('answers', () => {
  test('success is code 0 in a JSON object, whatever the status; data may be absent where nothing is read', async () => {
    answerWith({ status: 500, body: { code: 0, msg: '' } });
    expect(await client.call(approvalEndpoints.subscribe, { path: { approval_code: 'A' } })).toEqual({});
  });

  test('a refusal with HTTP 200 is an error with code, log id and field violations', async () => {
    const violations = [{ field: 'page_size', value: '0', description: 'too small' }];
    answerWith({
      headers: { 'x-tt-logid': '20260115LOG' },
      body: { code: 99992402, msg: 'field validation failed', error: { field_violations: violations } },
    });
    const error = await errorOf(client.call(getInstance, instance));
    expect(error).toMatchObject({ code: 'lark.parameter.rejected', family: 'config' });
    expect(error.details).toEqual({
      platformCode: 99992402,
      httpStatus: 200,
      logId: '20260115LOG',
      endpoint: 'GET /open-apis/approval/v4/instances/:instance_id',
      fieldViolations: violations,
    });
    expect(platformCode(error)).toBe(99992402);
    expect(error.message).toContain('20260115LOG');
  });

  test.each([{ error: { log_id: 'L1' } }, { error: { logid: 'L1' } }])('the log id is found in %j', async (more) => {
    answerWith(refused(1390003, 'instance not found', more));
    const error = await errorOf(client.call(getInstance, instance));
    expect(error).toMatchObject({ code: 'lark.entity.missing', family: 'record', details: { logId: 'L1' } });
  });

  test.each([
    {
      status: 404,
      headers: { 'content-type': 'text/plain' },
      body: '404 page not found',
      code: 'lark.endpoint.missing',
    },
    { status: 302, headers: { location: '/login' }, body: '', code: 'lark.answer.unreadable' },
  ])('HTTP $status with $body is $code and is not repeated', async ({ code, ...reply }) => {
    answerWith(reply);
    const error = await errorOf(client.call(getInstance, instance));
    expect(error).toMatchObject({ code, family: 'config' });
    expect(double.seen).toHaveLength(1);
  });

  test.each([
    { headers: { 'content-type': 'application/json' }, body: '[]' },
    { headers: { 'content-type': 'application/json' }, body: '{"code":' },
    { headers: { 'content-type': 'text/plain' }, body: 'upstream connect error or disconnect/reset before headers' },
    { headers: { 'content-type': 'text/html' }, body: '<html>log in</html>' },
  ])('$body instead of the first answer is repeated three times, later ones six times', async (reply) => {
    answerWith(reply);
    const first = await errorOf(client.call(getInstance, instance));
    expect(first).toMatchObject({ code: 'lark.answer.unreadable', family: 'config' });
    expect(double.seen).toHaveLength(4);
    answerWith(accepted, ...Array.from({ length: 6 }, () => reply), accepted);
    expect(await client.call(getInstance, instance)).toMatchObject({ ok: true });
    expect(await client.call(getInstance, instance)).toMatchObject({ ok: true });
    answerWith(reply);
    const last = await errorOf(client.call(getInstance, instance));
    expect(last).toMatchObject({ code: 'lark.answer.unreadable', family: 'transient' });
  });
});

describe('cures', () => {
  test.each([
    { error: { permission_violations: [{ type: 'action_scope_required', subject: 'a:b' }, { subject: 'c:d' }] } },
    { error: { permission_violations: [{ scope: 'a:b', url: 'x' }, { scope: 'c:d' }] } },
    { msg: 'Access denied. One of the following scopes is required: [a:b, c:d]. 应用尚未开通所需权限：[a:b, c:d]' },
  ])('a missing scope names the scopes and where to grant them: %j', async (more) => {
    answerWith(refused(99991672, 'Access denied.', more));
    const error = await errorOf(client.call(getInstance, instance));
    const url = 'https://open.feishu.cn/app/cli_0123456789abcdef/auth?q=a:b,c:d&op_from=openapi&token_type=tenant';
    expect(error).toMatchObject({
      code: 'lark.scope.missing',
      family: 'config',
      details: { scopes: ['a:b', 'c:d'], url },
    });
    expect(error.cure).toContain('a:b, c:d');
    expect(error.cure).toContain(url);
    expect(error.cure).toContain('publish a new version');
  });

  test.each([
    { code: 99991401, msg: 'ip 203.0.113.7 is denied by app setting', expected: 'lark.ip.denied', cure: '203.0.113.7' },
    { code: 91403, msg: 'FORBIDDEN', expected: 'lark.document.forbidden', cure: 'Add document app' },
    { code: 1254302, msg: 'Permission denied', expected: 'lark.document.forbidden', cure: 'right to manage' },
    { code: 91402, msg: 'NOTEXIST', expected: 'lark.document.missing', cure: '/wiki/' },
    { code: 1220005, msg: 'no permission', expected: 'lark.range.denied', cure: 'attendance admin console' },
    { code: 40004, msg: 'no dept authority', expected: 'lark.range.denied', cure: 'publish a new version' },
    { code: 99991662, msg: 'app not in use', expected: 'lark.app.disabled', cure: 'administrator' },
    { code: 7777777, msg: 'odd', expected: 'lark.call.failed', cure: 'documentation' },
  ])('$code is $expected', async ({ code, msg, expected, cure }) => {
    answerWith(refused(code, msg));
    const error = await errorOf(client.call(getInstance, instance));
    expect(error.code).toBe(expected);
    expect(error.cure).toContain(cure);
    expect(double.seen).toHaveLength(1);
  });
});

describe('repetitions', () => {
  test.each([
    { name: 'HTTP 502 with HTML', reply: { status: 502, body: '<html>' }, cause: 'http 502' },
    { name: 'an unknown code with HTTP 500', reply: refused(123456, '', {}, 500), cause: '123456' },
    { name: 'a known server fault with HTTP 200', reply: refused(1395001, '', {}, 200), cause: '1395001' },
    { name: 'a throttled call with HTTP 400', reply: refused(99991400), cause: '99991400' },
    { name: 'a busy Base with HTTP 200', reply: refused(1254290, '', {}, 200), cause: '1254290' },
  ])('$name is repeated', async ({ reply, cause }) => {
    answerWith(reply, reply, accepted);
    expect(await client.call(bitableEndpoints.getApp, { path: { app_token: 'B' }, feed: 'base' })).toMatchObject({
      ok: true,
    });
    expect(retries.map((retry) => retry.cause)).toEqual([cause, cause]);
    const counts = client.calls.list().find((entry) => entry.feed === 'base');
    expect(counts).toMatchObject({ calls: 3, retries: { [cause]: 2 } });
  });

  test('a connection that breaks and an answer that does not come are repeated', async () => {
    await client.call(getInstance, instance);
    await client.close();
    client = connect({ timeoutMs: 150 });
    let calls = 0;
    double.handler = (_seen, response) => {
      calls += 1;
      if (calls === 1) response.destroy();
      return calls > 2 ? accepted : undefined;
    };
    expect(await client.call(getInstance, instance)).toMatchObject({ ok: true });
    expect(retries.map((retry) => retry.cause)).toEqual(['network', 'network']);
  });

  test('the retry budget bounds retries, and the error says so', async () => {
    answerWith({ status: 503, body: 'busy' });
    const from = clock.now();
    const error = await errorOf(client.call(getInstance, instance));
    expect(error).toMatchObject({ code: 'lark.server.failed', family: 'transient', details: { httpStatus: 503 } });
    expect(clock.now() - from).toBeGreaterThan(4 * 60_000);
    expect(clock.now() - from).toBeLessThan(6 * 60_000);
  });

  test('an address that has never answered is tried only a few times', async () => {
    await double[Symbol.asyncDispose]();
    const from = clock.now();
    expect((await errorOf(client.call(getInstance, instance))).code).toBe('lark.network.failed');
    expect(clock.now() - from).toBeLessThan(10_000);
    double = await PlatformDouble.start();
  });

  test('an internal error of Contact is repeated a few times only', async () => {
    answerWith(refused(40003, 'internal error', {}, 500));
    await errorOf(client.call(contactEndpoints.listChildren, { path: { department_id: '0' } }));
    expect(double.seen).toHaveLength(4);
  });

  test('a stopped call ends at once, as stopped', async () => {
    const stop = new AbortController();
    double.handler = () => {
      stop.abort();
      return undefined;
    };
    const error = await errorOf(client.call(getInstance, { ...instance, signal: stop.signal }));
    expect(error).toMatchObject({ code: 'run.stopped', family: 'stopped' });
  });
});

describe('throttling', () => {
  test('the endpoint rests for as long as the platform says, other endpoints do not', async () => {
    answerWith(
      { status: 429, headers: { 'x-ogw-ratelimit-reset': '52' }, body: { code: 99991400, msg: 'limit' } },
      accepted,
    );
    const from = clock.now();
    const firstRetry = nextRetry();
    const slow = client.call(getInstance, instance).then(() => clock.now() - from);
    await firstRetry;
    const other = client.call(contactEndpoints.listCustomAttrs).then(() => clock.now() - from);
    expect(await other).toBe(0);
    expect(await slow).toBeGreaterThanOrEqual(52_000);
    expect(waits.map((wait) => wait.reason)).toEqual(['throttled']);
  });

  test('a reset that is longer than the budget fails at once', async () => {
    answerWith({ status: 429, headers: { 'x-ogw-ratelimit-reset': '3600' }, body: { code: 99991400, msg: 'limit' } });
    expect((await errorOf(client.call(getInstance, instance))).code).toBe('lark.rate.limited');
    expect(double.seen).toHaveLength(1);
  });

  test('a busy Base rests alone', async () => {
    double.handler = ({ url }) =>
      url.includes('/busy') && double.seen.length < 2 ? refused(1254607, 'Data not ready') : accepted;
    const from = clock.now();
    const firstRetry = nextRetry();
    const busy = client.call(bitableEndpoints.getApp, { path: { app_token: 'busy' } }).then(() => clock.now() - from);
    await firstRetry;
    const same = client
      .call(bitableEndpoints.listTables, { path: { app_token: 'busy' } })
      .then(() => clock.now() - from);
    const free = client.call(bitableEndpoints.getApp, { path: { app_token: 'free' } }).then(() => clock.now() - from);
    expect(await free).toBe(0);
    expect(await busy).toBeGreaterThanOrEqual(500);
    expect(await same).toBeGreaterThanOrEqual(500);
  });

  test('the documented limit is kept without asking the platform', async () => {
    const calls = Array.from({ length: 101 }, () => client.call(approvalEndpoints.listInstances, { feed: 'approval' }));
    const from = clock.now();
    await Promise.all(calls);
    expect(clock.now() - from).toBeGreaterThanOrEqual(60_000);
    expect(clock.now() - from).toBeLessThan(60_500);
    const counts = client.calls.list().find((entry) => entry.feed === 'approval');
    expect(counts?.waitMs).toBeGreaterThanOrEqual(60_000);
    expect(client.calls.toJson()).toMatchObject({
      approval: { 'GET /open-apis/approval/v4/instances': { calls: 101 } },
    });
  });
});

describe('the monthly quota', () => {
  test.each([99991403, 99991406])('%i stops what counts, at once, and leaves contacts alive', async (code) => {
    answerWith({ status: 429, body: { code, msg: 'quota' } }, accepted);
    const first = await errorOf(client.call(getInstance, instance));
    expect(first).toMatchObject({ code: 'lark.quota.exhausted', family: 'config' });
    expect((await errorOf(client.call(bitableEndpoints.getApp, { path: { app_token: 'B' } }))).code).toBe(first.code);
    expect(double.seen).toHaveLength(1);
    expect(await client.call(contactEndpoints.listCustomAttrs)).toMatchObject({ ok: true });
    clock.advance(20 * 24 * 3_600_000);
    expect(await client.call(getInstance, instance)).toMatchObject({ ok: true });
  });
});
