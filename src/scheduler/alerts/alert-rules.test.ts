import { describe, expect, test } from 'vitest';
import type { RegisteredReceiver } from '../../model/event-store.ts';
import type { ConsumerStats } from '../../model/inbox.ts';
import type { PipelineFigures } from '../../model/service/figures.ts';
import { type AlertFigures, findTroubles, isOver } from './alert-rules.ts';

const minute = 60_000;
const now = Date.parse('2026-03-02T08:00:00Z');

const pipeline = (given: Partial<PipelineFigures> = {}): PipelineFigures => ({
  id: 'pl_1',
  name: 'Orders',
  integrationId: 'in_1',
  tenantKey: undefined,
  state: 'active',
  hasPausedItself: false,
  schedule: { kind: 'every', minutes: 10 },
  changedAt: now - 600 * minute,
  succeededAt: now - 5 * minute,
  errorCode: undefined,
  endedAt: now - 5 * minute,
  answeredSince: now - 5 * minute,
  lagMs: undefined,
  ...given,
});
const integration = {
  id: 'in_1',
  name: 'Acme',
  kind: 'custom_app',
  appId: 'cli_1',
  mode: 'none',
  disconnectedAt: undefined,
  test: undefined,
  testedAt: undefined,
} as const;
const consumer = (name: string, dead: number): ConsumerStats => ({
  consumer: name,
  pending: 0,
  done: 0,
  dead,
  expired: 0,
  oldestPendingAt: null,
  lagMs: null,
});
const receiver = (given: Partial<RegisteredReceiver> = {}): RegisteredReceiver => ({
  appId: 'cli_1',
  mode: 'long_connection',
  state: 'connected',
  since: 0,
  lastConnectedAt: null,
  lastEventAt: null,
  lastPongAt: null,
  lastError: null,
  lastErrorAt: null,
  refusals: {},
  reconnects: 0,
  nextRetryAt: null,
  bot: null,
  owner: 'here',
  heartbeatAt: now - 1_000,
  silentMs: 1_000,
  ...given,
});
const figures = (given: Partial<AlertFigures> = {}): AlertFigures => ({
  pipelines: [pipeline()],
  inbox: { pending: 0, dead: 0, types: [], consumers: [], lastReceivedAt: null },
  receivers: [],
  tickets: [],
  integrations: [integration],
  ...given,
});
const found = (given: Partial<AlertFigures>): string[] =>
  findTroubles(figures(given), now).map(({ kind, subjectId }) => `${kind} ${subjectId}`);

test('nothing is wrong where all is well', () => {
  expect(found({})).toEqual([]);
});

describe('freshness', () => {
  const daily = { kind: 'cron', line: '0 2 * * *', zone: 'Asia/Shanghai' } as const;
  const workdays = { ...daily, line: '0 2 * * 1-5' } as const;
  test.each<[what: string, given: Partial<PipelineFigures>, isLate: boolean]>([
    ['two turns and a quarter of an hour', { succeededAt: now - 35 * minute }, false],
    ['a moment more', { succeededAt: now - 35 * minute - 1 }, true],
    ['never read', { succeededAt: undefined }, true],
    ['never read, made a moment ago', { succeededAt: undefined, changedAt: now - minute }, false],
    ['paused', { succeededAt: undefined, state: 'paused' }, false],
    ['by hand', { succeededAt: undefined, schedule: { kind: 'manual' } }, false],
    ['daily, two days ago', { schedule: daily, succeededAt: now - 48 * 60 * minute }, false],
    ['daily, three days ago', { schedule: daily, succeededAt: now - 72 * 60 * minute, changedAt: 0 }, true],
    [
      'on working days, over the weekend',
      { schedule: workdays, succeededAt: now - 72 * 60 * minute, changedAt: 0 },
      false,
    ],
    ['live', { schedule: { kind: 'live' }, lagMs: 2_000, succeededAt: undefined }, false],
    ['live and behind', { schedule: { kind: 'live' }, lagMs: 6 * minute }, true],
  ])('%s', (_, given, isLate) => {
    expect(found({ pipelines: [pipeline(given)] })).toEqual(isLate ? ['freshness.late pl_1'] : []);
  });

  test.each<[what: string, waitsMinutes: number | null, given: Partial<PipelineFigures>, isLate: boolean]>([
    ['nothing waits', null, { lagMs: 1_000 }, false],
    ['an event has just come', 4, { lagMs: 1_000 }, false],
    ['it stands still after a good batch', 6, { lagMs: 1_000 }, true],
    ['nothing works on it', 6, {}, true],
    ['its first read goes on', 50, { changedAt: now - 50 * minute }, false],
    ['its first read has not come to an end', 80, { changedAt: now - 80 * minute }, true],
    ['it is paused', 600, { state: 'paused' }, false],
  ])('live: %s', (_, waitsMinutes, given, isLate) => {
    const oldestPendingAt = waitsMinutes === null ? null : now - waitsMinutes * minute;
    const consumers = [{ ...consumer('pipeline pl_1', 0), oldestPendingAt }];
    const inbox = { pending: 1, dead: 0, types: [], consumers, lastReceivedAt: null };
    const pipelines = [pipeline({ schedule: { kind: 'live' }, succeededAt: undefined, ...given })];
    expect(found({ inbox, pipelines })).toEqual(isLate ? ['freshness.late pl_1'] : []);
  });

  test('is told in minutes', () => {
    const [trouble] = findTroubles(figures({ pipelines: [pipeline({ succeededAt: now - 90 * minute })] }), now);
    expect(trouble?.message).toEqual({
      en: '“Orders” is older than promised: 90 minutes instead of at most 35',
      zh: '“Orders”的数据不够新：已 90 分钟，承诺最多 35 分钟',
    });
  });
});

test('dead events, of each consumer by itself', () => {
  const consumers = [consumer('replication', 2), consumer('pipeline pl_1', 1), consumer('pipeline pl_2', 0)];
  const inbox = { pending: 0, dead: 3, types: [], consumers, lastReceivedAt: null };
  expect(found({ inbox })).toEqual(['events.dead replication', 'events.dead pl_1']);
});

describe('tickets of an app of the store', () => {
  const store = { ...integration, kind: 'store_app' } as const;
  const ticket = (ageMs: number) => [{ appId: 'cli_1', receivedAt: now - ageMs }];
  test.each<[what: string, given: Partial<AlertFigures>, isOld: boolean]>([
    ['an hour old', { integrations: [store], tickets: ticket(60 * minute) }, false],
    ['older than two hours', { integrations: [store], tickets: ticket(121 * minute) }, true],
    ['none', { integrations: [store] }, true],
    ['none, but disconnected by a person', { integrations: [{ ...store, disconnectedAt: 1 }] }, false],
  ])('%s', (_, given, isOld) => {
    expect(found(given)).toEqual(isOld ? ['ticket.old in_1'] : []);
  });
});

describe('a token is refused', () => {
  const refused = pipeline({
    id: 'pl_2',
    errorCode: 'lark.credentials.rejected',
    endedAt: now - 3 * minute,
    answeredSince: now - 60 * minute,
  });
  const asked = { testedAt: now - minute, title: { en: '', zh: '' }, message: { en: '', zh: '' } };
  const tested = (outcome: 'ok' | 'failed', given: Partial<AlertFigures['integrations'][number]> = {}) => {
    const { testedAt, ...words } = asked;
    return [
      {
        ...integration,
        testedAt,
        test: { isOk: false, lines: [{ name: 'credentials', outcome, ...words }] },
        ...given,
      },
    ];
  };
  test.each<[what: string, given: Partial<AlertFigures>, isTold: boolean]>([
    ['by the last run of any pipeline', { pipelines: [pipeline(), refused] }, true],
    ['for want of a scope it is not', { pipelines: [pipeline({ errorCode: 'lark.scope.missing' })] }, false],
    ['by one of another integration', { pipelines: [{ ...refused, integrationId: 'in_2' }] }, false],
    ['by one that a person has paused', { pipelines: [{ ...refused, state: 'paused' }] }, false],
    ['by one that has paused itself', { pipelines: [{ ...refused, state: 'paused', hasPausedItself: true }] }, true],
    ['until a run that goes on is answered', { pipelines: [{ ...refused, answeredSince: now - 2 * minute }] }, false],
    ['until another is answered', { pipelines: [refused, pipeline({ answeredSince: now - 2 * minute })] }, false],
    [
      'when one of another tenant is answered',
      { pipelines: [refused, pipeline({ answeredSince: now - 2 * minute, tenantKey: 'tenant_1' })] },
      true,
    ],
    ['until the app is tested with success', { pipelines: [refused], integrations: tested('ok') }, false],
    ['when its test fails', { pipelines: [refused], integrations: tested('failed') }, true],
    ['when it was tested before', { pipelines: [refused], integrations: tested('ok', { testedAt: 1 }) }, true],
    [
      'when only the app of the store is accepted, not its tenant',
      {
        pipelines: [{ ...refused, tenantKey: 'tenant_1' }],
        integrations: tested('ok', { kind: 'store_app' }),
        tickets: [{ appId: 'cli_1', receivedAt: now }],
      },
      true,
    ],
  ])('%s', (_, given, isTold) => {
    expect(found(given)).toEqual(isTold ? ['token.refused in_1'] : []);
  });
});

describe('a long connection', () => {
  const integrations = [{ ...integration, mode: 'long_connection' }] as const;
  test.each<[what: string, receivers: readonly RegisteredReceiver[], isDeaf: boolean]>([
    ['open', [receiver()], false],
    ['one of two open', [receiver({ state: 'failed' }), receiver()], false],
    ['none', [], true],
    ['of another app', [receiver({ appId: 'cli_2' })], true],
    ['of a process that is gone', [receiver({ silentMs: 16_000 })], true],
    ['that comes back', [receiver({ state: 'reconnecting', lastError: 'Refused' })], true],
  ])('%s', (_, receivers, isDeaf) => {
    expect(found({ integrations, receivers })).toEqual(isDeaf ? ['connection.deaf in_1'] : []);
  });

  test('may reconnect for a while before anybody is told', () => {
    expect(findTroubles(figures({ integrations }), now)).toMatchObject([{ patienceMs: 3 * minute }]);
    expect(found({ integrations: [{ ...integrations[0], disconnectedAt: 1 }] })).toEqual([]);
  });
});

test('what runs have opened ends without a run when the pipeline is gone, or taken in hand', () => {
  const paused = { kind: 'pipeline.paused', subjectId: 'pl_1' } as const;
  expect(isOver(paused, [pipeline({ state: 'paused', hasPausedItself: true })])).toBe(false);
  expect(isOver(paused, [pipeline()])).toBe(true);
  expect(isOver(paused, [])).toBe(true);
  const failed = { kind: 'run.failed', subjectId: 'pl_1' } as const;
  expect(isOver(failed, [pipeline()])).toBe(false);
  expect(isOver(failed, [])).toBe(true);
  expect(isOver({ kind: 'disk.full', subjectId: 'x' }, [])).toBe(false);
});
