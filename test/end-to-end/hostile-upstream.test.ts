import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type HostileKind, HostileUpstream, hostileKinds } from '../support/hostile-upstream.ts';
import { PeakMemory } from '../support/peak-memory.ts';
import { type Ran, runLarkstream } from '../support/run-larkstream.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

const maxMegabytes = 600;
let folder: string;
let sandbox: Sandbox;
let upstream: HostileUpstream;
let runs = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-hostile-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 60,
    approvals: { definitions: 2, instancesPerDay: 8, days: 4 },
    attendance: { days: 6 },
    bases: [{ tables: 2, records: 60 }],
  });
  upstream = await HostileUpstream.start(sandbox.url);
});
afterAll(async () => {
  await upstream[Symbol.asyncDispose]();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The real process against the hostile server, with all modules at once and no pacing. */
async function sync(where: RegExp, kind: HostileKind): Promise<Ran & { megabytes: number; seconds: number }> {
  const startDate = new Date(sandbox.options.startedAtMs - 5 * 86_400_000).toISOString().slice(0, 10);
  const attachments = { path: join(folder, `files-${++runs}`) };
  const { file } = writeTenantConfig(sandbox, { folder, name: `run-${runs}`, startDate, attachments });
  writeFileSync(file, readFileSync(file, 'utf8').replace(sandbox.url, upstream.url));
  Object.assign(upstream, { where, kind, hit: new Map() });
  let peak: PeakMemory | undefined;
  const from = performance.now();
  const ran = await runLarkstream(['sync', file, '--json'], {
    onStart: (pid) => {
      peak = new PeakMemory(pid);
    },
  });
  peak?.[Symbol.dispose]();
  return { ...ran, megabytes: peak?.megabytes ?? Number.NaN, seconds: (performance.now() - from) / 1000 };
}

const places = {
  'the token': /tenant_access_token/,
  'all listings': /^\/open-apis\/(?!auth)/,
  'details of approvals': /\/approval\/v4\/instances\/./,
  'files that hang in records': /\/medias\//,
} as const;
type Place = keyof typeof places;
/** Files that could not be downloaded are a warning: the next run tries again. */
const exitCodes: Readonly<Record<Place, number>> = {
  'the token': 2,
  'all listings': 3,
  'details of approvals': 3,
  'files that hang in records': 0,
};
const cases: readonly (readonly [Place, HostileKind])[] = [
  ...hostileKinds.map((kind) => ['all listings', kind] as const),
  ['the token', 'a gzip bomb'],
  ['details of approvals', 'a gzip bomb'],
  ['files that hang in records', 'an endless body'],
];

describe.runIf(process.platform === 'linux')('what means harm is bounded for the whole process', () => {
  test.each(cases)('%s: %s', async (place, kind) => {
    const { code, out, error, megabytes, seconds } = await sync(places[place], kind);
    expect(upstream.hit.size).toBeGreaterThan(0);
    expect(megabytes).toBeLessThanOrEqual(maxMegabytes);
    expect(seconds).toBeLessThan(60);
    expect(code).toBe(exitCodes[place]);
    expect(out + error).toMatch(/lark\.answer\.oversized|larger than 32 MB/);
    if (kind !== '200 MB of JSON') expect(Math.max(...upstream.hit.values())).toBe(1);
  });
});
