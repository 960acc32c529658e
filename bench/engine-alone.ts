/**
 * Reads what a connector's configuration names and drops it: the engine without a destination. Arguments: config, stream, and the
 * folder of the built package, which the connector is measured as too.
 */
import { readFileSync } from 'node:fs';

const [config = '', stream = '', folder = ''] = process.argv.slice(2);
const { createSource }: typeof import('../src/app/create-source.ts') = await import(`${folder}/app/create-source.js`);
const { parseSource }: typeof import('../src/config/read-source.ts') = await import(`${folder}/config/read-source.js`);
const { boundHeapGrowth }: typeof import('../src/util/bound-heap-growth.ts') = await import(
  `${folder}/util/bound-heap-growth.js`
);
boundHeapGrowth('transfer');
const { settings } = parseSource(JSON.parse(readFileSync(config, 'utf8')), 'feishu');
const { source } = await createSource({ settings });
const changes = source.read({
  streams: new Set([stream]),
  fresh: new Set(),
  state: new Map(),
  acceptDeletes: false,
  signal: new AbortController().signal,
});
let rows = 0;
for await (const change of changes) if (change.kind === 'rows') rows += change.rows.length;
await source.close();
console.log(rows);
