import { manyTenants } from '../src/sandbox/many-tenants.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import { readObject, readText } from '../src/util/json.ts';
import { EventCatcher } from '../test/support/event-catcher.ts';

/** A platform with an app of the store that many companies have installed; in a process of its own. */
const app = { appId: 'cli_00000000000000aa', appSecret: 'store-secret', kind: 'store' } as const;
const count = Number(process.argv[2]);
const extraTenants = manyTenants({ count });
const catcher = await EventCatcher.start();
const events = { mode: 'webhook', url: catcher.url, types: [] } as const;
const sandbox = await startSandbox({ limits: 'documented', extraApps: [{ ...app, events }], extraTenants });
const { appId, appSecret } = app;
await fetch(`${sandbox.url}/open-apis/auth/v3/app_ticket/resend`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ app_id: appId, app_secret: appSecret }),
});
const [pushed] = await catcher.count(1);
const ticket = readText(readObject(pushed?.body ?? {}, 'event'), 'app_ticket');
const keys = extraTenants.map(({ tenantKey }) => tenantKey);
for (const key of keys) sandbox.events.install(appId, key);
process.stdout.write(`${JSON.stringify({ url: sandbox.url, appId, appSecret, ticket, keys })}\n`);

// The truth about a company, when it is asked for.
process.stdin.setEncoding('utf8').on('data', (key: string) => {
  const people = [...(sandbox.tenants.get(key.trim())?.directory.people() ?? [])];
  process.stdout.write(`${JSON.stringify(people.map(({ openId }) => openId).sort())}\n`);
});
