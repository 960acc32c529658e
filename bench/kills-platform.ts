/** The platform of `cluster-kills.ts`, in a process of its own: edits records at a rate, pushes their events, and knows what the tables have to show. */
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { startSandbox } from '../src/sandbox/start-sandbox.ts';
import { PostgresDatabases } from '../test/support/postgres-server.ts';
import { differences, tablesOfPostgres, tenantTruth } from '../test/support/truth.ts';

interface Asked {
  /** Edits for so long at this rate. */
  readonly edit?: { readonly perSecond: number; readonly seconds: number };
  /** Compares the schemas of a database with the Bases, one for one. */
  readonly compare?: { readonly url: string; readonly schemas: readonly string[] };
}

const bases = Number(process.argv[2] ?? 4);
const recordsPerBase = 1_000;
const tickMs = 20;
const one = { tables: 1, records: recordsPerBase };
const sandbox = await startSandbox({ users: 10, departments: 2, bases: Array.from({ length: bases }, () => one) });
const { tables } = sandbox.tenant;
const { appId, appSecret } = sandbox.options;
let edited = 0;

/** One event each. A record that was just made or deleted is one event, too. */
function editNext(): void {
  const appToken = tables.appTokens[edited % bases] ?? '';
  const tableId = tables.tableIds(appToken)[0] ?? '';
  const row = Math.floor(edited / bases);
  if (row % 50 === 49) tables.addRecord(appToken, tableId);
  else tables.editRecord(appToken, tableId, tables.recordId(appToken, tableId, row % recordsPerBase), {});
  edited++;
}

async function edit({ perSecond, seconds }: { readonly perSecond: number; readonly seconds: number }): Promise<void> {
  const beganAt = performance.now();
  for (let done = 0; done < perSecond * seconds; ) {
    const due = ((performance.now() - beganAt) / 1_000) * perSecond;
    for (; done < due && done < perSecond * seconds; done++) editNext();
    await delay(tickMs);
  }
}

async function compare({
  url,
  schemas,
}: {
  readonly url: string;
  readonly schemas: readonly string[];
}): Promise<unknown> {
  const server = new PostgresDatabases(Number(new URL(url).port));
  const truth = await tenantTruth(sandbox, { attendanceFrom: '2026-01-01', nowMs: Date.now() });
  let wrong = 0;
  for (const [at, schema] of schemas.entries()) {
    const held = await tablesOfPostgres(server, url, schema);
    const mine = truth.base_records?.filter((row) => row.app_token === tables.appTokens[at]) ?? [];
    const found = differences({ base_records: mine }, held).base_records;
    wrong += found === undefined ? 0 : found.missing.length + found.extra.length + found.other.length;
  }
  return { wrong };
}

const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
say({ url: sandbox.url, appId, appSecret, appTokens: tables.appTokens });
for await (const line of createInterface(process.stdin)) {
  const asked: Asked = JSON.parse(line);
  if (asked.edit !== undefined) {
    await edit(asked.edit);
    say({ edited });
  }
  if (asked.compare !== undefined) say(await compare(asked.compare));
}
