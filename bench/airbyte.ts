import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { built } from './built.ts';
import { baseModules, type Counter, type Measured, measure } from './measure.ts';
import { missed, type Section, verdict, whole } from './report.ts';
import { smallTenant, type TenantFacts, TenantProcess } from './tenant-process.ts';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** `source-feishu read` into a pipe that is read as fast as it fills, against the engine that drops what it reads. */
export async function airbyte(options: { readonly folder: string; readonly quick: boolean }): Promise<Section> {
  const sizes = options.quick ? [100_000] : [300_000, 1_000_000];
  const found: { readonly records: number; readonly engine: Measured; readonly read: Measured }[] = [];
  for (const records of sizes) found.push(await run(records, options.folder));
  const spec = await specTime();
  const rows = found.map(({ records, engine, read }) => {
    const ratio = engine.seconds / read.seconds;
    const misses = missed([
      { what: 'exit code', value: read.code ?? Number.NaN, atMost: 0 },
      { what: 'records', value: read.records ?? 0, atLeast: records, atMost: records },
      { what: 'ratio', value: ratio, atLeast: 0.8 },
      { what: 'peak MB', value: read.peakMb, atMost: 400 },
    ]);
    return { records, engine, read, ratio, misses };
  });
  const specMisses = missed([{ what: 'ms', value: spec, atMost: 200 }]);
  return {
    name: 'airbyte',
    title:
      'Airbyte source (limits off, medians of three by turns; targets: ≥ 0.8 × the engine without a destination, ≤ 400 MB, spec ≤ 200 ms)',
    columns: ['what', 'engine alone records/s', 'stdout records/s', 'ratio', 'peak MB', 'target'],
    rows: [
      ...rows.map(({ records, engine, read, ratio, misses }) => [
        `${whole(records)} Base records`,
        whole(records / engine.seconds),
        whole(records / read.seconds),
        ratio.toFixed(2),
        whole(read.peakMb),
        verdict(misses),
      ]),
      [`spec: ${whole(spec)} ms`, '', '', '', '', verdict(specMisses)],
    ],
    figures: [...rows.map(({ records, ratio, read }) => ({ records, ratio, peakMb: read.peakMb })), { spec }],
    misses: rows.filter(({ misses }) => misses.length > 0).length + (specMisses.length > 0 ? 1 : 0),
  };
}

async function run(records: number, folder: string): Promise<{ records: number; engine: Measured; read: Measured }> {
  await using tenant = await TenantProcess.start({
    ...smallTenant,
    limits: 'off',
    bases: [{ tables: 1, records }],
  });
  const { config, catalog } = writeConnectorFiles(tenant.facts, folder);
  const folderOfBuilt = built('').replace(/\/$/, '');
  const engines: Measured[] = [];
  const reads: Measured[] = [];
  // By turns, because a machine is not equally fast from one moment to the next.
  for (let turn = 0; turn < turns; turn++) {
    engines.push(await measure(script('engine-alone.ts'), [config, 'base_records', folderOfBuilt]));
    reads.push(
      await measure(built('source-feishu.js'), ['read', '--config', config, '--catalog', catalog], countRecords()),
    );
  }
  return { records, engine: median(engines), read: median(reads) };
}

const turns = 3;

function median(runs: readonly Measured[]): Measured {
  const worst = runs.find(({ code }) => code !== 0);
  const middle = runs.toSorted((left, right) => left.seconds - right.seconds)[Math.floor(runs.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return worst ?? { ...middle, peakMb: Math.max(...runs.map(({ peakMb }) => peakMb)) };
}

export function writeConnectorFiles(
  facts: TenantFacts,
  folder: string,
): { readonly config: string; readonly catalog: string } {
  const config = `${folder}/connector.json`;
  const catalog = `${folder}/catalog.json`;
  writeFileSync(
    config,
    JSON.stringify({
      base_url: facts.url,
      rate_limit_scale: 0,
      credentials: { auth_type: 'custom_app', app_id: facts.appId, app_secret: facts.appSecret },
      modules: baseModules(facts),
    }),
  );
  const stream = { stream: { name: 'base_records' }, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' };
  writeFileSync(catalog, JSON.stringify({ streams: [stream] }));
  return { config, catalog };
}

/** Counts records without keeping them, so that the reader costs the two cores as little as can be. */
export function countRecords(): Counter {
  // The tenth byte of a line tells a RECORD from everything else: {"type":"R…
  const [at, mark] = [9, 'R'.charCodeAt(0)];
  let rest = Buffer.alloc(0);
  let count = 0;
  return {
    take: (chunk) => {
      const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let end = data.indexOf(10, from); end >= 0; end = data.indexOf(10, from)) {
        if (data[from + at] === mark) count++;
        from = end + 1;
      }
      rest = Buffer.from(data.subarray(from));
    },
    count: () => count,
  };
}

async function specTime(): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const { code, seconds } = await measure(built('source-feishu.js'), ['spec']);
    times.push(code === 0 ? seconds * 1000 : Number.NaN);
  }
  return times.sort((a, b) => a - b)[2] ?? Number.NaN;
}
