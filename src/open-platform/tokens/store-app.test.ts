import { expect, test } from 'vitest';
import { systemClock } from '../../model/clock.ts';
import { Secret } from '../../model/secret.ts';
import type { JsonObject } from '../../util/json.ts';
import { authEndpoints } from '../endpoints/auth.ts';
import { StoreApp } from './store-app.ts';
import type { TokenCall } from './token-fetcher.ts';

const answers: Readonly<Record<string, JsonObject>> = {
  [authEndpoints.appAccessToken.path]: { app_access_token: 'a-1', expire: 7200 },
  [authEndpoints.tenantAccessTokenOfStore.path]: { tenant_access_token: 't-1', expire: 7200 },
};

test('what is asked for a tenant goes through the client of that tenant, whoever else asks meanwhile', async () => {
  const found = Promise.withResolvers<Secret>();
  const app = new StoreApp({
    appId: 'cli_1',
    appSecret: new Secret('secret'),
    tickets: { ticket: () => found.promise },
    clock: systemClock,
  });
  const calls: string[] = [];
  const callOf =
    (tenant: string): TokenCall =>
    async ({ path }) => {
      calls.push(`${tenant} ${path.split('/').at(-1)}`);
      return answers[path] ?? {};
    };

  const asked = ['one', 'other'].map((tenant) => app.forTenant(tenant)(callOf(tenant)));
  found.resolve(new Secret('ticket'));
  await Promise.all(asked);

  expect(calls).toEqual(['one app_access_token', 'one tenant_access_token', 'other tenant_access_token']);
});
