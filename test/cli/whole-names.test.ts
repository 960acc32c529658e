import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { displayWidth } from '../../src/cli/print/display-width.ts';
import { languages } from '../../src/model/message.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type InProcessRun, runInProcess } from '../support/run-in-process.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

let folder: string;
let sandbox: Sandbox;
let file: string;
let names: string[];
let endpoints: string[];
let times: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-names-'));
  sandbox = await startSandbox({ limits: 'off', users: 5, approvals: { definitions: 1, instancesPerDay: 1, days: 2 } });
  // Streams of single Base tables have the longest names.
  ({ file } = writeTenantConfig(sandbox, { folder, name: 'names', startDate: '2030-01-01', typedStreams: true }));
  const fieldOf = ({ events }: InProcessRun, event: string, field: string): string[] =>
    events.filter((one) => one.event === event).map((one) => String(one[field]));
  names = fieldOf(await runInProcess(['discover', file, '--json']), 'stream', 'name');
  endpoints = fieldOf(await runInProcess(['sync', file, '--dry-run', '--json']), 'planned', 'endpoint');
  await runInProcess(['sync', file, '--quiet']);
  times = fieldOf(await runInProcess(['status', file, '--json']), 'run', 'startedAt');
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test.each([['status'], ['query', 'SELECT 1'], ['preview', 'contact_users']])(
  '%s prints what it reads on a terminal, and only there',
  async (...command) => {
    const watched = await runInProcess([...command, file, '--lang', 'en'], { columns: 200, env: { TERM: 'dumb' } });
    expect(watched.error).toMatch(/^Reading .*names\.duckdb\n$/);
    for (const more of [[], ['--json']]) expect((await runInProcess([...command, file, ...more])).error).toBe('');
  },
);

const shortEndpoint = (endpoint: string): string => endpoint.replace(' /open-apis/', ' ');
const shortTime = (time: string): string => time.slice(0, 19).replace('T', ' ');

test.each(languages.flatMap((language) => [80, 100, undefined].map((columns) => ({ language, columns }))))(
  'names, times and endpoints stand whole in $columns columns, in $language',
  async ({ language, columns }) => {
    const run = async (...argv: string[]): Promise<InProcessRun> =>
      await runInProcess([...argv, '--lang', language], columns === undefined ? {} : { columns });
    const words = new Map<string, [InProcessRun, string[]]>([
      ['discover', [await run('discover', file), names]],
      ['sync', [await run('sync', file), names]],
      ['status', [await run('status', file), [...names, ...times.map(shortTime)]]],
      ['dry run', [await run('sync', file, '--dry-run'), endpoints.map(shortEndpoint)]],
    ]);

    for (const [command, [{ out }, wanted]] of words) {
      expect(wanted.length, command).toBeGreaterThan(0);
      const lines = out.split('\n');
      for (const word of wanted) {
        const isThere = lines.some((line) => line.endsWith(word) || line.includes(`${word} `));
        expect(isThere, `${command}: ${word} in\n${out}`).toBe(true);
      }
      if (columns !== undefined)
        for (const line of lines) expect(displayWidth(line), line).toBeLessThanOrEqual(columns);
      if (columns === undefined) expect(out, command).not.toContain('…');
    }
    const wrong = await run('preview', 'no_such_stream', file);
    for (const name of names) expect(wrong.error.split(/[\s,，。、.：:；;（）()]+/), name).toContain(name);
  },
);
