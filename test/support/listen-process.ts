import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const mainFile = new URL('../../src/main.ts', import.meta.url).pathname;

export interface Listener {
  readonly pid: number;
  readonly end: () => Promise<void>;
}

export interface ListenerOptions {
  readonly folder: string;
  /** As `ulimit -n` sets it. */
  readonly openFiles: number;
  readonly baseUrl: string;
  readonly appId: string;
  readonly events: Readonly<Record<string, unknown>>;
}

/** `larkstream listen` as a process of its own. */
export async function startListener({ folder, openFiles, baseUrl, appId, events }: ListenerOptions): Promise<Listener> {
  const file = join(folder, `listen-${openFiles}.json`);
  const config = {
    source: {
      region: 'feishu',
      base_url: baseUrl,
      credentials: { auth_type: 'custom_app', app_id: appId, app_secret: 's' },
      modules: { contact: {} },
    },
    destination: { type: 'duckdb', path: 'x.duckdb' },
    events: { store: `events-${openFiles}.db`, ...events },
  };
  writeFileSync(file, JSON.stringify(config));
  // A reader of its own keeps up with what is printed, however busy the test is.
  const command = `ulimit -n ${openFiles}; exec "$0" "$@" > >(grep --line-buffered -m 1 '"event":"ready"'; cat > /dev/null)`;
  const argv = ['-c', command, process.execPath, mainFile, 'listen', file, '--json'];
  const child = spawn('/bin/bash', argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve) => {
    lines.on('line', (line) => line.includes('"event":"ready"') && resolve());
  });
  return {
    pid: child.pid ?? 0,
    end: async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
}

/** What a process takes now (`VmRSS`), or took at its peak (`VmHWM`). */
export function megabytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? Number.NaN) / 1024;
}

/** Has the kernel measure the peak anew. */
export function forgetPeak(pid: number): void {
  // 5: proc_pid_clear_refs(5).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}
