import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadChannel } from '../../../src/control/alert-channels/load-channel.ts';
import { isObject, type JsonObject } from '../../../src/util/json.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

/** One that holds nothing until the last test. */
let empty: TestApi;
/** One in which the files are applied; each test leaves it so. */
let it: TestApi;
beforeAll(async () => {
  const server = await sharedPostgres();
  [empty, it] = [await openTestApi(server), await openTestApi(server)];
}, 120_000);
afterAll(async () => {
  await empty[Symbol.asyncDispose]();
  await it[Symbol.asyncDispose]();
});

const secret = 's3cr3t-s3cr3t-s3cr3t';
const address = 'postgres://u:pass-w0rd@db.example.com/warehouse';
const variables = { SALES_APP_SECRET: secret, SALES_TOKEN: 'token-1', WAREHOUSE_URL: address };
const integration = `
kind: integration
name: Sales
region: feishu
app_id: cli_a1b2c3d4e5f6a7b8
events: webhook
settings: { rate_limit_scale: 0.5 }
secrets: { app_secret: "\${SALES_APP_SECRET}", verification_token: "\${SALES_TOKEN}" }
`;
const warehouse = `
kind: destination
name: Warehouse
type: postgres
settings: { schema: lark }
secrets: { url: "\${WAREHOUSE_URL}" }
`;
const pipeline = `
kind: pipeline
name: Sales to warehouse
integration: Sales
destination: Warehouse
modules: { contact: , attendance: { lookback_days: 3 } }
streams: { exclude: [contact_departments] }
schedule: { kind: every, minutes: 15 }
state: active
`;

interface File {
  readonly path: string;
  readonly text: string;
}

/** In an order that does not help. */
const files: readonly File[] = [
  { path: 'p.yaml', text: pipeline },
  { path: 'd.yaml', text: warehouse },
  { path: 'i.yaml', text: integration },
];

async function apply(to: TestApi, body: JsonObject): Promise<Answer> {
  return await to.call('POST', '/apply', { as: (await to.signedIn('admin')).secret, body });
}
const applied = (to: TestApi, given: readonly File[], more: JsonObject = {}): Promise<Answer> =>
  apply(to, { files: given.map((file) => ({ ...file })), variables, ...more });
const actions = ({ body, text }: Answer): string[] =>
  Array.isArray(body.plan)
    ? body.plan.flatMap((one) =>
        isObject(one) && one.action !== 'keep'
          ? `${one.action} ${one.kind} ${one.name} ${JSON.stringify(one.changes)}`
          : [],
      )
    : [text];

async function exported(from: TestApi): Promise<readonly File[]> {
  const { body } = await from.call('GET', '/export', { as: (await from.signedIn('admin')).secret });
  return Array.isArray(body.files)
    ? body.files.map((file) =>
        isObject(file) ? { path: String(file.path), text: String(file.text) } : expect.unreachable(),
      )
    : [];
}

const all = (action: string): string[] =>
  ['integration Sales', 'destination Warehouse', 'pipeline Sales to warehouse'].map((one) => `${action} ${one} []`);

test('a dry run tells the plan and leaves nothing', async () => {
  const { store } = empty.parts;
  expect(actions(await applied(empty, files, { dryRun: true }))).toEqual(all('create'));
  expect((await store.pipelines.page({ limit: 1 }, {})).total).toBe(0);
  expect((await store.audit.page({ limit: 1 }, {})).total).toBe(0);
  expect(await store.changes.lastSeq()).toBe(0);
});

test('files make a service; the same files twice change nothing the second time', async () => {
  const { store } = it.parts;
  expect(actions(await applied(it, files))).toEqual(all('create'));
  const [made] = (await store.pipelines.page({ limit: 2 }, {})).items;
  expect(made).toMatchObject({ state: 'active', schedule: { kind: 'every', minutes: 15 }, modules: { contact: {} } });
  expect(made?.dueAt).toBeGreaterThan(0);
  const lines = (await store.audit.page({ limit: 1 }, {})).total;
  expect(actions(await applied(it, files))).toEqual(all('nothing'));
  expect((await store.audit.page({ limit: 1 }, {})).total).toBe(lines);
});

test('what is exported holds no secret, and changes nothing where it is applied', async () => {
  const found = await exported(it);
  expect(found.map(({ path }) => path)).toEqual([
    'integrations/sales.yaml',
    'destinations/warehouse.yaml',
    'pipelines/sales-to-warehouse.yaml',
  ]);
  const text = JSON.stringify(found);
  for (const hidden of [secret, 'token-1', 'pass-w0rd']) expect(text).not.toContain(hidden);
  expect(text).toContain(`\${WAREHOUSE_URL}`);
  // Whoever applies them need not have the secrets.
  expect(actions(await applied(it, found, { variables: {} }))).toEqual(all('nothing'));
});

test('the plan names what differs, and only that is changed', async () => {
  const changed = [
    { path: 'i.yaml', text: integration.replace('0.5', '0.9').replace('events: webhook', 'events: long_connection') },
    { path: 'd.yaml', text: warehouse },
    { path: 'p.yaml', text: pipeline.replace('minutes: 15', 'minutes: 30').replace('state: active', 'state: paused') },
  ];
  const given = { ...variables, WAREHOUSE_URL: address.replace('pass-w0rd', 'other') };
  const plan = [
    'change integration Sales ["events","settings.rate_limit_scale"]',
    'change destination Warehouse ["secrets.url"]',
    'change pipeline Sales to warehouse ["schedule.minutes","state"]',
  ];
  expect(actions(await applied(it, changed, { variables: given, dryRun: true }))).toEqual(plan);
  expect(actions(await applied(it, changed, { variables: given }))).toEqual(plan);
  expect(actions(await applied(it, changed, { variables: given }))).toEqual(all('nothing'));
  const { store } = it.parts;
  expect((await store.pipelines.page({ limit: 1 }, {})).items[0]).toMatchObject({ state: 'paused' });
  expect((await store.integrations.page({ limit: 1 }, {})).items[0]).toMatchObject({
    mode: 'long_connection',
    modeBefore: 'webhook',
    settings: { rate_limit_scale: 0.9 },
  });
  expect(actions(await applied(it, files))).toHaveLength(3);
});

test('a file that names another host comes with the secret that is sent there', async () => {
  const moved = [{ path: 'i.yaml', text: `${integration}base_url: https://open.example.com\n` }];
  const refused = await applied(it, moved, { variables: {} });
  expect(refused.status).toBe(400);
  expect(refused.text).toContain('secrets.app_secret');
  expect(actions(await applied(it, moved))).toEqual(['change integration Sales ["base_url"]']);
  expect(actions(await applied(it, files))).toContain('change integration Sales ["base_url"]');
});

test('a file without a state leaves the state as it is', async () => {
  const silent = [{ path: 'p.yaml', text: pipeline.replace('state: active\n', '') }];
  expect(actions(await applied(it, silent))).toEqual(['nothing pipeline Sales to warehouse []']);
});

test.each<[what: string, given: readonly File[], code: string, says: string]>([
  [
    'a secret in a file',
    [{ path: 'x.yaml', text: warehouse.replace(`\${WAREHOUSE_URL}`, address) }],
    'config.setting.invalid',
    'x.yaml:6',
  ],
  ['an empty file', [{ path: 'x.yaml', text: '' }], 'config.setting.invalid', 'x.yaml'],
  ['another kind', [{ path: 'x.yaml', text: 'kind: trigger' }], 'config.setting.invalid', 'x.yaml'],
  ['no YAML', [{ path: 'x.yaml', text: 'kind: [' }], 'config.file.malformed', 'x.yaml:1'],
  [
    'a text that no database holds',
    [{ path: 'x.yaml', text: warehouse.replace('Warehouse', '"a\\0b"') }],
    'config.setting.invalid',
    'x.yaml',
  ],
  ['an unknown setting', [{ path: 'x.yaml', text: `${warehouse}colour: red` }], 'config.setting.invalid', 'x.yaml:7'],
  ['an end that is not there', [{ path: 'p.yaml', text: pipeline }], 'api.input.invalid', 'integration'],
  ['the same thing twice', [...files, { path: 'x.yaml', text: warehouse }], 'config.setting.invalid', 'd.yaml'],
  [
    'a setting that is wrong',
    [{ path: 'x.yaml', text: warehouse.replace('schema: lark', 'schema: 5') }],
    'api.input.invalid',
    'x.yaml',
  ],
  [
    'a variable without a value',
    [{ path: 'x.yaml', text: warehouse.replace('WAREHOUSE_URL', 'NONE') }],
    'config.variable.missing',
    'NONE',
  ],
])('%s is refused, and nothing is left of the other files', async (_, given, code, says) => {
  const first = { path: 'a.yaml', text: 'kind: destination\nname: A\ntype: csv\nsettings: { path: a }\n' };
  const answer = await applied(empty, [first, ...given]);
  expect(answer.body).toMatchObject({ code });
  expect(answer.status).toBeLessThan(500);
  expect(String(answer.body.detail)).toContain(says);
  expect(answer.text).not.toContain('pass-w0rd');
  expect((await empty.parts.store.destinations.page({ limit: 1 }, {})).total).toBe(0);
});

test('all that is wrong with all files is told at once, and nothing that only follows from it', async () => {
  const wrong = [
    { path: 'i.yaml', text: integration.replace('region: feishu', 'region: mars') },
    { path: 'd.yaml', text: warehouse.replace('schema: lark', 'schema: 5') },
    { path: 'p.yaml', text: pipeline },
    { path: 'bad.yaml', text: 'kind: [' },
    {
      path: 'other.yaml',
      text: pipeline
        .replace('Sales to warehouse', 'Other')
        .replace('lookback_days: 3', 'lookback_days: thirty')
        .replace('{ kind: every, minutes: 15 }', '{ kind: cron, line: "99 * * * *", zone: UTC }'),
    },
  ];
  const { body, status } = await applied(empty, wrong);
  const lines = String(body.detail).split('\n');
  expect(status).toBe(422);
  expect(lines).toEqual([
    expect.stringMatching(/^i\.yaml:4: region /),
    expect.stringMatching(/^bad\.yaml:1/),
    expect.stringMatching(/^d\.yaml: settings\.schema: /),
  ]);
  expect(body.cure).toContain('larkstream export');
  const near = await applied(empty, [
    ...files.slice(1),
    {
      path: 'other.yaml',
      text: pipeline
        .replace('integration: Sales', 'integration: Sale')
        .replace('lookback_days: 3', 'lookback_days: thirty')
        .replace('{ kind: every, minutes: 15 }', '{ kind: cron, line: "99 * * * *", zone: UTC }'),
    },
  ]);
  expect(String(near.body.detail).split('\n')).toEqual([
    'other.yaml: integration: there is no “Sale”; did you mean “Sales”?',
    expect.stringMatching(/^other\.yaml: modules\.attendance\.lookback_days: /),
    expect.stringMatching(/^other\.yaml: schedule: /),
  ]);
});

test('an app, the type of a destination and a draft that was left stay', async () => {
  for (const text of [
    integration.replace('cli_a1b2', 'cli_b1b2'),
    'kind: destination\nname: Warehouse\ntype: csv\nsettings: { path: lake }\n',
    pipeline.replace('state: active', 'state: draft'),
  ]) {
    const answer = await applied(it, [{ path: 'x.yaml', text }]);
    expect(answer.body).toMatchObject({ code: 'api.input.invalid' });
  }
});

const channels: readonly File[] = [
  {
    path: 'chat.yaml',
    text: `kind: channel\nname: Chat\ntype: lark\nintegration: Sales\nsettings: { chatId: oc_1 }\nkinds: [disk.full]\n`,
  },
  {
    path: 'pager.yaml',
    text: `
kind: channel
name: Pager
type: url
language: zh
quiet_hours: { from: "22:00", to: "07:00", zone: UTC }
secrets: { url: "\${PAGER_URL}", signing_key: "\${PAGER_KEY}" }
`,
  },
];

test('channels of alerts are files, too: their URLs and keys are secrets, their integrations names', async () => {
  const { store } = it.parts;
  const hook = 'https://hooks.example.com/bot/s3cr3t-path';
  const key = (byte: number): string => Buffer.alloc(32, byte).toString('base64');
  const given = { variables: { PAGER_URL: hook, PAGER_KEY: key(1) } };
  expect(actions(await applied(it, channels, given))).toEqual(['create channel Chat []', 'create channel Pager []']);
  expect(actions(await applied(it, channels, given))).toEqual(['nothing channel Chat []', 'nothing channel Pager []']);
  const found = (await exported(it)).filter(({ path }) => path.startsWith('channels/'));
  expect(found.map(({ path }) => path)).toEqual(['channels/chat.yaml', 'channels/pager.yaml']);
  expect(JSON.stringify(found)).not.toMatch(/s3cr3t-path|in_|AQEB/);
  expect(actions(await applied(it, found, { variables: {} }))).toEqual([
    'nothing channel Chat []',
    'nothing channel Pager []',
  ]);
  const other = { variables: { PAGER_URL: `${hook}-2`, PAGER_KEY: key(2) } };
  const changed = channels.map(({ path, text }) => ({ path, text: text.replace('language: zh\n', '') }));
  const plan = ['nothing channel Chat []', 'change channel Pager ["language","secrets.signing_key","secrets.url"]'];
  expect(actions(await applied(it, changed, { ...other, dryRun: true }))).toEqual(plan);
  expect(actions(await applied(it, changed, other))).toEqual(plan);
  const pager = (await store.alertChannels.page({ limit: 5 }, {})).items.find(({ name }) => name === 'Pager');
  expect(pager).toMatchObject({ language: 'en', settings: { url: 'https://hooks.example.com' } });
  expect(pager && (await loadChannel(it.parts, pager))).toMatchObject({ url: `${hook}-2` });
  const quiet = changed.map(({ path, text }) => ({ path, text: text.replace('22:00', '23:00') }));
  expect(actions(await applied(it, quiet, { variables: {} }))).toContain('change channel Pager ["quiet_hours.from"]');
  expect(pager && (await loadChannel(it.parts, pager))).toMatchObject({ url: `${hook}-2` });
  const absent = [{ path: 'x.yaml', text: channels[0]?.text.replace('Sales', 'Sale') ?? '' }];
  expect(String((await applied(it, absent)).body.detail)).toContain('did you mean “Sales”?');
  const gone = actions(await applied(it, files, { prune: true }));
  expect(gone.toSorted()).toEqual([...all('nothing'), 'delete channel Chat []', 'delete channel Pager []'].toSorted());
});

const ofCommandLine = {
  path: 'tenant.yaml',
  text: `
source:
  region: feishu
  credentials: { auth_type: custom_app, app_id: cli_c1c2c3d4e5f6a7b8, app_secret: "\${TENANT_SECRET}" }
  modules: { contact: {} }
destination: { type: duckdb, path: lake/tenant.duckdb }
attachments: { path: files }
`,
};

test('a file of the command line is applied as it is, twice is once; a schedule of the service stays; what no file names goes when it is pruned', async () => {
  const { store } = it.parts;
  const given = { variables: { TENANT_SECRET: 'tenant-s3cr3t' } };
  const names = ['integration tenant', 'destination tenant', 'pipeline tenant'];
  const first = await applied(it, [ofCommandLine], given);
  expect(actions(first)).toEqual(names.map((name) => `create ${name} []`));
  expect(first.body.remarks).toMatchObject([
    { en: expect.stringContaining('tenant.yaml: attachments') },
    { en: expect.stringContaining('“tenant” is a draft') },
  ]);
  const made = (await store.pipelines.page({ limit: 1 }, { search: 'tenant' })).items[0] ?? expect.unreachable();
  expect(made).toMatchObject({ state: 'draft', modules: { contact: {} } });
  const as = (await it.signedIn('admin')).secret;
  const body = { schedule: { kind: 'every', minutes: 5 } };
  expect((await it.call('PATCH', `/pipelines/${made.id}`, { as, version: made.version, body })).status).toBe(200);
  expect(actions(await applied(it, [ofCommandLine], given))).toEqual(names.map((name) => `nothing ${name} []`));

  // What no file names is left alone, and told; unless it is to go, what refers to others first.
  const kept = await applied(it, files, { dryRun: true });
  const planned = (action: string) => [...names].reverse().map((name) => ({ action, name: name.split(' ')[1] }));
  expect(kept.body.plan).toMatchObject([...Array(3).fill({ action: 'nothing' }), ...planned('keep')]);
  const gone = await applied(it, files, { prune: true });
  expect(gone.body.plan).toMatchObject([...Array(3).fill({ action: 'nothing' }), ...planned('delete')]);
  expect((await store.integrations.page({ limit: 5 }, {})).items.map(({ name }) => name)).toEqual(['Sales']);
  expect(actions(await applied(it, files, { prune: true }))).toEqual(all('nothing'));
});

test('what is exported makes the same service where nothing is, also where names differ in signs only', async () => {
  await applied(it, [{ path: 'i.yaml', text: integration.replace('Sales', 'sales!').replace('cli_a1', 'cli_e1') }], {
    variables: { ...variables, SALES_APP_SECRET: 'another' },
  });
  const found = await exported(it);
  const given = {
    ...variables,
    SALES_VERIFICATION_TOKEN: 'token-1',
    SALES_2_APP_SECRET: 'another',
    SALES_2_VERIFICATION_TOKEN: 'token-1',
  };
  expect(new Set(actions(await applied(empty, found, { variables: given })))).toEqual(
    new Set([...all('create'), 'create integration sales! []']),
  );
  expect(await exported(empty)).toEqual(found);
});
