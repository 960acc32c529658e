import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EventStore } from '../../../src/model/event-store.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { pipelineConsumer } from '../../../src/model/service/pipeline-consumer.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { type JsonObject, readObjects } from '../../../src/util/json.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { openTestApi, type TestApi } from '../../support/service-api.ts';
import { newIntegration, newPipeline } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

let api: TestApi;
let events: EventStore;
let operator: string;
let viewer: string;
const lease = { consumer: 'tables', owner: 'host:1:a:b' };

/** Seven events of two apps: done, dead, retrying and waiting for `tables`; one is wanted by nobody, one cannot be read. */
beforeAll(async () => {
  api = await openTestApi(await sharedPostgres());
  events = await openEventStore(api.parts.resources.eventStore);
  for (const id of ['in_1', 'in_2']) await api.parts.store.integrations.insert(newIntegration(id));
  operator = (await api.signedIn('operator')).secret;
  viewer = (await api.signedIn('viewer')).secret;
  const now = api.clock.now();
  await events.register({ name: 'tables', filter: { types: ['base.changed'] }, from: 'now' }, now);
  const one = (id: string, at: number, given = {}) =>
    receivedEvent(id, { at: now + at, appId: 'cli_in_1', body: { text: `secret ${id}` }, ...given });
  await events.accept([one('done', 1), one('dead', 2), one('retrying', 3)]);
  const claimed = await events.claim({ ...lease, leaseMs: 60_000, limit: 3, appId: 'cli_in_1', now });
  const [first, second, third] = claimed.map(({ seq }) => seq);
  if (first === undefined || second === undefined || third === undefined) throw new Error('Three were to be claimed');
  await events.complete([first], { ...lease, now: now + 5 });
  const error = { en: 'Refused', zh: '被拒绝' };
  await events.fail([second], { ...lease, error, now: now + 6 });
  await events.fail([third], { ...lease, error, nextAt: now + 60_000, now: now + 6 });
  await events.accept([
    one('waiting', 10, { tenantKey: 'other' }),
    one('kept', 11, { type: 'im.message.receive_v1', actorId: 'ou_1', chatId: 'oc_1' }),
    one('unreadable', 12, { type: 'odd', error }),
    one('foreign', 13, { appId: 'cli_in_2' }),
  ]);
}, 120_000);

afterAll(async () => {
  await events.close();
  await api[Symbol.asyncDispose]();
});

const list = async (query: string, as = viewer): Promise<readonly JsonObject[]> =>
  readObjects((await api.call('GET', `/events?${query}`, { as })).body, 'items');
const idsOf = async (query: string): Promise<unknown[]> => (await list(query)).map(({ eventId }) => eventId);
const idOf = async (eventId: string): Promise<string> =>
  String((await list('limit=200')).find((one) => one.eventId === eventId)?.id);
const act = async (path: string, body: JsonObject, as = operator) => await api.call('POST', path, { as, body });
const stateOf = async (eventId: string): Promise<unknown> => {
  const { body } = await api.call('GET', `/events/${await idOf(eventId)}`, { as: viewer });
  return readObjects(body, 'deliveries')[0]?.state;
};

describe('the list', () => {
  test('has everything once, page by page, the newest first, with totals', async () => {
    const ids: unknown[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await api.call('GET', `/events?limit=3${cursor}`, { as: viewer });
      expect(body.total).toBe(7);
      ids.push(...readObjects(body, 'items').map(({ eventId }) => eventId));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(ids).toEqual(['foreign', 'unreadable', 'kept', 'waiting', 'retrying', 'dead', 'done']);
  });

  test.each([
    ['integrationId=in_2', ['foreign']],
    ['tenantKey=other', ['waiting']],
    ['type=im.message.receive_v1', ['kept']],
    ['state=done', ['done']],
    ['state=dead', ['unreadable', 'dead']],
    ['state=dead&consumer=tables', ['dead']],
    ['state=kept', ['kept']],
    ['state=pending&integrationId=in_1', ['waiting', 'retrying']],
    ['consumer=tables&integrationId=in_1', ['waiting', 'retrying', 'dead', 'done']],
    ['consumer=nobody', []],
    ['since=2026-03-01T08:00:00.002Z&until=2026-03-01T08:00:00.010Z', ['retrying', 'dead']],
  ])('filtered by %s', async (query, expected) => {
    expect(await idsOf(query)).toEqual(expected);
    const paged: unknown[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await api.call('GET', `/events?limit=1&${query}${cursor}`, { as: viewer });
      expect(body.total).toBe(expected.length);
      paged.push(...readObjects(body, 'items').map(({ eventId }) => eventId));
      if (body.next === null) break;
      cursor = `&cursor=${body.next}`;
    }
    expect(paged).toEqual(expected);
  });

  test('who has done it and in which chat stands in what was pushed: viewers neither see it nor filter by it', async () => {
    const found = async (query: string) => (await list(query, operator)).map(({ eventId }) => eventId);
    expect(await found('actorId=ou_1')).toEqual(['kept']);
    expect(await found('chatId=oc_1&state=kept')).toEqual(['kept']);
    expect(await found('chatId=oc_1&actorId=ou_2')).toEqual([]);
    const id = await idOf('kept');
    const asked = async (path: string, as: string) => (await api.call('GET', path, { as })).body;
    expect(await asked(`/events/${id}`, operator)).toMatchObject({ actorId: 'ou_1', chatId: 'oc_1' });
    for (const query of ['actorId=ou_1', 'chatId=oc_1']) {
      expect(await asked(`/events?${query}`, viewer)).toMatchObject({ code: 'api.role.denied' });
    }
    expect(await asked(`/events/${id}`, viewer)).toMatchObject({ actorId: null, chatId: null });
    expect(await asked(`/events/${id}/trace`, viewer)).toMatchObject({ event: { actorId: null, chatId: null } });
    expect((await list('limit=200')).every(({ actorId, chatId }) => actorId === null && chatId === null)).toBe(true);
  });

  test('an integration that is none is told, and a cursor that no list has given is refused', async () => {
    expect((await api.call('GET', '/events?integrationId=in_9', { as: viewer })).status).toBe(404);
    expect((await api.call('GET', '/events?cursor=x', { as: viewer })).body.code).toBe('api.input.invalid');
  });
});

test('what was pushed is searched part by part, by those who may read it, and the audit keeps that they have', async () => {
  const search = async (body: JsonObject, as = operator) => await api.call('POST', '/events/search', { as, body });
  const found = async (body: JsonObject) =>
    readObjects((await search(body)).body, 'items').map(({ eventId }) => eventId);
  expect(await found({ text: 'SECRET' })).toEqual([
    'foreign',
    'unreadable',
    'kept',
    'waiting',
    'retrying',
    'dead',
    'done',
  ]);
  expect(await found({ text: 'secret dead' })).toEqual(['dead']);
  expect(await found({ text: 'secret', state: 'pending', integrationId: 'in_1' })).toEqual(['waiting', 'retrying']);
  expect(await found({ text: 'kept' }), 'also by its own id').toEqual(['kept']);
  const { body } = await search({ text: 'secret', limit: 5 });
  expect(body.looked).toBe(7);
  expect(await found({ text: 'secret', limit: 5, cursor: body.next ?? '' })).toEqual(['dead', 'done']);
  expect((await search({ text: 'nothing of this' })).body).toEqual({ items: [], next: null, looked: 7 });
  expect((await search({ text: '"' })).body).toMatchObject({ items: [] });
  expect((await search({ text: 'secret' }, viewer)).status).toBe(403);
  const { items } = await api.parts.store.audit.page({ limit: 1 }, { action: 'event.search' });
  expect(items).toMatchObject([{ objectId: 'ev_many', detail: {} }]);
});

test('an event shows how it stands with each consumer; its payload is for operators, and the audit keeps who has read it', async () => {
  const id = await idOf('dead');
  const { body, text } = await api.call('GET', `/events/${id}`, { as: viewer });
  expect(body).toMatchObject({
    id,
    state: 'dead',
    deliveries: [{ consumer: 'tables', state: 'dead', attempts: 1, lastError: { en: 'Refused', zh: '被拒绝' } }],
  });
  expect(text).not.toContain('secret dead');
  expect(await Promise.all(['done', 'retrying', 'waiting'].map(stateOf))).toEqual(['done', 'retrying', 'waiting']);
  expect((await api.call('GET', `/events/${id}/payload`, { as: viewer })).status).toBe(403);
  const read = await api.call('GET', `/events/${id}/payload`, { as: operator });
  expect(read.body).toEqual({ payload: { text: 'secret dead' } });
  const { items } = await api.parts.store.audit.page({ limit: 1 }, { action: 'event.read' });
  expect(items).toMatchObject([{ objectId: id, detail: { type: 'base.changed' } }]);
});

test('the trace of an event has its way from the platform to the run that has done it, in the order of time', async () => {
  const { store } = api.parts;
  await store.pipelines.insert(newPipeline('pl_live', { integrationId: 'in_2' }));
  const consumer = pipelineConsumer('pl_live');
  const now = api.clock.now();
  await events.register({ name: consumer, filter: { types: ['approval.done'] }, from: 'now' }, now);
  await store.runs.insert(newRun({ id: 'run_live', pipelineId: 'pl_live', trigger: 'live', queuedAt: now }));
  await store.runs.beginAttempt('run_live', 'worker', now);
  const sent = { at: now, appId: 'cli_in_2', type: 'approval.done' };
  await events.accept([receivedEvent('traced', sent), receivedEvent('again', sent)]);
  const claim = { consumer, owner: 'host:1:a:b', leaseMs: 60_000, limit: 2, appId: 'cli_in_2', now };
  const seqs = (await events.claim(claim)).map(({ seq }) => seq);
  await events.complete(seqs, { ...claim, now: now + 7 });
  const trace = async (eventId: string) =>
    (await api.call('GET', `/events/${await idOf(eventId)}/trace`, { as: viewer })).body;
  expect(await trace('traced')).toMatchObject({
    event: { eventId: 'traced', state: 'done' },
    integrations: [{ id: 'in_2' }],
    consumers: [{ consumer, pipeline: { id: 'pl_live' }, runId: 'run_live' }],
    steps: [{ kind: 'sent' }, { kind: 'received' }, { kind: 'done', consumer, message: null, by: null }],
  });
  await act(`/events/${await idOf('again')}/replay`, { consumer });
  expect(await trace('again')).toMatchObject({
    consumers: [{ pipeline: { id: 'pl_live' }, runId: null }],
    steps: [{ kind: 'sent' }, { kind: 'received' }, { kind: 'replayed', consumer, by: expect.any(String) }],
  });
  expect(await trace('unreadable')).toMatchObject({
    consumers: [],
    steps: [{ kind: 'sent' }, { kind: 'received' }, { kind: 'unreadable', message: { en: 'Refused', zh: '被拒绝' } }],
  });
  expect(await trace('kept')).toMatchObject({ steps: [{}, {}, { kind: 'unwanted' }] });
  expect(await trace('dead')).toMatchObject({
    consumers: [{ consumer: 'tables', pipeline: null, runId: null }],
    steps: [{}, {}, { kind: 'dead', consumer: 'tables', message: { en: 'Refused' } }],
  });
  expect((await api.call('GET', '/events/ev_999999/trace', { as: viewer })).status).toBe(404);
});

test('dead letters are discarded or tried again, and what is done is replayed, one by one or by a filter', async () => {
  const dead = await idOf('dead');
  expect((await act(`/events/${dead}/retry`, {}, viewer)).status).toBe(403);
  expect((await act(`/events/${dead}/discard`, { consumer: 'nobody' })).body).toEqual({ count: 0 });
  expect((await act(`/events/${dead}/discard`, {})).body).toEqual({ count: 1 });
  expect(await stateOf('dead')).toBe('skipped');
  // It is dead no more.
  expect((await act(`/events/${dead}/retry`, {})).body).toEqual({ count: 0 });
  expect((await act(`/events/${dead}/replay`, {})).body).toEqual({ count: 1 });
  expect(await stateOf('dead')).toBe('waiting');
  const now = api.clock.now();
  const [first] = await events.claim({ ...lease, leaseMs: 60_000, limit: 1, appId: 'cli_in_1', now });
  expect(first?.id).toBe('dead');
  expect(await stateOf('dead')).toBe('claimed');
  // What somebody works on is left alone.
  expect((await act('/events/replay', { integrationId: 'in_1', type: 'base.changed', limit: 10 })).body).toEqual({
    count: 3,
  });
  expect(await Promise.all(['done', 'retrying', 'dead'].map(stateOf))).toEqual(['waiting', 'waiting', 'claimed']);
  await events.fail([first?.seq ?? 0], { ...lease, error: { en: 'Refused', zh: '被拒绝' }, now });
  expect((await act('/events/retry', { consumer: 'tables', integrationId: 'in_2' })).body).toEqual({ count: 0 });
  // Of lines of one time any may come first.
  api.clock.advance(1);
  expect((await act('/events/retry', { consumer: 'tables', limit: 1 })).body).toEqual({ count: 1 });
  expect(await stateOf('dead')).toBe('waiting');
  const { items } = await api.parts.store.audit.page({ limit: 1 }, { action: 'event.retry' });
  expect(items).toMatchObject([{ objectId: 'ev_many', detail: { consumer: 'tables', limit: 1, count: 1 } }]);
});

test('types that have come are told with their counts, and what a filter would change before it does', async () => {
  const types = async (query: string) =>
    readObjects((await api.call('GET', `/events/types${query}`, { as: viewer })).body, 'items');
  expect(await types('')).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ type: 'base.changed', count: 5 }),
      expect.objectContaining({ type: 'im.message.receive_v1', count: 1 }),
      expect.objectContaining({ type: 'odd', count: 1 }),
    ]),
  );
  const foreign = await types('?integrationId=in_2');
  expect(foreign.find(({ type }) => type === 'base.changed')).toMatchObject({ count: 1 });
  const filter = { integrationId: 'in_1' };
  const before = await list('limit=200');
  const plan = (await act('/events/replay/plan', filter)).body;
  expect((await act('/events/replay/plan', { ...filter, limit: 1 })).body).toMatchObject({
    deliveries: 1,
    events: 1,
    isCut: true,
  });
  expect((await act('/events/retry/plan', { type: 'nothing' })).body).toMatchObject({
    deliveries: 0,
    events: 0,
    isCut: false,
  });
  expect(await list('limit=200'), 'nothing has changed').toEqual(before);
  api.clock.advance(1);
  const { at } = (await act('/events/replay/plan', filter)).body;
  const part = { ...filter, notReplayedSince: at ?? null, limit: 2 };
  const counts: unknown[] = [];
  do counts.push((await act('/events/replay', part)).body.count);
  while (counts.at(-1) === 2 && counts.length < 9);
  expect(
    counts.reduce<number>((sum, count) => sum + Number(count), 0),
    'each once',
  ).toBe(plan.deliveries);
});

test('an event that nobody has is told, and a trace has only what has changed something', async () => {
  for (const steer of ['replay', 'retry', 'discard']) {
    const { status, body } = await act(`/events/${await idOf('kept')}/${steer}`, {});
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'api.state.wrong' });
  }
  const done = await idOf('foreign');
  expect((await act(`/events/${done}/retry`, {})).body).toEqual({ count: 0 });
  const { body } = await api.call('GET', `/events/${done}/trace`, { as: viewer });
  expect(readObjects(body, 'steps').map(({ kind }) => kind)).toEqual(['sent', 'received']);
});

test('a limit that is too large is refused, and a filter that says nothing: nobody means everything by it', async () => {
  for (const steer of ['replay', 'retry', 'discard']) {
    for (const body of [{}, { limit: 5 }]) {
      const { status, text } = await act(`/events/${steer}`, body);
      expect([status, text]).toEqual([400, expect.stringContaining('must name what is meant by one of integrationId')]);
    }
  }
  expect((await act('/events/replay', { limit: 5_001 })).status).toBe(400);
});

describe('how receiving stands', () => {
  const receiver = async (id: string) => (await api.call('GET', `/integrations/${id}/receiver`, { as: viewer })).body;
  const report = async (owner: string, given: object): Promise<void> => {
    const now = api.clock.now();
    const status = {
      appId: 'cli_in_1',
      mode: 'webhook',
      state: 'connected',
      since: now,
      lastConnectedAt: now,
      lastEventAt: null,
      lastPongAt: null,
      lastError: null,
      lastErrorAt: null,
      refusals: { signature: 2 },
      reconnects: 0,
      nextRetryAt: null,
      bot: 'Larky',
      ...given,
    } as const;
    await events.report(owner, status);
  };

  test('is told of the way that is set and of the way before, while both are open', async () => {
    const { integrations } = api.parts.store;
    expect(await receiver('in_1')).toMatchObject({
      mode: 'none',
      state: 'none',
      webhookUrl: null,
      probe: null,
      ways: [],
    });
    const one = await integrations.find('in_1');
    if (one === undefined) throw new Error('The integration is gone');
    await integrations.update({ ...one, mode: 'long_connection', modeBefore: 'webhook' }, api.clock.now());
    expect(await receiver('in_1')).toMatchObject({
      state: 'waiting',
      probe: { connected: false, state: 'waiting', lastError: null },
    });
    await report('host:1:a:web', {});
    const lost = { mode: 'long_connection', state: 'reconnecting', lastError: 'Lost', zh: { lastError: '断开' } };
    await report('host:1:a:long', lost);
    api.clock.advance(30);
    expect(await receiver('in_1')).toMatchObject({
      mode: 'long_connection',
      modeBefore: 'webhook',
      state: 'reconnecting',
      probe: { connected: false, state: 'reconnecting', lastError: { en: 'Lost', zh: '断开' } },
      bot: 'Larky',
      lastEventAt: '2026-03-01T08:00:00.012Z',
      ways: [
        { mode: 'long_connection', state: 'reconnecting' },
        { mode: 'webhook', state: 'listening', refusals: { signature: 2 } },
      ],
    });
    expect(Number((await receiver('in_1')).lagMs)).toBeGreaterThan(0);
    const url = api.parts.resources.eventStore.reveal();
    await (await sharedPostgres()).query(url, 'UPDATE larkstream.receivers SET heartbeat_at = heartbeat_at - 16000');
    expect(await receiver('in_1')).toMatchObject({ state: 'waiting', ways: [] });
  });
});

test('types are counted once a minute, for all who ask', async () => {
  const types = async () => readObjects((await api.call('GET', '/events/types', { as: viewer })).body, 'items');
  api.clock.advance(60_000);
  const before = await types();
  await events.accept([receivedEvent('one more', { at: api.clock.now(), appId: 'cli_in_2', type: 'odder' })]);
  expect(await types()).toEqual(before);
  api.clock.advance(60_000);
  expect(await types()).toHaveLength(before.length + 1);
});
