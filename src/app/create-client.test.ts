import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secret } from '../model/secret.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';
import { createClient, createClientPool } from './create-client.ts';
import { createTickets } from './create-tickets.ts';

type AppSettings = Parameters<typeof createClient>[0];

let clients: ClientPool;
beforeEach(() => {
  clients = createClientPool();
});
afterEach(() => clients.close());

const credentials = { auth_type: 'custom_app', app_id: 'cli_1', app_secret: new Secret('s') } as const;
const app: AppSettings = { region: 'feishu', credentials, rate_limit_scale: 0.1 };
const ofStore: AppSettings = {
  ...app,
  credentials: { auth_type: 'store_app', app_id: 'cli_1', app_secret: new Secret('s'), tenant_key: 't' },
};

/** Who shares a client keeps to the smallest share of the limits. */
async function isShared(
  one: AppSettings,
  other: AppSettings,
  places: readonly string[] = ['a', 'a'],
): Promise<boolean> {
  const [openTickets, othersTickets] = places.map(createTickets);
  const first = await createClient(one, { clients, openTickets });
  const second = await createClient({ ...other, rate_limit_scale: 1 }, { clients, openTickets: othersTickets });
  const { rateLimitScale } = second.client;
  await Promise.all([first.close(), second.close()]);
  return rateLimitScale === 0.1;
}

test.each<{ name: string; one: AppSettings; other: AppSettings; places?: readonly string[]; shared: boolean }>([
  { name: 'the same app', one: app, other: app, shared: true },
  {
    name: 'the address of the platform written in two ways',
    one: { ...app, base_url: 'https://lark.example.com/' },
    other: { ...app, base_url: 'https://lark.example.com/open-apis' },
    shared: true,
  },
  { name: 'two regions', one: app, other: { ...app, region: 'lark' }, shared: false },
  {
    name: 'another secret',
    one: app,
    other: { ...app, credentials: { ...credentials, app_secret: new Secret('x') } },
    shared: false,
  },
  { name: 'an app of the store in one tenant', one: ofStore, other: ofStore, shared: true },
  { name: 'tickets kept elsewhere', one: ofStore, other: ofStore, places: ['a', 'b'], shared: false },
])('$name: one client is shared: $shared', async ({ one, other, places, shared }) => {
  expect(await isShared(one, other, places)).toBe(shared);
});

test('tenants of one app of the store share its app token, in whichever way the address of the platform is written', async () => {
  let opened = 0;
  const openTickets = {
    place: 'a',
    open: () => {
      opened++;
      return { ticket: async () => undefined, close: async () => {} };
    },
  };
  const ofTenant = (tenant_key: string, base_url: string): AppSettings => ({
    ...ofStore,
    base_url,
    credentials: { auth_type: 'store_app', app_id: 'cli_1', app_secret: new Secret('s'), tenant_key },
  });
  const one = await createClient(ofTenant('t', 'https://lark.example.com'), { clients, openTickets });
  const other = await createClient(ofTenant('u', 'https://lark.example.com/open-apis/'), { clients, openTickets });
  await Promise.all([one.close(), other.close()]);
  expect(opened).toBe(1);
});
