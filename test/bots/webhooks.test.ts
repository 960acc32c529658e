import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encrypted, envelope, signature } from '../../src/sandbox/events/envelope.ts';
import type { TenantEvent } from '../../src/sandbox/events/tenant-event.ts';
import type { JsonObject } from '../../src/util/json.ts';
import { BotWorld, codesOf } from '../support/bot-room.ts';
import { type Agent, botSaid, connectWebhook, publishBot } from '../support/bot-service.ts';

const patient = { timeout: 30_000 };
const storeApp = { appId: 'cli_00000000000000c0', appSecret: 'secret-of-store-app' };
const other = { tenantKey: '00000000000000aa', name: 'Other company', seed: 7 };
let world: BotWorld;
let integrationId: string;

beforeAll(async () => {
  world = await BotWorld.start(
    {
      events: { mode: 'off' },
      extraApps: [{ ...storeApp, kind: 'store' }],
      extraTenants: [other],
    },
    { connect: async () => '' },
  );
  integrationId = await connectWebhook(world.service.parts, world.sandbox, world.service, {
    ...{ kind: 'custom_app', appId: world.sandbox.options.appId, appSecret: world.sandbox.options.appSecret },
  });
  // The test pushes: when, how often, and as what it likes.
  world.sandbox.events.configure(world.sandbox.options.appId, { mode: 'off' });
}, 120_000);
afterAll(async () => await world[Symbol.asyncDispose]());

const app = () => {
  const { appId } = world.sandbox.options;
  return { appId, events: secretsOf(appId) };
};
/** What the app has been given in the developer console. */
function secretsOf(appId: string): { readonly key: string; readonly token: string } {
  const { encryptKey, verificationToken } = world.sandbox.events.eventsOf(appId);
  return { key: encryptKey ?? '', token: verificationToken };
}

interface Pushed {
  readonly eventId?: string;
  readonly signedWith?: string;
  readonly isPlain?: boolean;
}

/** Pushes an event of the company to the service, as the platform does; gives the status of the answer. */
async function push(event: TenantEvent, { eventId, signedWith, isPlain = false }: Pushed = {}): Promise<number> {
  const { appId, events } = app();
  const id = eventId ?? randomBytes(8).toString('hex');
  const to = { appId, tenantKey: world.sandbox.tenantKey, verificationToken: events.token };
  const text = JSON.stringify(envelope(event, to, id, world.time.now()));
  const body = isPlain ? text : encrypted(text, events.key);
  const signed = isPlain ? {} : signature(body, signedWith ?? events.key, world.time.now());
  const headers = { 'content-type': 'application/json', ...signed };
  const answer = await fetch(`${world.service.url}/api/lark/webhook/${integrationId}`, {
    method: 'POST',
    headers,
    body,
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** A direct message that a person has written, as it comes. */
function messageEvent(as: string, text: string): TenantEvent {
  const { messageId, chatId } = world.sandbox.say({ as, text });
  const body: JsonObject = {
    sender: { sender_id: { open_id: as }, sender_type: 'user', tenant_key: world.sandbox.tenantKey },
    message: {
      ...{ message_id: messageId, chat_id: chatId, chat_type: 'p2p', create_time: String(world.time.now()) },
      ...{ message_type: 'text', content: JSON.stringify({ text }) },
    },
  };
  return { type: 'im.message.receive_v1', schema: '2.0', body };
}

/** A trigger for one person, so that tests do not hear each other. */
async function personal(as: string, settings: JsonObject = {}): Promise<{ agent: Agent; triggerId: string }> {
  const agent = await world.agent();
  const messages = { users: { allow: [as], deny: [] } };
  const { id } = await publishBot(world.service.parts, {
    integrationId,
    url: agent.url,
    settings: { ...settings, messages },
  });
  return { agent, triggerId: id };
}

const opened = async (): Promise<void> => {
  await expect.poll(() => push({ type: 'any.thing_v1', schema: '2.0', body: {} }), patient).toBe(200);
};

test('acceptance 1: the same message five times over seven hours, with a restart, is one turn', async () => {
  const ann = world.person(0);
  await opened();
  const { agent } = await personal(ann, { staleMs: 0 });
  const event = messageEvent(ann, 'once');
  expect(await push(event, { eventId: 'first' })).toBe(200);
  await expect.poll(() => botSaid(world.sandbox, 'direct', ann), patient).toEqual(['re: once']);
  for (const minutes of [0.25, 5, 60]) {
    await world.time.move(minutes * 60_000);
    expect(await push(event, { eventId: minutes === 60 ? 'other' : 'first' })).toBe(200);
  }
  await world.down();
  await world.time.move(6 * 3_600_000);
  await world.serve();
  await opened();
  expect(await push(event, { eventId: 'first' })).toBe(200);
  expect(await push(event, { eventId: 'another' })).toBe(200);
  expect(await push(messageEvent(ann, 'then this'))).toBe(200);
  await expect.poll(() => botSaid(world.sandbox, 'direct', ann), patient).toContain('re: then this');
  expect(agent.turns.map(({ text }) => text)).toEqual(['once', 'then this']);
});

test('acceptance 3: a forged webhook is refused: no session, no person, no call to Contact or to the handler', async () => {
  const eve = world.person(1);
  await opened();
  const { agent } = await personal(eve);
  const event = messageEvent(eve, 'I am the boss');
  world.sandbox.resetStats();
  expect(await push(event, { isPlain: true }), 'in plain text, with the right token').toBe(401);
  expect(await push(event, { signedWith: 'guessed' })).toBe(401);
  expect(await push(messageEvent(world.person(0), 'after it'))).toBe(200);
  await expect.poll(() => botSaid(world.sandbox, 'direct', world.person(0)), patient).toContain('re: after it');
  expect(await world.rows(`SELECT * FROM larkstream.lark_users WHERE id = '${eve}'`)).toEqual([]);
  expect(await world.rows(`SELECT * FROM larkstream.sessions WHERE sender_open_id = '${eve}'`)).toEqual([]);
  expect(agent.turns).toEqual([]);
  const called = Object.keys(world.sandbox.stats().endpoints);
  expect(called.filter((path) => path.includes(eve))).toEqual([]);
});

test('acceptance 4: an event of a type that nobody knows is acknowledged', async () => {
  await opened();
  expect(await push({ type: 'some.new.thing_v9', schema: '2.0', body: { anything: [1] } })).toBe(200);
  expect(await push({ type: 'old_thing', schema: '1.0', body: {} })).toBe(200);
});

test('complaint 1: what is days old is not answered by surprise; what was said while the service was down is', async () => {
  const ben = world.person(2);
  await opened();
  const { agent, triggerId } = await personal(ben);
  const old = messageEvent(ben, 'from the day before yesterday');
  await world.time.move(2 * 86_400_000);
  expect(await push(old)).toBe(200);
  await expect.poll(() => codesOf(world, triggerId), patient).toEqual(['stale']);
  await opened();
  await world.down();
  await world.time.move(5 * 60_000);
  const missed = messageEvent(ben, 'are you down?');
  await world.time.move(40 * 60_000);
  await world.serve();
  await opened();
  expect(await push(missed)).toBe(200);
  await expect.poll(() => agent.turns.map(({ text }) => text), patient).toEqual(['are you down?']);
  expect(await push(missed, { eventId: 'again' })).toBe(200);
  await expect.poll(() => botSaid(world.sandbox, 'direct', ben), patient).toEqual(['re: are you down?']);
});

test('an app of the store answers in two companies, each with its own token', async () => {
  const id = await connectWebhook(world.service.parts, world.sandbox, world.service, {
    ...{ kind: 'store_app', ...storeApp },
  });
  const agent = await world.agent();
  await publishBot(world.service.parts, { integrationId: id, url: agent.url });
  for (const key of [world.sandbox.tenantKey, other.tenantKey]) {
    world.sandbox.events.install(storeApp.appId, key);
  }
  const retry = (): void => world.sandbox.events.deliveryQueue(storeApp.appId).retryNow();
  const companies = [world.sandbox.people, world.sandbox.peopleOf(other.tenantKey)];
  const said = companies.map((people, at) => people.say({ to: storeApp.appId, text: `company ${at}` }));
  const answers = (): unknown[] =>
    companies.map((people, at) =>
      people
        .transcript(said[at]?.chatId)
        .flatMap(({ from, card, text }) => (from.kind === 'bot' ? [card?.markdown ?? text] : [])),
    );
  await expect
    .poll(() => {
      retry();
      return answers();
    }, patient)
    .toEqual([['re: company 0'], ['re: company 1']]);
  expect(new Set(agent.turns.map(({ tenantKey }) => tenantKey))).toEqual(
    new Set([world.sandbox.tenantKey, other.tenantKey]),
  );
});
