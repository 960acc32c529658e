import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RemoteThings } from '../support/remote-things.ts';
import { type InProcessRun, runInProcess } from '../support/run-in-process.ts';

let remote: RemoteThings;
const folder = mkdtempSync(join(tmpdir(), 'larkstream-things-'));
beforeAll(async () => {
  remote = await RemoteThings.start();
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await remote[Symbol.asyncDispose]();
});

const secret = 's3cr3t-s3cr3t-s3cr3t';
const run = (
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  columns?: number,
): Promise<InProcessRun> =>
  runInProcess(argv, {
    env: { LARKSTREAM_SERVER: remote.url, LARKSTREAM_TOKEN: remote.token, ...env },
    ...(columns === undefined ? {} : { columns }),
  });

const things = join(folder, 'things');
mkdirSync(join(things, 'below'), { recursive: true });
writeFileSync(
  join(things, 'app.yaml'),
  `kind: integration\nname: Sales\nregion: lark\napp_id: cli_a1b2c3d4e5f6a7b8\nsecrets: { app_secret: "\${APP_SECRET}" }\n`,
);
writeFileSync(
  join(things, 'below', 'lake.yml'),
  'kind: destination\nname: Lake\ntype: csv\nsettings: { path: lake }\n',
);
writeFileSync(join(things, 'notes.txt'), 'kind: nothing of ours');

test('files are planned, applied and, applied again, change nothing; the secret comes from the environment', async () => {
  const env = { APP_SECRET: secret };
  const dry = await run(['apply', '-f', things, '--dry-run'], env, 80);
  expect(dry).toMatchObject({ code: 0, error: '' });
  expect(dry.out).toMatch(/create {2,}integration {2,}Sales\n.*create {2,}destination {2,}Lake/);
  expect(dry.out).toContain('Would create 2, change 0, delete 0, leave 0 as they are. Nothing was changed.');
  const first = await run(['apply', '-f', things, '--json'], env);
  expect(first.events.at(-1)).toEqual({
    event: 'applied',
    created: 2,
    changed: 0,
    unchanged: 0,
    deleted: 0,
    kept: 0,
    isDryRun: false,
  });
  const second = await run(['apply', '-f', things, '--lang', 'zh']);
  expect(second).toMatchObject({ code: 0, out: '新建 0 项，更改 0 项，删除 0 项，2 项保持不变。\n' });
  for (const { out, error } of [dry, first, second]) expect(out + error).not.toContain(secret);
});

test('what is exported is written once, asks before it overwrites, and holds no secret', async () => {
  const target = join(folder, 'exported');
  await run(['apply', '-f', things], { APP_SECRET: secret });
  const first = await run(['export', target, '--json']);
  expect(first.events.at(-1)).toMatchObject({ event: 'exported', files: 2, written: 2 });
  expect((await run(['export', target, '--json'])).events).toEqual([{ event: 'exported', files: 2, written: 0 }]);
  const file = join(target, 'integrations', 'sales.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(`\${SALES_APP_SECRET}`);
  expect(text).not.toContain(secret);
  writeFileSync(file, `${text}# mine\n`);
  const refused = await run(['export', target, '--json']);
  expect(refused).toMatchObject({ code: 2, events: [{ event: 'error', code: 'config.file.exists' }] });
  expect(readFileSync(file, 'utf8')).toContain('# mine');
  expect((await run(['export', target, '--force'])).code).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect(readdirSync(target).sort()).toEqual(['destinations', 'integrations']);
  expect((await run(['apply', '-f', target, '--json'])).events.at(-1)).toMatchObject({ created: 0, changed: 0 });
});

test('a plan shows what stands there now and what will; one file is not taken for all that there is', async () => {
  await run(['apply', '-f', things], { APP_SECRET: secret });
  const file = join(folder, 'lake.yaml');
  writeFileSync(file, 'kind: destination\nname: Lake\ntype: csv\nsettings: { path: sea }\n');
  const { out } = await run(['apply', '-f', file, '--dry-run'], {}, 80);
  expect(out).toMatch(/change {2,}destination {2,}Lake {2,}settings\.path: "lake" → "sea"/);
  expect(out).not.toContain('--prune');
  const asJson = await run(['apply', '-f', file, '--dry-run', '--json']);
  const values = [{ path: 'settings.path', before: 'lake', after: 'sea' }];
  expect(asJson.events[0]).toMatchObject({ event: 'planned_thing', changes: ['settings.path'], values });
  const whole = await run(['apply', '-f', join(things, 'below'), '--dry-run']);
  expect(whole.out).toContain('1 more in the service stay');
});

test('a file that the service has nothing for any more is told by export', async () => {
  const target = join(folder, 'left');
  await run(['apply', '-f', things], { APP_SECRET: secret });
  await run(['export', target]);
  writeFileSync(join(target, 'gone.yaml'), 'kind: destination\nname: Gone\ntype: csv\nsettings: { path: gone }\n');
  writeFileSync(join(target, 'other.yaml'), 'not: a thing\n');
  expect((await run(['export', target, '--force'])).out).toMatch(/^! .*gone\.yaml is not from this export/m);
  const { events } = await run(['export', target, '--json']);
  expect(events.filter(({ event }) => event === 'left_file')).toEqual([
    { event: 'left_file', file: join(target, 'gone.yaml') },
  ]);
});

test('faults of files are told to programs by file and field, in both languages', async () => {
  const wrong = join(folder, 'faults');
  mkdirSync(wrong);
  writeFileSync(
    join(wrong, 'a.yaml'),
    `kind: integration\nname: A\nregion: lark\napp_id: cli_a1b2c3d4e5f6a7b8\nsecrets: { app_secret: "\${NONE}" }\n`,
  );
  writeFileSync(join(wrong, 'b.yaml'), 'kind: destination\nname: B\ntype: csv\nsettings: { path: [] }\n');
  writeFileSync(join(wrong, 'c.yaml'), 'kind: nothing\nname: C\n');
  const { code, events } = await run(['apply', '-f', wrong, '--json']);
  expect(code).toBe(2);
  expect(events).toMatchObject([
    {
      code: 'config.setting.invalid',
      message: expect.stringContaining('a.yaml: secrets.app_secret: the variable NONE is not set'),
      zh: { message: expect.stringContaining('a.yaml：secrets.app_secret：未设置变量 NONE') },
      details: {
        fields: expect.arrayContaining([
          expect.objectContaining({ file: 'a.yaml', path: 'secrets.app_secret', code: 'config.variable.missing' }),
          expect.objectContaining({ file: 'b.yaml', path: 'settings.path', zh: { message: expect.any(String) } }),
          expect.objectContaining({ file: 'c.yaml', message: expect.stringContaining('kind must be') }),
        ]),
      },
    },
  ]);
});

test('what the files refer to is not pruned, and its file is asked for', async () => {
  await remote.pipeline('Referring');
  const target = join(folder, 'referring');
  await run(['export', target]);
  rmSync(join(target, 'destinations', 'referring.yaml'));
  const { code, events } = await run(['apply', '-f', target, '--prune', '--dry-run', '--json']);
  expect(code).toBe(2);
  expect(events).toMatchObject([
    {
      code: 'api.in.use',
      cure: expect.stringContaining('add its file'),
      zh: { message: expect.stringContaining('Referring'), cure: expect.stringContaining('请添加它的文件') },
      details: { pipelines: [{ name: 'Referring' }] },
    },
  ]);
});

test('what is wrong with a file is told with its place, and nothing is changed', async () => {
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, `kind: destination\nname: Wrong\ntype: postgres\nsecrets: { url: "${secret}" }\n`);
  const { code, error, out } = await run(['apply', '-f', file]);
  expect({ code, error }).toEqual({ code: 2, error: expect.stringContaining('wrong.yaml:4') });
  expect(out + error).not.toContain(secret);
  const absent = await run(['apply', '-f', join(things, 'app.yaml'), '--json'], { LARKSTREAM_TOKEN: 'lks_wrong' });
  expect(absent).toMatchObject({ code: 2, events: [{ code: 'api.sign.in.needed' }] });
});
