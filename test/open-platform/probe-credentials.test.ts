import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { authEndpoints } from '../../src/open-platform/endpoints/auth.ts';
import { probeCredentials } from '../../src/open-platform/probe-credentials.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

const storeApp = { appId: 'cli_00000000000000aa', appSecret: 'store-secret', kind: 'store' } as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ users: 5, departments: 2, extraApps: [storeApp] });
});
afterAll(() => sandbox.close());

const callsOf = ({ path }: { readonly path: string }): number => sandbox.stats().endpoints[path]?.calls ?? 0;

test.each([
  { kind: 'a custom app', isForStore: false, endpoint: authEndpoints.tenantAccessToken },
  { kind: 'an app of the store', isForStore: true, endpoint: authEndpoints.resendTicket },
])('$kind is known by its id and secret, which takes one call and no ticket', async ({ isForStore, endpoint }) => {
  const { appId, appSecret } = isForStore ? storeApp : sandbox.options;
  const probe = async (secret: string) =>
    await probeCredentials({
      app: { appId, appSecret: new Secret(secret) },
      isForStore,
      region: 'feishu',
      baseUrl: sandbox.url,
    });

  expect(await probe(appSecret)).toBeUndefined();
  expect(callsOf(endpoint)).toBe(1);
  expect(await probe('another')).toMatchObject({ code: 'lark.credentials.rejected' });
  expect(callsOf(authEndpoints.appAccessToken)).toBe(0);
});
