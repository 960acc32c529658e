import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

/** Records of each run; `LARGE_RECORDS=20000` tries the test itself. */
const sizes = (process.env.LARGE_RECORDS ?? '1000000,3000000').split(',').map(Number);
/** Memory must not grow with the tenant: what three million records may need is what one million may need. */
const maxMegabytes = 700;
const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-large-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly code: number | null;
  readonly output: string;
  readonly seconds: number;
  /** Largest resident set; undefined where there is no /proc. */
  readonly peakMb: number | undefined;
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

async function sync(file: string): Promise<Ran> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [mainFile, 'sync', file, '--quiet'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let peakMb: number | undefined;
  child.stdout.on('data', (text) => (output += text));
  child.stderr.on('data', (text) => (output += text));
  // The high-water mark only rises; the last look before the end counts.
  const timer = setInterval(() => {
    peakMb = peakOf(child.pid) ?? peakMb;
  }, 100);
  const [code] = await once(child, 'close');
  clearInterval(timer);
  return {
    code: typeof code === 'number' ? code : null,
    output,
    seconds: (performance.now() - startedAt) / 1000,
    peakMb,
  };
}

interface Sum {
  count: number;
  /** Of the first 32 bits of each record's MD5, so that the order does not matter. */
  sum: bigint;
}

/** The records as texts of id, times and cells. */
function truthOf({ tenant: { tables } }: Sandbox): Sum {
  const total: Sum = { count: 0, sum: 0n };
  for (const app of tables.appTokens) {
    for (const table of tables.tableIds(app)) {
      for (const text of tables.records(app, table)) {
        const { record_id, fields, created_time, last_modified_time } = JSON.parse(text);
        const line = [app, table, record_id, created_time, last_modified_time, JSON.stringify(fields)].join('|');
        total.count++;
        total.sum += BigInt(createHash('md5').update(line).digest().readUInt32BE(0));
      }
    }
  }
  return total;
}

async function heldIn(path: string): Promise<Sum> {
  const database = await DuckdbConnection.open(path);
  try {
    const line = `concat_ws('|', app_token, table_id, record_id, epoch_ms(created_time), epoch_ms(last_modified_time), fields::VARCHAR)`;
    const [row] = await database.rows(
      `SELECT count(*)::VARCHAR, sum(('0x' || md5(${line})[1:8])::UBIGINT)::VARCHAR FROM lark.base_records
       WHERE _larkstream_deleted_at IS NULL`,
    );
    return { count: Number(row?.[0]), sum: BigInt(String(row?.[1])) };
  } finally {
    await database.close();
  }
}

test.each(sizes)('%i records arrive, each as it is, in bounded memory; again when nothing changed', async (records) => {
  await using sandbox = await startSandbox({
    limits: 'off',
    users: 50,
    approvals: { instancesPerDay: 0 },
    bases: [{ tables: 1, records }],
  });
  const { file, path } = writeTenantConfig(sandbox, {
    folder,
    name: `records-${records}`,
    startDate: '2026-01-01',
    streams: { include: ['base_records'] },
  });
  const truth = truthOf(sandbox);
  expect(truth.count).toBe(records);

  for (const run of ['first', 'second'] as const) {
    const { code, output, seconds, peakMb } = await sync(file);
    process.stdout.write(`${records} records, ${run} run: ${seconds.toFixed(1)} s, peak ${peakMb?.toFixed(0)} MB\n`);
    expect(code, output).toBe(0);
    expect(await heldIn(path)).toEqual(truth);
    if (peakMb !== undefined) expect(peakMb).toBeLessThan(maxMegabytes);
  }
  rmSync(path);
});
