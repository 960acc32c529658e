import { createServer, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LarkstreamError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import type { RetryReport } from '../../src/open-platform/call-observer.ts';
import { approvalEndpoints } from '../../src/open-platform/endpoints/approval.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { anyData, PlatformDouble, type Reply } from '../support/platform-double.ts';
import { SkippingClock } from '../support/skipping-clock.ts';

const minuteMs = 60_000;
const timeoutMs = 100;
const packed = gzipSync(JSON.stringify({ code: 0, data: { text: 'x'.repeat(5_000) } }));
const accepted: Reply = { body: { code: 0, msg: 'success', data: { ...anyData, ok: true } } };
const tokenRejected: Reply = { status: 400, body: { code: 99991663, msg: 'Invalid access token for authorization.' } };

let double: PlatformDouble;
let clock: SkippingClock;
let client: OpenPlatformClient;
let retries: RetryReport[];

const call = (): Promise<unknown> => client.call(approvalEndpoints.getInstance, { path: { instance_id: 'I' } });

async function errorOf(promise: Promise<unknown>): Promise<LarkstreamError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return error instanceof LarkstreamError ? error : expect.unreachable('It ended without an error of ours');
}

function connect(baseUrl: string): OpenPlatformClient {
  return new OpenPlatformClient({
    region: 'feishu',
    baseUrl,
    credentials: { appId: 'cli_0123456789abcdef', appSecret: new Secret('very-secret-secret') },
    clock,
    random: () => 0.9,
    timeoutMs,
    observer: { onRetry: (report) => retries.push(report) },
  });
}

async function listenStrangely(answer: (response: ServerResponse) => void): Promise<AsyncDisposable & { url: string }> {
  const server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

beforeEach(async () => {
  double = await PlatformDouble.start();
  clock = new SkippingClock(Date.UTC(2026, 0, 15), () => double.isBusy);
  retries = [];
  double.handler = () => accepted;
  client = connect(double.baseUrl);
});

afterEach(async () => {
  await client.close();
  await double[Symbol.asyncDispose]();
});

/** What a server, or something before it, does wrong for ever. */
const faults: Readonly<Record<string, (response: ServerResponse) => Reply | undefined>> = {
  'HTTP 500': () => ({ status: 500, body: 'oops' }),
  'a page in HTML with HTTP 200': () => ({ headers: { 'content-type': 'text/html' }, body: '<html>' }),
  'half a JSON': () => ({ body: '{"code":0,"da' }),
  'a redirection': () => ({ status: 302, headers: { location: '/login' }, body: '' }),
  'a WAF': () => ({ status: 403, headers: { 'content-type': 'text/html' }, body: '<html>' }),
  'a path that is gone': () => ({ status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found' }),
  'damaged packing': () => ({ headers: { 'content-encoding': 'gzip' }, body: packed.subarray(0, 20) }),
  'no answer': () => undefined,
  'too long a Content-Length': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' }).write('{"code":0}');
    return undefined;
  },
  'a connection that is cut': (response) => {
    response.destroy();
    return undefined;
  },
  'a busy platform': () => ({ status: 429, body: { code: 99991400, msg: 'request trigger frequency limit' } }),
};
const kinds = Object.keys(faults);
/** Without the platform's JSON, and without a status that says that it passes. */
const unreadable = ['a page in HTML with HTTP 200', 'half a JSON', 'a redirection', 'a WAF', 'a path that is gone'];
/** Cannot be had in a time that is passed in. */
const slow = ['no answer', 'too long a Content-Length'];
const faultOf = (kind: string): ((response: ServerResponse) => Reply | undefined) => faults[kind] ?? (() => undefined);

describe('an endpoint that has answered well', () => {
  test.each(kinds)('%s that passes costs nothing but time', async (kind) => {
    await call();
    let left = 3;
    double.handler = (_seen, response) => (left-- > 0 ? faultOf(kind)(response) : accepted);
    expect(await call()).toMatchObject({ ok: true });
    expect(retries).toHaveLength(3);
  });

  test.each(unreadable)('%s for ever is repeated for half a minute, later calls less', async (kind) => {
    await call();
    double.handler = (_seen, response) => faultOf(kind)(response);
    const from = clock.now();
    expect(await errorOf(call())).toMatchObject({ family: 'transient' });
    expect(retries.map(({ attempt, maxTries }) => [attempt, maxTries])).toEqual([1, 2, 3, 4, 5, 6].map((n) => [n, 6]));
    expect(clock.now() - from).toBeGreaterThan(15_000);
    expect(clock.now() - from).toBeLessThan(32_000);
    await errorOf(call());
    expect(retries.length).toBeLessThanOrEqual(9);
    double.handler = () => accepted;
    expect(await call()).toMatchObject({ ok: true });
  });

  test.each(kinds.filter((kind) => !slow.includes(kind) && !unreadable.includes(kind)))(
    '%s for ever is retried for some minutes, and each notice says why, how often and until when',
    async (kind) => {
      await call();
      double.handler = (_seen, response) => faultOf(kind)(response);
      const from = clock.now();
      expect(await errorOf(call())).toMatchObject({ family: 'transient' });
      expect(clock.now() - from).toBeGreaterThan(3 * minuteMs);
      expect(clock.now() - from).toBeLessThanOrEqual(6 * minuteMs);
      expect(retries.map(({ attempt }) => attempt)).toEqual(retries.map((_, index) => index + 1));
      for (const { why, until, since } of retries) {
        expect(why.en.length).toBeGreaterThan(5);
        expect(why.zh).toMatch(/[一-鿿]|HTTP|code/);
        expect(since).toBe(from);
        expect(until).toBeGreaterThanOrEqual(from + 5 * minuteMs);
        expect(until).toBeLessThanOrEqual(from + 6 * minuteMs);
      }
    },
  );
});

test.each([
  'a page in HTML with HTTP 200',
  'half a JSON',
  'damaged packing',
  'no answer',
  'too long a Content-Length',
  'a connection that is cut',
])('%s from an address that has never answered is retried three times, and this is reported', async (kind) => {
  let sent = 0;
  await using stranger = await listenStrangely((response) => {
    sent++;
    const reply = faultOf(kind)(response);
    if (reply !== undefined) response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
  });
  const lost = connect(stranger.url);
  expect(await errorOf(lost.authenticate())).toMatchObject({ code: expect.stringMatching(/unreadable|network/) });
  await lost.close();
  expect(sent).toBe(4);
  expect(retries.map(({ maxTries, attempt }) => [maxTries, attempt])).toEqual([1, 2, 3].map((one) => [3, one]));
});

describe('a rejected token', () => {
  test.each([2, 4])('%i times in a row is no reason to give up', async (times) => {
    let left = times;
    double.handler = () => (left-- > 0 ? tokenRejected : accepted);
    expect(await call()).toMatchObject({ ok: true });
    expect(double.tokenCalls).toBe(times + 1);
    expect(retries.map(({ cause }) => cause)).toEqual(Array(times).fill('token'));
  });

  test('steadily, each time with a fresh one, ends the read within a minute', async () => {
    double.handler = () => tokenRejected;
    const from = clock.now();
    expect(await errorOf(call())).toMatchObject({ code: 'lark.token.rejected', family: 'config' });
    expect(double.tokenCalls).toBeGreaterThanOrEqual(6);
    expect(clock.now() - from).toBeGreaterThan(10_000);
    expect(clock.now() - from).toBeLessThan(minuteMs);
  });

  test.each(['t-with\r\nline', 't-with blank', 't-ü', ''])(
    '%j that no header can hold is an error at once',
    async (token) => {
      double.tokenReply = () => ({ body: { code: 0, msg: 'ok', tenant_access_token: token, expire: 7200 } });
      for (const attempt of [client.authenticate(), call()]) {
        expect(await errorOf(attempt)).toMatchObject({ code: 'lark.answer.unreadable', family: 'config' });
      }
      expect(double.seen).toHaveLength(0);
      expect(retries).toHaveLength(0);
    },
  );
});
