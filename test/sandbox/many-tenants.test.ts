import { expect, test } from 'vitest';
import { manyTenants } from '../../src/sandbox/many-tenants.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readObject, readText } from '../../src/util/json.ts';
import { EventCatcher } from '../support/event-catcher.ts';
import { SandboxCaller } from '../support/sandbox-caller.ts';

const app = { appId: 'cli_00000000000000aa', appSecret: 'store-secret', kind: 'store' } as const;
const auth = '/open-apis/auth/v3';

test('ten thousand companies start at once; each has its own name, Base and limits', async () => {
  await using catcher = await EventCatcher.start();
  const extraTenants = manyTenants({ count: 10_000 });
  const events = { mode: 'webhook', url: catcher.url, types: [] } as const;
  await using sandbox = await startSandbox({ limits: 0.02, extraApps: [{ ...app, events }], extraTenants });
  expect(new Set(sandbox.tenants.keys).size).toBe(10_001);

  const caller = new SandboxCaller(sandbox, app);
  const post = async (path: string, body: Readonly<Record<string, string>>) =>
    (await caller.call('POST', `${auth}/${path}`, { body, authorization: null })).json;
  const own = { app_id: app.appId, app_secret: app.appSecret };
  await post('app_ticket/resend', own);
  const [ticket] = await catcher.count(1);
  const app_ticket = readText(readObject(ticket?.body ?? {}, 'event'), 'app_ticket') ?? '';
  const app_access_token = readText(await post('app_access_token', { ...own, app_ticket }), 'app_access_token') ?? '';

  const told: unknown[] = [];
  for (const at of [7, 9_999]) {
    const tenant_key = extraTenants[at]?.tenantKey ?? '';
    sandbox.events.install(app.appId, tenant_key);
    const issued = await post('tenant_access_token', { app_access_token, tenant_key });
    const authorization = `Bearer ${readText(issued, 'tenant_access_token')}`;
    const [app_token = ''] = sandbox.tenants.get(tenant_key)?.tables.appTokens ?? [];
    const tables = (): Promise<number> =>
      caller
        .call('GET', '/open-apis/bitable/v1/apps/:app_token/tables', { params: { app_token }, authorization })
        .then(({ http }) => http);
    const company = await caller.call('GET', '/open-apis/tenant/v2/tenant/query', { authorization });
    // A fiftieth of the documented limit is one call a second.
    told.push([readText(readObject(company.data, 'tenant'), 'name'), await tables(), await tables()]);
  }
  expect(told).toEqual([
    ['公司 8', 200, 429],
    ['公司 10000', 200, 429],
  ]);
});
