/** Many companies that have installed one app of the store; changes records of theirs at a rate, and prints when. */
import { createInterface } from 'node:readline';
import { manyTenants } from '../src/sandbox/many-tenants.ts';
import { randomFor } from '../src/sandbox/random.ts';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';

const app = { appId: 'cli_00000000000000fe', appSecret: 'followers-secret' };
const count = Number(process.argv[2] ?? 100);
const extraTenants = manyTenants({ count });
const sandbox = await startSandbox({ limits: 'off', extraApps: [{ ...app, kind: 'store' }], extraTenants });
const random = randomFor(1, 'followers');

const places = extraTenants.map(({ tenantKey }) => {
  const tables = sandbox.tenants.get(tenantKey)?.tables;
  const [appToken = ''] = tables?.appTokens ?? [];
  const [tableId = ''] = tables?.tableIds(appToken) ?? [];
  return { tenantKey, appToken, tableId };
});
process.stdout.write(`${JSON.stringify({ url: sandbox.url, app, places })}\n`);

/** Records that were added: tenant, record, when. */
async function change(perSecond: number, seconds: number): Promise<readonly (readonly [string, string, number])[]> {
  const added: [string, string, number][] = [];
  const begun = performance.now();
  for (let at = 0; at < perSecond * seconds; at++) {
    const early = begun + (at * 1_000) / perSecond - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    const place = places[Math.floor(random.next() * places.length)];
    if (place === undefined) continue;
    const tables = sandbox.tenants.get(place.tenantKey)?.tables;
    const now = Date.now();
    const record = tables?.addRecord(place.appToken, place.tableId);
    if (record !== undefined) added.push([place.tenantKey, record, now]);
  }
  return added;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { events, perSecond, seconds, only } = JSON.parse(line);
  if (events !== undefined) {
    sandbox.events.configure(app.appId, { mode: 'webhook', ...events });
    for (const { tenantKey } of places) sandbox.events.install(app.appId, tenantKey);
    process.stdout.write('{}\n');
  } else if (only !== undefined) {
    const place = places[only];
    const now = Date.now();
    const record = place && sandbox.tenants.get(place.tenantKey)?.tables.addRecord(place.appToken, place.tableId);
    process.stdout.write(`${JSON.stringify([[place?.tenantKey, record, now]])}\n`);
  } else process.stdout.write(`${JSON.stringify(await change(perSecond, seconds))}\n`);
}
process.exit(0);
