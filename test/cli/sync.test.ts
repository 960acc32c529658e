import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderTemplate } from '../../src/config/template.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { readObjects } from '../../src/util/json.ts';
import { runLarkstream } from '../support/run-larkstream.ts';
import { runSource, type SourceRan } from '../support/run-source.ts';

let folder = '';
let sandbox: Sandbox;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-sync-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 12,
    departments: 3,
    bases: [{ tables: 1, records: 30 }],
    approvals: { definitions: 1, instancesPerDay: 4, days: 5 },
    attendance: { days: 5 },
  });
  writeConfig('larkstream.yaml');
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function writeConfig(file: string, change: (text: string) => string = (text) => text): void {
  const text = renderTemplate({
    region: 'feishu',
    baseUrl: sandbox.url,
    appId: sandbox.options.appId,
    appSecret: `\${SANDBOX_SECRET}`,
    modules: ['approval', 'base', 'attendance', 'contact'],
    settings: {
      approval: { approval_codes: sandbox.tenant.approvals.approvalCodes.slice(0, 1) },
      base: { tables: sandbox.tenant.tables.appTokens.map((token) => ({ app_token: token })) },
    },
    startDate: new Date(sandbox.options.startedAtMs - 5 * 86_400_000).toISOString().slice(0, 10),
    rateLimitScale: 0,
    path: `${file}.duckdb`,
  });
  writeFileSync(join(folder, file), change(text));
}

const run = (
  argv: readonly string[],
  more: Parameters<typeof runLarkstream>[1] = {},
): ReturnType<typeof runLarkstream> =>
  runLarkstream(argv, { cwd: folder, env: { SANDBOX_SECRET: sandbox.options.appSecret }, ...more });

test('check says what was tried, line by line', async () => {
  const { code, events } = await run(['check', '--json']);

  expect(code).toBe(0);
  expect(events[0]).toMatchObject({ event: 'check', module: 'connection', subject: 'credentials', outcome: 'ok' });
  expect(events.at(-1)).toEqual({ event: 'checked', failed: 0 });
});

test('discover lists the streams with their columns', async () => {
  const { code, events } = await run(['discover', '--json']);

  expect(code).toBe(0);
  const users = events.find(({ name }) => name === 'contact_users');
  expect(users).toMatchObject({ event: 'stream', module: 'contact', primaryKey: ['open_id'], isWanted: true });
  expect(events.length).toBeGreaterThan(15);
});

test('status knows no runs before the first sync, and makes no file to find out', async () => {
  const { code, out } = await run(['status']);

  expect(code).toBe(0);
  expect(out).toContain('No runs yet in');
});

test('sync reports its progress and ends with its report, and the next one counts unchanged rows', async () => {
  const first = await run(['sync', '--json']);

  expect(first.error).toBe('');
  expect(first.code).toBe(0);
  expect(first.events[0]).toMatchObject({ event: 'start' });
  expect(first.events.filter(({ event }) => event === 'progress').at(-1)).toMatchObject({
    modules: expect.arrayContaining([expect.objectContaining({ module: 'contact', calls: expect.any(Number) })]),
  });
  const report = first.events.at(-1) ?? {};
  expect(report).toMatchObject({ event: 'run', version: 2, outcome: 'done', calls: { contact: expect.any(Object) } });
  const users = readObjects(report, 'streams').find(({ stream }) => stream === 'contact_users');
  expect(users).toMatchObject({ rowsInserted: 12, outcome: 'complete' });
  expect(first.out).not.toContain(sandbox.options.appSecret);

  const again = await run(['sync']);
  expect(again.code).toBe(0);
  expect(again.out).toMatch(/Stream +New +Changed +Same +Deleted +Calls +Seconds +Waited/);
  expect(again.out).toContain('✓ done');

  const { events } = await run(['status', '--json']);
  expect(events.filter(({ event }) => event === 'run')).toMatchObject([{}, { runId: report.runId }]);
  expect(events.find(({ stream }) => stream === 'contact_users')).toEqual({
    event: 'freshness',
    stream: 'contact_users',
    module: 'contact',
    asOf: events[0]?.startedAt,
    changesAsOf: events[0]?.startedAt,
    auditedAsOf: events[0]?.startedAt,
    auditHours: null,
    isAuditBehind: false,
    outcome: 'complete',
  });
  const { out } = await run(['status']);
  expect(out).toMatch(/Started \(UTC\) +Outcome/);
  expect(out).toMatch(/contact_users +20\d\d-\d\d-\d\d \S+ +\d+ min +20\d\d-\d\d-\d\d \S+ +complete/);
});

test('quiet means no word when all is well', async () => {
  const { code, out, error } = await run(['sync', '--quiet', '--streams', 'contact_users,contact_departments']);

  expect([code, out, error]).toEqual([0, '', '']);
});

test('reset drops a stream, and the next sync brings it back', async () => {
  for (const flags of [[], ['--json'], ['--quiet']]) {
    const refused = await run(['reset', 'contact_users', ...flags]);
    expect(refused.code).toBe(2);
    expect(refused.error).toContain('Add --yes to confirm.');
  }
  const { code, events } = await run(['reset', 'contact_users', '--json', '--yes']);
  expect(code).toBe(0);
  expect(events).toEqual([{ event: 'reset', streams: ['contact_users'] }]);

  const next = await run(['sync', '--json', '--streams', 'contact_users']);
  expect(readObjects(next.events.at(-1) ?? {}, 'streams')).toMatchObject([
    { stream: 'contact_users', rowsInserted: 12 },
  ]);
});

test('an unknown stream is refused with the names that there are', async () => {
  const { code, error } = await run(['sync', '--streams', 'contact_user']);

  expect(code).toBe(2);
  expect(error).toContain('contact_users');
  expect(error).toContain('code: config.stream.unknown');
});

test('wrong credentials end with 2, and the secret is shown nowhere', async () => {
  const secret = 'not-the-secret-of-this-app';
  const { code, out, error } = await run(['sync', '--json', '--verbose'], { env: { SANDBOX_SECRET: secret } });

  expect(code).toBe(2);
  expect(out).toContain('"code":"lark.credentials.rejected"');
  expect(error).toContain('lark.credentials.rejected');
  expect(out + error).not.toContain(secret);
});

test('a withdrawn permission makes streams incomplete: 3, with the next step, and the rest is done', async () => {
  const granted = [...sandbox.options.grantedScopes];
  sandbox.setGrantedScopes(granted.filter((scope) => !scope.startsWith('attendance:')));
  try {
    const { code, out } = await run(['sync']);

    expect(code).toBe(3);
    expect(out).toContain('attendance_user_flows (not read)');
    expect(out).toContain('code: lark.scope.missing');
    expect(out).toMatch(/^ {4}contact_users +0 +0 +12 /m);
  } finally {
    sandbox.setGrantedScopes(granted);
  }
});

test('a signal stops the run with 130, and the report says so', async () => {
  let isAsked = false;
  writeConfig('slow.yaml', (text) =>
    text.replace(/start_date: \S+/, 'start_date: 2020-01-01').replace('rate_limit_scale: 0', 'rate_limit_scale: 0.2'),
  );
  const { code, events } = await run(['sync', 'slow.yaml', '--json', '--streams', 'approval_*'], {
    onEvent: ({ event }, stop) => {
      if (event === 'progress' && !isAsked) stop('SIGINT');
      isAsked ||= event === 'progress';
    },
  });

  expect(events.at(-1)).toMatchObject({ event: 'run', outcome: 'stopped' });
  expect(code).toBe(130);
});

test.each(['duckdb', 'parquet'])('what another sync has open is not touched: %s', async (type) => {
  const there = (text: string): string =>
    text.replace('type: duckdb', `type: ${type}`).replace(/path: \S+/, `path: shared.${type}`);
  writeConfig('one.yaml', there);
  writeConfig('other.yaml', (text) =>
    there(text)
      .replace('rate_limit_scale: 0', 'rate_limit_scale: 0.2')
      .replace(/start_date: \S+/, 'start_date: 2020-01-01'),
  );
  let second: ReturnType<typeof run> | undefined;
  await run(['sync', 'other.yaml', '--json', '--streams', 'approval_*'], {
    onEvent: ({ event }, stop) => {
      if (event !== 'progress' || second !== undefined) return;
      second = run(['sync', 'one.yaml']);
      void second.then(() => stop('SIGTERM'));
    },
  });

  const refused = await second;
  expect(refused?.code).toBe(1);
  expect(refused?.error).toContain('code: destination.locked');
  expect((await run(['sync', 'one.yaml'])).code).toBe(0);
  expect((await run(['status', 'one.yaml', '--json'])).events.map(({ outcome }) => outcome)).toContain('done');
});

test('sandbox prints what one needs to use it, and writes a configuration that works', async () => {
  const made = run(
    ['sandbox', '--json', '--limits', 'off', '--users', '8', '--records', '5', '--write-config', 'box.yaml'],
    {
      onEvent: ({ event }, stop) => {
        if (event !== 'sandbox') return;
        void run(['check', 'box.yaml', '--json']).then(({ code }) => {
          writeFileSync(join(folder, 'check-code'), String(code));
          stop('SIGTERM');
        });
      },
    },
  );

  const { code, events } = await made;
  expect(code).toBe(0);
  expect(events).toMatchObject([{ event: 'sandbox', people: 8, records: 15, config: 'box.yaml', region: 'feishu' }]);
  expect(readFileSync(join(folder, 'check-code'), 'utf8')).toBe('0');
});

test('a .json configuration of the sandbox is for the Airbyte source', async () => {
  let checked: SourceRan | undefined;
  const { code } = await run(
    ['sandbox', '--json', '--limits', 'off', '--users', '8', '--records', '5', '--write-config', 'source.json'],
    {
      onEvent: ({ event }, stop) => {
        if (event !== 'sandbox') return;
        const config = JSON.parse(readFileSync(join(folder, 'source.json'), 'utf8'));
        void runSource('check', { config }).then((ran) => {
          checked = ran;
          stop('SIGTERM');
        });
      },
    },
  );
  expect(code).toBe(0);
  expect(checked?.connectionStatuses).toEqual([{ status: 'SUCCEEDED' }]);
});

test('the demo answers its questions from what it synced', async () => {
  const { code, events } = await run(['demo', '--fast', '--json', '--keep', 'demo']);

  expect(code).toBe(0);
  const answers = events.filter(({ event }) => event === 'answer');
  expect(answers.map(({ question }) => question)).toEqual(['approvalHours', 'absence', 'baseOwners', 'loadByApprover']);
  for (const { question, rows } of answers) expect(rows, String(question)).not.toEqual([]);
  expect(JSON.stringify(answers.at(-1)?.rows)).not.toContain('ou_');
});
