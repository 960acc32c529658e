import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { renderThingSchema } from '../../../scripts/reference/thing-schema.ts';
import { triggerConsumer } from '../../../src/model/triggers/trigger-consumer.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { type JsonObject, readObjects } from '../../../src/util/json.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

/** One that holds nothing until the last test. */
let empty: TestApi;
let it: TestApi;
beforeAll(async () => {
  const server = await sharedPostgres();
  [empty, it] = [await openTestApi(server), await openTestApi(server)];
}, 120_000);
afterAll(async () => {
  await empty[Symbol.asyncDispose]();
  await it[Symbol.asyncDispose]();
});

const key = (byte: number): string => `whsec_${Buffer.alloc(32, byte).toString('base64')}`;
const variables = {
  DESK_APP_SECRET: 's3cr3t-s3cr3t-s3cr3t',
  LEAVE_BOT_SIGNING_KEY: key(1),
  LEAVE_BOT_HEADER_X_API_KEY: 'crm-t0ken',
};
const integration = `
kind: integration
name: Desk
region: feishu
app_id: cli_a1b2c3d4e5f6a7b8
events: long_connection
secrets: { app_secret: "\${DESK_APP_SECRET}" }
`;
const handler = `
kind: handler
name: Leave bot
type: http
settings: { url: "https://bots.example.com/leave", headers: [x-api-key] }
secrets: { signing_key: "\${LEAVE_BOT_SIGNING_KEY}", header.x-api-key: "\${LEAVE_BOT_HEADER_X_API_KEY}" }
`;
const leave = `
kind: trigger
name: Leave
integration: Desk
handler: Leave bot
position: 1
state: published
settings: { messages: { groupStrategy: keyword, keywords: [leave] } }
`;
const menu = `
kind: trigger
name: Menu
integration: Desk
handler: Leave bot
position: 0
shadow: true
state: paused
settings:
  kind: events
  events: { types: [application.bot.menu_v6], fields: [{ path: event.event_key, is: exists }] }
`;
const draft = 'kind: trigger\nname: Later\nintegration: Desk\n';
const texts = [draft, leave, menu, handler, integration];

async function apply(to: TestApi, given: readonly string[], more: JsonObject = {}): Promise<Answer> {
  const body = { files: given.map((text, at) => ({ path: `${at}.yaml`, text })), variables, ...more };
  return await to.call('POST', '/apply', { as: (await to.signedIn('admin')).secret, body });
}

/** What the plan does, each with what changes. */
async function planned(...given: Parameters<typeof apply>): Promise<readonly string[]> {
  const { body, text } = await apply(...given);
  if (!Array.isArray(body.plan)) return [text];
  return readObjects(body, 'plan').map(({ action, kind, name, changes }) =>
    [action, kind, name, ...(Array.isArray(changes) ? changes : [])].join(' '),
  );
}

async function exported(from: TestApi): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const { body } = await from.call('GET', '/export', { as: (await from.signedIn('admin')).secret });
  return readObjects(body, 'files').map(({ path, text }) => ({ path: String(path), text: String(text) }));
}

async function consumers(of: TestApi): Promise<readonly string[]> {
  const inbox = await openEventStore(of.parts.resources.eventStore);
  try {
    return (await inbox.stats()).consumers.map(({ consumer }) => consumer).filter((one) => one.startsWith('trigger'));
  } finally {
    await inbox.close();
  }
}

const triggers = async (of: TestApi) => (await of.parts.store.triggers.page({ limit: 20 }, {})).items;
const named = ['integration Desk', 'handler Leave bot', 'trigger Later', 'trigger Leave', 'trigger Menu'];
const all = (action: string): string[] => named.map((one) => `${action} ${one}`);

test('a dry run of bots leaves nothing, also nobody who is to get events', async () => {
  expect(await planned(empty, texts, { dryRun: true })).toEqual(all('create'));
  expect(await triggers(empty)).toEqual([]);
  expect(await consumers(empty)).toEqual([]);
});

test('files make handlers and triggers: published, paused, in shadow, in their order, with their events; twice is once', async () => {
  expect(await planned(it, texts)).toEqual(all('create'));
  expect(await triggers(it)).toMatchObject([
    { name: 'Menu', state: 'paused', isShadow: true, publishedVersion: 1 },
    { name: 'Leave', state: 'published', isShadow: false, draft: { messages: { keywords: ['leave'] } } },
    { name: 'Later', state: 'draft', publishedVersion: undefined },
  ]);
  const [one, other] = await triggers(it);
  expect(new Set(await consumers(it))).toEqual(
    new Set([one, other].map((trigger) => triggerConsumer(trigger?.id ?? ''))),
  );
  const lines = (await it.parts.store.audit.page({ limit: 1 }, {})).total;
  expect(await planned(it, texts)).toEqual(all('nothing'));
  expect((await it.parts.store.audit.page({ limit: 1 }, {})).total).toBe(lines);
});

test('the plan of a bot names what differs; what is published is published anew, and what is being edited stays apart', async () => {
  const other = leave.replace('[leave]', '[leave, holiday]').replace('position: 1', 'position: 0');
  const edited = `${other}draft: { handler: Leave bot, settings: { staleMs: 60000 } }\n`;
  const moved = handler.replace('bots.example.com', 'agents.example.com');
  const changed = [integration, moved, edited, menu.replace('position: 0\n', '')];
  const plan = [
    'nothing integration Desk',
    'change handler Leave bot settings.url',
    'change trigger Leave position settings.messages.keywords draft',
    'nothing trigger Menu',
    'keep trigger Later',
  ];
  expect(await planned(it, changed, { dryRun: true })).toEqual(plan);
  expect(await planned(it, changed)).toEqual(plan);
  expect((await triggers(it)).map(({ name }) => name)).toEqual(['Leave', 'Menu', 'Later']);
  const [first] = await triggers(it);
  expect(first).toMatchObject({ publishedVersion: 2, draft: { staleMs: 60_000 } });
  const version = await it.parts.store.triggerVersions.find(first?.id ?? '', 2);
  expect(version?.settings).toMatchObject({ messages: { keywords: ['leave', 'holiday'] } });
  expect(version?.settings.staleMs).not.toBe(60_000);
  expect(await planned(it, changed)).toEqual([
    ...named.filter((one) => !one.includes('Later')).map((one) => `nothing ${one}`),
    plan[4],
  ]);
});

test('what was kept secret is sent nowhere else unless it is told again', async () => {
  const moved = handler.replace('bots.example.com', 'elsewhere.example.com');
  const answer = await apply(it, [moved], { variables: {} });
  expect(answer.body).toMatchObject({ code: 'api.input.invalid' });
  expect(answer.text).toContain('header.x-api-key');
});

test.each<[what: string, text: string, says: string]>([
  ['no such handler', leave.replace('Leave bot', 'Leave bott'), 'did you mean “Leave bot”?'],
  ['no such integration', leave.replace('Desk', 'Desks'), 'did you mean “Desk”?'],
  ['an id in the place of a name', leave.replace('settings: {', 'settings: { handlerId: hd_1,'), '`handler`'],
  ['published without a handler', leave.replace('handler: Leave bot\n', ''), 'handler: is required'],
  ['what would never match', leave.replace('[leave]', '[]').replace('Leave\n', 'New\n'), 'settings.messages.keywords'],
  ['a draft again', leave.replace('published', 'draft'), 'cannot become a draft again'],
  ['another kind of handler', `${handler.split('type:')[0]}type: openai\n`, 'another handler'],
  ['a secret in the file', handler.replace(/signing_key: "[^"]+"/, `signing_key: "${key(1)}"`), 'must name a variable'],
])('%s is told with its file', async (_, text, says) => {
  const { body, text: whole } = await apply(it, [text]);
  expect(body).toMatchObject({ code: expect.stringMatching(/invalid/), detail: expect.stringContaining('0.yaml') });
  expect(whole).toContain(says);
  expect(whole).not.toContain(key(1));
});

test('what is exported makes the same bots where nothing is, and holds no secret', async () => {
  const found = await exported(it);
  expect(found.map(({ path }) => path)).toEqual([
    'integrations/desk.yaml',
    'handlers/leave-bot.yaml',
    'triggers/later.yaml',
    'triggers/leave.yaml',
    'triggers/menu.yaml',
  ]);
  for (const secret of Object.values(variables)) expect(JSON.stringify(found)).not.toContain(secret);
  const unchanged = await planned(
    it,
    found.map(({ text }) => text),
    { variables: {} },
  );
  expect(new Set(unchanged)).toEqual(new Set(all('nothing')));
  expect(
    new Set(
      await planned(
        empty,
        found.map(({ text }) => text),
      ),
    ),
  ).toEqual(new Set(all('create')));
  expect(await exported(empty)).toEqual(found);
});

test.each([...renderThingSchema()])('%s says what the code says, and files are as it says', async (file, schema) => {
  expect(readFileSync(file, 'utf8')).toBe(schema);
  const ajv = new Ajv2020({ allErrors: true });
  const isRight = ajv.compile(JSON.parse(schema));
  const found = [...texts, ...(await exported(it)).map(({ text }) => text)];
  expect(found.flatMap((text) => (isRight(parse(text)) ? [] : isRight.errors))).toEqual([]);
  expect(isRight(parse(leave.replace('keywords', 'keyword')))).toBe(false);
});

test('what no file names goes when it is pruned, triggers before what they name, and with their events', async () => {
  expect(await planned(it, [integration], { prune: true, dryRun: true })).toContain('delete handler Leave bot');
  expect(await consumers(it)).toHaveLength(2);
  const answer = await planned(it, [integration], { prune: true });
  expect(answer).toEqual([
    'nothing integration Desk',
    ...['Leave', 'Menu', 'Later'].map((one) => `delete trigger ${one}`),
    'delete handler Leave bot',
  ]);
  expect(await consumers(it)).toEqual([]);
});

test('an integration with triggers is not deleted, and they are named', async () => {
  const [desk] = (await empty.parts.store.integrations.page({ limit: 1 }, {})).items;
  const as = (await empty.signedIn('admin')).secret;
  const { body } = await empty.call('DELETE', `/integrations/${desk?.id}`, { as, version: desk?.version ?? 0 });
  expect(body).toMatchObject({
    code: 'api.in.use',
    details: { triggers: expect.arrayContaining([expect.objectContaining({ name: 'Menu' })]) },
  });
});
