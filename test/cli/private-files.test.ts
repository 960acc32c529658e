import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { runLarkstream } from '../support/run-larkstream.ts';

/** Of Windows there is no such mode. */
const hasModes = process.platform !== 'win32';
const forOthers = 0o077;

let sandbox: Sandbox;
let folder: string;
let maskBefore = 0;
beforeAll(async () => {
  // As on most machines: whoever does not care makes files that everybody may read.
  maskBefore = process.umask(0o022);
  folder = mkdtempSync(join(tmpdir(), 'larkstream-modes-'));
  sandbox = await startSandbox({ limits: 'off', users: 3, bases: [{ tables: 1, records: 20 }] });
});
afterAll(async () => {
  process.umask(maskBefore);
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Files and folders in `place`, each with its mode. */
function modesIn(place: string): Map<string, number> {
  const found = readdirSync(place, { recursive: true, withFileTypes: true });
  return new Map(
    found.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
      return [relative(place, path), mode & 0o777] as const;
    }),
  );
}

const openToOthers = (place: string): string[] =>
  [...modesIn(place)].filter(([, mode]) => (mode & forOthers) !== 0).map(([path]) => path);

interface Place {
  readonly folder: string;
  readonly sync: () => Promise<string[]>;
}

/** A folder with a configuration; `sync` returns what others could read at some moment of the run. */
function place(type: string): Place {
  const home = join(folder, type);
  mkdirSync(home, { mode: 0o755 });
  const file = join(folder, `${type}.json`);
  const { appId, appSecret, region } = sandbox.options;
  writeFileSync(
    file,
    JSON.stringify({
      source: {
        region,
        base_url: sandbox.url,
        rate_limit_scale: 0,
        credentials: { auth_type: 'custom_app', app_id: appId, app_secret: appSecret },
        modules: { contact: {}, base: { tables: sandbox.tenant.tables.appTokens.map((app_token) => ({ app_token })) } },
      },
      destination: { type, path: type === 'duckdb' ? join(home, 'db/held.duckdb') : join(home, 'lake') },
      attachments: { path: join(home, 'attachments') },
    }),
  );
  const sync = async (): Promise<string[]> => {
    const seen = new Set<string>();
    const look = (): void => {
      for (const path of openToOthers(home)) seen.add(path);
    };
    const ran = await runLarkstream(['sync', file, '--json'], { onEvent: look });
    expect(ran.code, ran.error).toBe(0);
    look();
    return [...seen];
  };
  return { folder: home, sync };
}

describe.runIf(hasModes)('what a process makes is for its owner only', () => {
  test.each(['duckdb', 'parquet', 'csv'])('%s, at every moment of the run', async (type) => {
    const home = place(type);
    expect(await home.sync()).toEqual([]);
    expect(modesIn(home.folder).size).toBeGreaterThan(3);
  });
});
