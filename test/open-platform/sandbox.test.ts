import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { applicationEndpoints } from '../../src/open-platform/endpoints/application.ts';
import { contactEndpoints } from '../../src/open-platform/endpoints/contact.ts';
import { type ClientOptions, OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

let sandbox: Sandbox;
let client: OpenPlatformClient;
const { findUsersByDepartment } = contactEndpoints;
const root = { query: { department_id: '0' } };

function connect(options: Partial<ClientOptions> = {}): OpenPlatformClient {
  const { appId, appSecret } = sandbox.options;
  const credentials = { appId, appSecret: new Secret(appSecret) };
  return new OpenPlatformClient({ region: 'feishu', baseUrl: sandbox.url, credentials, ...options });
}

beforeEach(async () => {
  sandbox = await startSandbox({ users: 300, departments: 10 });
  client = connect({ timeoutMs: 300, random: () => 0.01 });
});

afterEach(async () => {
  await client.close();
  await sandbox.close();
});

async function countRootUsers(): Promise<number> {
  let users = 0;
  for await (const page of client.pages(findUsersByDepartment, root)) users += page.items.length;
  return users;
}

describe('the sandbox goes wrong', () => {
  test.each([
    'throttle-429',
    'throttle-400',
    'http-500',
    'http-502-html',
    'truncated-json',
    'not-json',
    'reset',
    'hang',
    'slow',
    'invalid-token',
  ] as const)('%s: a listing is complete all the same', async (kind) => {
    const users = await countRootUsers();
    sandbox.faults.add({ path: findUsersByDepartment.path, kind, times: 1, delayMs: 600 });
    expect(await countRootUsers()).toBe(users);
    expect(sandbox.faults.rules).toHaveLength(1);
  });

  test('revoked tokens are replaced without a failure', async () => {
    await countRootUsers();
    sandbox.revokeTokens();
    await expect(Promise.all([countRootUsers(), countRootUsers()])).resolves.toHaveLength(2);
  });
});

describe('the sandbox refuses', () => {
  test('a wrong secret', async () => {
    const { appId } = sandbox.options;
    const stranger = connect({ credentials: { appId, appSecret: new Secret('not the secret') } });
    await expect(stranger.authenticate()).rejects.toMatchObject({ code: 'lark.credentials.rejected' });
    await stranger.close();
  });

  test('missing scopes, naming them', async () => {
    sandbox.setGrantedScopes([]);
    await expect(countRootUsers()).rejects.toMatchObject({
      code: 'lark.scope.missing',
      details: { scopes: findUsersByDepartment.scopes },
    });
    expect(await client.call(applicationEndpoints.listScopes)).toHaveProperty('scopes');
  });

  test('a foreign address, a narrow range, and an empty quota that leaves contacts alive', async () => {
    sandbox.setIpAllowList(['203.0.113.1']);
    await expect(countRootUsers()).rejects.toMatchObject({ code: 'lark.ip.denied', details: { ip: '127.0.0.1' } });
    sandbox.setIpAllowList(null);
    sandbox.setContactRange({ users: [] });
    await expect(countRootUsers()).rejects.toMatchObject({ code: 'lark.range.denied' });
    sandbox.setContactRange('all');
    sandbox.setMonthlyQuota(0);
    await expect(client.call(applicationEndpoints.listScopes)).rejects.toMatchObject({ code: 'lark.quota.exhausted' });
    expect(await countRootUsers()).toBeGreaterThan(0);
  });
});

// In real time: on a busy machine calls may arrive in a bunch; a fault of the pacing shows each time.
test('the sandbox never has to throttle', { retry: 2 }, async () => {
  // A short time-out would end calls that have arrived, and repeat them.
  const patient = connect();
  await Promise.all(Array.from({ length: 70 }, () => patient.call(contactEndpoints.listCustomAttrs)));
  await patient.close();
  expect(patient.calls.list().map(({ throttled }) => throttled)).toEqual([0, 0]);
});
