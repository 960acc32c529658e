import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkConnection } from '../../src/feeds/check-connection.ts';
import { systemClock } from '../../src/model/clock.ts';
import { silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { CheckResult } from '../../src/model/source.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

/** A Feishu and a Lark, each with an app of its own. */
let feishu: Sandbox;
let lark: Sandbox;
beforeAll(async () => {
  feishu = await startSandbox({ users: 3, region: 'feishu', appId: 'cli_feishu0000000000' });
  lark = await startSandbox({
    users: 3,
    region: 'lark',
    appId: 'cli_lark000000000000',
    otherRegionAppIds: ['cli_feishu0000000000'],
  });
});
afterAll(async () => {
  await feishu.close();
  await lark.close();
});

function clientOf(sandbox: Sandbox, appSecret = feishu.options.appSecret): OpenPlatformClient {
  const credentials = { appId: feishu.options.appId, appSecret: new Secret(appSecret) };
  return new OpenPlatformClient({ region: sandbox.options.region, baseUrl: sandbox.url, credentials });
}

async function check(appSecret?: string): Promise<CheckResult[]> {
  const client = clientOf(lark, appSecret);
  const probe = async (): Promise<string | undefined> => {
    const other = clientOf(feishu, appSecret);
    try {
      await other.authenticate();
      return 'feishu';
    } catch {
      return undefined;
    } finally {
      await other.close();
    }
  };
  const context = { client, clock: systemClock, logger: silentLogger, signal: new AbortController().signal };
  try {
    const results: CheckResult[] = [];
    for await (const result of checkConnection([], context, probe)) results.push(result);
    return results;
  } finally {
    await client.close();
  }
}

test('an app of Feishu used on Lark is recognised, and its region named', async () => {
  const [result, ...others] = await check();
  expect(others).toEqual([]);
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'lark.region.mismatch' } });
  expect(result?.error?.message).toContain('an app of feishu');
  expect(result?.error?.cure).toContain('region: feishu');
});

test('credentials that are good nowhere are wrong credentials', async () => {
  const [result] = await check('a-secret-that-is-good-nowhere');
  expect(result).toMatchObject({ outcome: 'failed', error: { code: 'lark.credentials.rejected' } });
});
