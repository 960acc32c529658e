/** `npm run bench`: ratios against the limits that the platform documents, and against the plain way of doing it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { againstLimit, emptySync } from './against-limit.ts';
import { againstPlain } from './against-plain.ts';
import { airbyte } from './airbyte.ts';
import { beyondLimit } from './beyond-limit.ts';
import { bots } from './bots.ts';
import { cluster } from './cluster.ts';
import { manyFollowers } from './cluster-followers.ts';
import { clusterKills } from './cluster-kills.ts';
import { duckdb } from './duckdb.ts';
import { eventLoad, freshness } from './events.ts';
import { helpTime } from './help-time.ts';
import { inboxAtVolume } from './inbox-volume.ts';
import { increments } from './increments.ts';
import { manyReceivers } from './many-receivers.ts';
import { postgres } from './postgres.ts';
import { type Section, toText } from './report.ts';
import { room } from './room.ts';
import { manyPipelines } from './serve.ts';
import { serveWebhook } from './serve-webhook.ts';
import { writeDocs } from './write-docs.ts';

const usage = `npm run bench -- [options]
  --only NAME   limits (or one of approval, base-1, base-3, attendance, contact), increments, speed, room, duckdb, plain, airbyte, postgres, events, serve, serve-webhook, inbox-volume, cluster, cluster-kills, followers, bots, help; may be repeated
  --quick       smaller sizes, for trying out: start-up weighs more, so ratios of seconds are missed
  --large       3,000,000 records too; an inbox of 30,000,000 events; the whole hour of a cluster
  --json        print figures as JSON
  --write       put the tables into docs/benchmarks.md`;

const limitNames = ['approval', 'base-1', 'base-3', 'attendance', 'contact'];
const names = [
  'limits',
  ...limitNames,
  'increments',
  'speed',
  'room',
  'duckdb',
  'plain',
  'airbyte',
  'postgres',
  'events',
  'serve',
  'serve-webhook',
  'inbox-volume',
  'cluster',
  'cluster-kills',
  'followers',
  'bots',
  'help',
];
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    large: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const { quick, large } = values;
const unknown = values.only.filter((name) => !names.includes(name));
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `Unknown: ${unknown.join(', ')}\n${usage}` : usage);
  process.exit(unknown.length > 0 ? 2 : 0);
}
const wants = (...parts: readonly string[]): boolean =>
  values.only.length === 0 || parts.some((part) => values.only.includes(part));

const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 1e9)} GB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
const folder = mkdtempSync(join(tmpdir(), 'larkstream-bench-'));
const sections: Section[] = [];
let emptySyncSeconds = Number.NaN;

async function part(work: Promise<Section>): Promise<void> {
  const section = await work;
  sections.push(section);
  if (!values.json) console.log(toText(section));
}

if (!values.json) console.log(machine);
try {
  if (wants('limits', ...limitNames)) {
    await part(againstLimit({ folder, quick, wants: (name) => wants('limits', name) }));
    emptySyncSeconds = await emptySync(folder);
    if (!values.json) console.log(`  Of the wall seconds, start-up and closing: ${emptySyncSeconds.toFixed(2)}.`);
  }
  if (wants('increments')) await part(increments({ quick }));
  if (wants('speed')) await part(beyondLimit({ folder, quick, large }));
  if (wants('room')) await part(room({ folder, quick }));
  if (wants('duckdb')) await part(duckdb({ folder, quick }));
  if (wants('plain')) await part(againstPlain({ folder, quick }));
  if (wants('airbyte')) await part(airbyte({ folder, quick }));
  if (wants('postgres')) await part(postgres({ folder, quick }));
  if (wants('events')) {
    await part(eventLoad({ folder, quick }));
    await part(freshness({ folder, quick }));
  }
  if (wants('serve')) await part(manyPipelines({ quick }));
  if (wants('serve-webhook')) await part(serveWebhook({ quick }));
  if (wants('inbox-volume')) {
    await part(manyReceivers({ quick }));
    await part(inboxAtVolume({ quick, large }));
  }
  if (wants('cluster')) await part(cluster({ quick, large }));
  if (wants('cluster')) await part(cluster({ quick, large }));
  if (wants('cluster-kills')) await part(clusterKills({ quick }));
  if (wants('followers')) await part(manyFollowers({ quick }));
  if (wants('bots')) await part(bots({ quick }));
  if (wants('help')) await part(helpTime());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const misses = sections.reduce((sum, section) => sum + section.misses, 0);
if (values.json) {
  const parts = Object.fromEntries(sections.map(({ name, figures }) => [name, figures]));
  console.log(JSON.stringify({ machine, quick, emptySyncSeconds, misses, ...parts }, null, 2));
} else console.log(misses === 0 ? '\nEvery target is met.' : `\nRows with a missed target: ${misses}.`);
if (values.write) writeDocs(sections, `Measured on ${machine}.`);
