import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/model/secret.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { httpListen } from '../../../src/util/http-listen.ts';
import { isObject, type JsonObject, readObjects } from '../../../src/util/json.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { type Answer, openTestApi, type TestApi } from '../../support/service-api.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { withStillProbe } from '../../support/still-probe.ts';

let it: TestApi;
let as: string;
let agent: Server;
let asked: JsonObject = {};
let answer: { readonly status: number; readonly type: string; readonly text: string };
let help: string;
let other: string;

const call = (method: string, path: string, body?: unknown, version?: number): Promise<Answer> =>
  it.call(method, path, {
    as,
    version,
    headers: method === 'POST' ? { 'idempotency-key': crypto.randomUUID() } : {},
    ...(body === undefined ? {} : { body }),
  });

async function publish(given: JsonObject): Promise<string> {
  const { body } = await call('POST', '/triggers', { name: crypto.randomUUID(), integrationId: 'in_1', ...given });
  const done = await call('POST', `/triggers/${body.id}/publish`, undefined, 1);
  expect(done.status, done.text).toBe(200);
  return String(body.id);
}

beforeAll(async () => {
  it = await openTestApi(await sharedPostgres(), { change: withStillProbe });
  as = (await it.signedIn('operator')).secret;
  agent = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const parsed: unknown = JSON.parse(body);
      asked = isObject(parsed) ? parsed : {};
      response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.text);
    });
  });
  const url = await httpListen(agent, { host: '127.0.0.1', port: 0 });
  const { body: handler } = await call('POST', '/handlers', { name: 'Agent', kind: 'http', settings: { url } });
  await it.parts.store.integrations.insert(newIntegration('in_1', { mode: 'webhook', appId: 'cli_1' }));
  const secret = { ownerKind: 'integration', ownerId: 'in_1', name: 'app_secret' };
  await it.parts.openVault(it.parts.store.secrets).set(secret, new Secret('app-secret-1'));
  const settings = { handlerId: handler.id };
  help = await publish({ settings: { ...settings, messages: { groupStrategy: 'keyword', keywords: ['leave'] } } });
  other = await publish({ settings });
}, 120_000);
afterAll(async () => {
  agent.close();
  await it[Symbol.asyncDispose]();
});

const dry = async (id: string, body: JsonObject): Promise<readonly JsonObject[]> => {
  const said = await call('POST', `/triggers/${id}/dry-run`, body);
  expect(said.status, said.text).toBe(200);
  return readObjects(said.body, 'items');
};
const outcomes = ({ tried }: JsonObject): unknown =>
  readObjects({ tried }, 'tried').map(({ triggerId, outcome, code }) => [triggerId, outcome, code]);

test('a typed message shows which trigger takes it, and why the others do not', async () => {
  const group = { text: 'How much leave have I?', chatKind: 'group', chatId: 'oc_1' };
  const [taken = {}] = await dry(help, { message: group });
  expect(outcomes(taken)).toEqual([
    [help, 'taken', 'matched'],
    [other, 'refused', 'earlier_trigger'],
  ]);
  expect(taken).toMatchObject({
    event: null,
    turn: { kind: 'message', text: 'How much leave have I?', sessionKey: 'chat/oc_1', sessionId: null },
  });
  const [second = {}] = await dry(other, { message: { ...group, text: 'Hello', mentionsBot: true } });
  expect(outcomes(second)).toEqual([
    [help, 'refused', 'keyword'],
    [other, 'taken', 'matched'],
  ]);
  const [command] = await dry(other, { message: { text: '/stop' } });
  expect(command).toMatchObject({ turn: null });
  const [begun] = await dry(other, { message: { text: '/new' } });
  expect(begun).toBeDefined();
});

test('a draft is tried before it is published', async () => {
  const draft = { handlerId: '', messages: { groupStrategy: 'keyword', keywords: ['holiday'] } };
  expect((await call('PATCH', `/triggers/${help}`, { settings: draft }, 2)).status).toBe(200);
  const message = { text: 'holiday?', chatKind: 'group' };
  const [fresh = {}] = await dry(help, { message });
  expect(outcomes(fresh)).toContainEqual([help, 'taken', 'matched']);
  const [published = {}] = await dry(help, { version: 1, message });
  expect(outcomes(published)).toContainEqual([help, 'refused', 'keyword']);
  const [asPublished = {}] = await dry(help, { version: 'published', message });
  expect(outcomes(asPublished)).toEqual(outcomes(published));
  expect((await call('POST', `/triggers/${help}/dry-run`, { version: 7, message })).body.code).toBe('api.not.found');
  expect((await call('POST', `/triggers/${help}/dry-run`, { message, newest: 1 })).status).toBe(400);
});

test('settings that nobody has saved are tried, and what is wrong with them is told by field', async () => {
  const path = `/triggers/${help}/dry-run`;
  const before = await it.parts.store.triggers.find(help);
  const message = { text: 'parking?', chatKind: 'group' };
  const settings = { handlerId: '', messages: { groupStrategy: 'keyword', keywords: ['parking'] } };
  const [tried = {}] = await dry(help, { settings, message });
  expect(outcomes(tried)).toContainEqual([help, 'taken', 'matched']);
  const wrong = await call('POST', path, { settings: { messages: { groupStrategy: 'shout' } }, message });
  expect(wrong).toMatchObject({ status: 400, body: { code: 'api.input.invalid' } });
  expect(wrong.text).toContain('settings.messages.groupStrategy');
  const both = await call('POST', path, { settings, version: 'draft', message });
  expect(both).toMatchObject({ status: 400, body: { code: 'api.input.invalid' } });
  expect(await it.parts.store.triggers.find(help)).toEqual(before);
  const { body: fresh } = await call('POST', '/triggers', { name: 'Fresh', integrationId: 'in_1', settings });
  const unpublished = await call('POST', `/triggers/${fresh.id}/dry-run`, { version: 'published', message });
  expect(unpublished.body.code).toBe('api.state.wrong');
  await call('DELETE', `/triggers/${fresh.id}`, undefined, 1);
});

test('past events are decided about as they came, and nothing is kept of it but who has asked', async () => {
  const said = (text: string, message_id: string): JsonObject => ({
    sender: { sender_id: { open_id: 'ou_ann' }, sender_type: 'user', tenant_key: 't1' },
    message: {
      ...{ message_id, chat_id: 'oc_1', chat_type: 'p2p', message_type: 'text', create_time: String(it.clock.now()) },
      content: JSON.stringify({ text }),
    },
  });
  const inbox = await openEventStore(it.parts.resources.eventStore);
  const at = it.clock.now();
  const common = { type: 'im.message.receive_v1', tenantKey: 't1', actorId: 'ou_ann', at };
  const bodies = ['First', 'Second'].map((text, index) => said(text, `om_${index}`));
  await inbox.accept(bodies.map((body, index) => receivedEvent(`e${index}`, { ...common, body })));
  await inbox.close();
  const newest = await dry(help, { newest: 1 });
  expect(newest).toMatchObject([{ event: { eventId: 'e1' }, turn: { text: 'Second' } }]);
  const listed = readObjects((await call('GET', '/events?limit=2')).body, 'items');
  const byId = await dry(help, { events: [String(listed[1]?.id)] });
  expect(byId).toMatchObject([{ event: { eventId: 'e0' }, turn: { text: 'First' } }]);
  expect((await it.parts.store.decisions.page({ limit: 1 }, {})).total).toBe(0);
  expect((await it.parts.store.larkUsers.page({ limit: 1 }, { integrationId: 'in_1' })).total).toBe(0);
  const lines = await it.parts.store.audit.page({ limit: 9 }, { action: 'trigger.dry-run' });
  expect(lines.items).toMatchObject([{ objectId: help, detail: { events: 1 } }, { detail: { events: 1 } }]);
});

test('somebody talks to the handler of a draft, and hears it piece by piece', async () => {
  answer = { status: 200, type: 'text/plain', text: 'Ten days' };
  const history = [
    { role: 'user', text: 'Hello' },
    { role: 'assistant', text: 'Hi' },
  ];
  const told = await call('POST', `/triggers/${other}/test`, { text: 'How much leave?', history, language: 'zh' });
  expect(told.text).toContain('event: text\ndata: {"kind":"text","text":"Ten days"}');
  expect(told.text.trimEnd()).toMatch(/event: done\ndata: \{\}$/);
  expect(asked).toMatchObject({
    kind: 'test',
    text: 'How much leave?',
    trigger: { version: 0 },
    session: { isNew: false },
    user: { language: 'zh' },
    history: [
      { role: 'user', text: 'Hello' },
      { role: 'assistant', text: 'Hi' },
    ],
  });
  answer = { status: 503, type: 'text/plain', text: '' };
  const failed = await call('POST', `/triggers/${other}/test`, { text: 'Again' });
  expect(failed.text).toContain('event: problem');
  expect(failed.text).toContain('handler.failed');
  expect((await call('POST', `/triggers/${help}/test`, { text: 'Nobody' })).body.code).toBe('api.state.wrong');
  expect((await it.parts.store.turns.page({ limit: 1 }, {})).total).toBe(0);
});
