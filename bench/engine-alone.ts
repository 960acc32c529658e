/** Reads what a connector's configuration names and drops it: the engine without a destination. Arguments: config, catalog. */
import { readFileSync } from 'node:fs';
import { createSource } from '../src/app/create-source.ts';
import { parseSource } from '../src/config/read-source.ts';
import { boundHeapGrowth } from '../src/util/heap-growth.ts';

const [config = '', stream = ''] = process.argv.slice(2);
boundHeapGrowth();
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
