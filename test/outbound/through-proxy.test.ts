import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { LongConnection } from '../../src/events/long-connection/long-connection.ts';
import { type LarkstreamError, toLarkstreamError } from '../../src/model/errors.ts';
import { Secret } from '../../src/model/secret.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import type { Environment } from '../../src/outbound/proxy.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { quiet, type TestInbox, testInbox } from '../support/event-fixtures.ts';
import { fastClock } from '../support/fast-clock.ts';
import { type ProxyMood, TestProxy } from '../support/test-proxy.ts';
import { NamedPlatform } from '../support/tls-platform.ts';

const password = 'p@ss/w#rd';
const written = encodeURIComponent(password);

let sandbox: Sandbox;
let platform: NamedPlatform;
let proxy: TestProxy;
let inbox: TestInbox;

beforeAll(async () => {
  sandbox = await startSandbox({ users: 3, limits: 'off' });
  platform = await NamedPlatform.start(sandbox.url, false);
  inbox = await testInbox();
});
afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await sandbox.close();
  await inbox[Symbol.asyncDispose]();
});
beforeEach(async () => {
  proxy = await TestProxy.start();
});
afterEach(async () => {
  await proxy[Symbol.asyncDispose]();
});

const environmentWith = (user = ''): Environment => ({ HTTP_PROXY: `${user}${proxy.address}` });

/** Every way out: what it asks of the proxy when it goes well, and what it fails with when it does not. */
const ways = {
  call: {
    async go(environment: Environment): Promise<LarkstreamError | undefined> {
      const { appId, appSecret } = sandbox.options;
      const client = new OpenPlatformClient({
        region: 'feishu',
        baseUrl: platform.url,
        credentials: { appId, appSecret: new Secret(appSecret) },
        environment,
        timeoutMs: 400,
        retryBudgetMs: 0,
      });
      try {
        await client.authenticate();
        return undefined;
      } catch (thrown) {
        return toLarkstreamError(thrown);
      } finally {
        await client.close();
      }
    },
    asked: () => `POST ${platform.url}/open-apis/auth/v3/tenant_access_token/internal`,
  },
  'long connection': {
    async go(environment: Environment): Promise<LarkstreamError | undefined> {
      const receiver = new LongConnection({
        origin: platform.url,
        appId: 'cli_a',
        appSecret: new Secret('very-secret'),
        environment,
        inboxWriter: inbox.inboxWriter,
        clock: fastClock(60),
        random: () => 0,
        logger: quiet,
      });
      receiver.start();
      try {
        await expect.poll(() => receiver.state.state === 'connected' || receiver.state.lastError !== null).toBe(true);
        const { state, lastError } = receiver.state;
        return state === 'connected' ? undefined : toLarkstreamError(new Error(lastError ?? ''));
      } finally {
        await receiver.disconnect();
      }
    },
    asked: () => `CONNECT ${platform.socketHost}`,
  },
} as const;
const names = ['call', 'long connection'] as const;

describe.each(names)('a %s', (name) => {
  const way = ways[name];

  test('requests go through the proxy of the environment, with or without a scheme in its address', async () => {
    for (const scheme of ['', 'http://']) {
      proxy.asked.length = 0;
      expect(await way.go({ HTTP_PROXY: `${scheme}${proxy.address}` })).toBeUndefined();
      expect(proxy.asked).toContain(way.asked());
    }
  });

  test('proves who it is', async () => {
    proxy.wanted = `user:${password}`;
    expect(await way.go(environmentWith(`user:${written}@`))).toBeUndefined();
    expect(proxy.asked).toContain(way.asked());
  });

  test.each<[ProxyMood, RegExp]>([
    [407, /proxy 127\.0\.0\.1:\d+ of HTTP_PROXY refused the connection with HTTP 407/],
    ['cut', /cut|ended|closed|hang up/i],
  ])('through a proxy in the mood of %s fails by name, and without the password', async (mood, pattern) => {
    proxy.mood = mood;
    const error = await way.go(environmentWith(`user:${written}@`));
    expect(error?.message).toMatch(pattern);
    expect(error?.message).toContain(proxy.address);
    expect(JSON.stringify([error?.message, error?.texts, error?.details, String(error?.cause)])).not.toMatch(
      new RegExp(`${written}|w#rd`),
    );
  });
});

test('a call through a proxy that hangs is given up, and names the proxy', async () => {
  proxy.mood = 'hang';
  const error = await ways.call.go(environmentWith());
  expect(error).toMatchObject({ code: 'lark.network.failed' });
  expect(error?.message).toContain(`through the proxy ${proxy.address}`);
});

test.each(names)('a %s with a proxy that is none says so', async (name) => {
  const error = await (async () => {
    try {
      return await ways[name].go({ HTTP_PROXY: 'http://user:hidden-7#@proxy' });
    } catch (thrown) {
      return toLarkstreamError(thrown);
    }
  })();
  expect(error?.message).toContain('HTTP_PROXY');
  expect(error?.message).not.toContain('hidden-7');
});

test('addresses of this machine are reached without the proxy', async () => {
  const environment = environmentWith();
  const receiver = new LongConnection({
    origin: sandbox.url,
    appId: sandbox.options.appId,
    appSecret: new Secret(sandbox.options.appSecret),
    environment,
    inboxWriter: inbox.inboxWriter,
    clock: fastClock(60),
    random: () => 0,
    logger: quiet,
  });
  proxy.mood = 403;
  receiver.start();
  await expect.poll(() => receiver.state.state).toBe('connected');
  expect(proxy.asked).toEqual([]);
  await receiver.disconnect();
});
