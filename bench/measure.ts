import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { built } from './built.ts';
import type { TenantFacts } from './tenant-process.ts';

export interface Measured {
  readonly code: number | null;
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Largest resident set in millions of bytes, from /proc; NaN where there is none. */
  readonly peakMb: number;
  /** User and system time of all threads; NaN where it did not end by itself. */
  readonly cpuSeconds: number;
  readonly output: string;
  /** What a counter made of the output, where one was given. */
  readonly records?: number;
}

export interface Counter {
  take(chunk: Buffer): void;
  count(): number;
}

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Runs in the measured process, and writes there at its end. */
const tellUsage = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, JSON.stringify(process.cpuUsage())));`,
)}`;

/** Runs a Node script and watches its memory. */
export async function measure(path: string, args: readonly string[], counter?: Counter): Promise<Measured> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', tellUsage, path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let usage = '';
  child.stdio[3]?.on('data', (chunk) => (usage += chunk));
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (counter === undefined) output += chunk;
    else counter.take(chunk);
  });
  child.stderr?.on('data', (text) => (output += text));
  let peakMb = Number.NaN;
  const timer = setInterval(() => {
    try {
      const [, kib] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? [];
      if (kib !== undefined) peakMb = (Number(kib) * 1024) / 1e6;
    } catch {
      // The process has ended, or this is no Linux.
    }
  }, 50);
  const ended = once(child, 'exit').then(([code]) => ({ code, seconds: (performance.now() - startedAt) / 1000 }));
  await once(child, 'close');
  clearInterval(timer);
  const { code, seconds } = await ended;
  return {
    code: typeof code === 'number' ? code : null,
    seconds,
    peakMb,
    cpuSeconds: cpuSecondsOf(usage),
    output,
    ...(counter && { records: counter.count() }),
  };
}

function cpuSecondsOf(usage: string): number {
  if (usage === '') return Number.NaN;
  const { user, system }: { user: number; system: number } = JSON.parse(usage);
  return (user + system) / 1e6;
}

export const measurePlainScript = (args: readonly string[]): Promise<Measured> => measure(script('plain-sdk.ts'), args);

export interface SyncSetting {
  readonly folder: string;
  readonly name: string;
  readonly modules: Readonly<Record<string, unknown>>;
  readonly streams: readonly string[];
  readonly scale: 0 | 1;
  readonly destination: Readonly<Record<string, unknown>>;
}

export interface MeasuredSync extends Measured {
  readonly database: string;
}

/** A configuration for `larkstream sync`; returns its file. */
export function writeSyncConfig(facts: TenantFacts, setting: SyncSetting): string {
  const file = `${setting.folder}/${setting.name}.json`;
  const config = {
    source: {
      region: 'feishu',
      base_url: facts.url,
      rate_limit_scale: setting.scale,
      credentials: { auth_type: 'custom_app', app_id: facts.appId, app_secret: facts.appSecret },
      modules: setting.modules,
    },
    destination: setting.destination,
    streams: { include: setting.streams },
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

/** `larkstream sync` as a person runs it, into a new file. */
export async function measureSync(
  facts: TenantFacts,
  setting: Omit<SyncSetting, 'destination'>,
): Promise<MeasuredSync> {
  const database = `${setting.folder}/${setting.name}.duckdb`;
  const file = writeSyncConfig(facts, { ...setting, destination: { type: 'duckdb', path: database } });
  return { ...(await measure(built('main.js'), ['sync', file, '--json'])), database };
}

/** What really arrived; an exit code alone proves nothing. 0 where there is no such table. */
export async function countRows(database: string, table: string): Promise<number> {
  const instance = await DuckDBInstance.create(database, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const found = await connection.runAndReadAll(`SELECT count(*)::INTEGER FROM ${table}`);
    return Number(found.getRows()[0]?.[0] ?? 0);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const baseModules = ({ bases }: TenantFacts): Readonly<Record<string, unknown>> => ({
  base: { tables: bases.map(({ appToken }) => ({ app_token: appToken })) },
});
