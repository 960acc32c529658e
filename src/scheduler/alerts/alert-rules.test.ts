import { describe, expect, test } from 'vitest';
import type { RegisteredReceiver } from '../../model/event-store.ts';
import type { ConsumerStats } from '../../model/inbox.ts';
import { noBots } from '../../model/service/bot-figures.ts';
import type { PipelineFigures } from '../../model/service/figures.ts';
import { type AlertFigures, findTroubles, isOver } from './alert-rules.ts';
import { latenessOf } from './lateness.ts';

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
  waitsSince: undefined,
  isFollowed: true,
  followedAt: undefined,
  hasRead: true,
  readAt: now - 90 * minute,
  hasHeard: false,
  incomplete: {},
  untold: {},
  ...given,
});
const integration = {
  id: 'in_1',
  name: 'Acme',
  kind: 'custom_app',
  appId: 'cli_1',
  mode: 'none',
  disconnectedAt: undefined,
  settings: {},
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
const eventsCome = {
  integrations: [{ ...integration, mode: 'long_connection' }],
  receivers: [receiver()],
} as const;
const figures = (given: Partial<AlertFigures> = {}): AlertFigures => ({
  pipelines: [pipeline()],
  inbox: { pending: 0, dead: 0, types: [], consumers: [], lastReceivedAt: null },
  bots: noBots,
  receivers: [],
  tickets: [],
  integrations: [integration],
  members: [],
  ...given,
});
/** Written while a clock was ahead. */
const ahead = now + 400 * 24 * 60 * minute;
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
    ['by a clock that was ahead, and changed long ago', { succeededAt: ahead, changedAt: now - 36 * minute }, true],
    ['a while ago, and changed by a clock that was ahead', { succeededAt: now - 36 * minute, changedAt: ahead }, true],
    ['just now, and changed by a clock that was ahead', { changedAt: ahead }, false],
    ['by a clock that is a little ahead', { succeededAt: now + minute, changedAt: 0 }, false],
    ['paused', { succeededAt: undefined, state: 'paused' }, false],
    ['by hand', { succeededAt: undefined, schedule: { kind: 'manual' } }, false],
    ['daily, two days ago', { schedule: daily, succeededAt: now - 48 * 60 * minute }, false],
    ['daily, three days ago', { schedule: daily, succeededAt: now - 72 * 60 * minute, changedAt: 0 }, true],
    [
      'on working days, over the weekend',
      { schedule: workdays, succeededAt: now - 72 * 60 * minute, changedAt: 0 },
      false,
    ],
  ])('%s', (_, given, isLate) => {
    expect(found({ pipelines: [pipeline(given)] })).toEqual(isLate ? ['freshness.late pl_1'] : []);
  });

  const ago = (minutes: number): number => now - minutes * minute;
  const idle = { isFollowed: false, hasRead: false } as const;
  test.each<[what: string, given: Partial<PipelineFigures>, isLate: boolean]>([
    ['nothing waits', {}, false],
    ['an event has just come', { waitsSince: ago(4) }, false],
    ['it stands still', { waitsSince: ago(6) }, true],
    ['it was renamed, and stands still', { waitsSince: ago(6), changedAt: ago(1) }, true],
    ['it reads everything again in a new attempt', { waitsSince: ago(4), hasRead: false }, false],
    ['its first read goes on', { waitsSince: ago(50), changedAt: ago(50), hasRead: false }, false],
    ['its first read has not come to an end', { waitsSince: ago(80), changedAt: ago(80), hasRead: false }, true],
    ['it has never begun', { ...idle, changedAt: ago(6) }, true],
    ['it is to begin in a moment', { ...idle, changedAt: ago(4) }, false],
    ['it was just resumed', { ...idle, followedAt: ago(600), changedAt: ago(1) }, false],
    ['its worker is gone, and no other has a place for it', { ...idle, followedAt: ago(6) }, true],
    ['it was followed a moment ago', { ...idle, followedAt: ago(4) }, false],
    [
      'it was followed by a clock that was ahead, and changed long ago',
      { ...idle, followedAt: ahead, changedAt: ago(6) },
      true,
    ],
    ['a stream has just been left incomplete', { incomplete: { users: ago(4) } }, false],
    ['a stream stays incomplete', { incomplete: { users: ago(6), groups: ago(1) } }, true],
    [
      'a stream stays incomplete, and a person has just changed something',
      { incomplete: { users: ago(6) }, changedAt: ago(1) },
      false,
    ],
    ['a stream is incomplete since a time to come', { incomplete: { users: ahead }, changedAt: ahead }, false],
    ['it is paused', { waitsSince: ago(600), ...idle, state: 'paused' }, false],
  ])('live: %s', (_, given, isLate) => {
    const live = pipeline({ schedule: { kind: 'live' }, succeededAt: undefined, ...given });
    expect(found({ ...eventsCome, pipelines: [live] })).toEqual(isLate ? ['freshness.late pl_1'] : []);
  });

  const long = { ...integration, mode: 'long_connection' } as const;
  const hook = { ...integration, mode: 'webhook' } as const;
  const listening = receiver({ mode: 'webhook' });
  test.each<
    [
      what: string,
      app: AlertFigures['integrations'][number],
      receivers: readonly RegisteredReceiver[],
      given: Partial<PipelineFigures>,
      after: number | undefined,
    ]
  >([
    ['its long connection is open, and the tenant quiet', long, [receiver()], {}, undefined],
    ['its long connection is not open', long, [receiver({ state: 'reconnecting' })], { readAt: ago(6) }, 5],
    ['a moment after a read', long, [], { readAt: ago(4) }, undefined],
    ['a person has disconnected it', { ...long, disconnectedAt: 1 }, [receiver()], { readAt: ago(6) }, 5],
    ['nobody receives', hook, [receiver({ mode: 'webhook', silentMs: 16_000 })], { readAt: ago(6) }, 5],
    ['its webhook was pushed to', hook, [listening], { hasHeard: true, readAt: ago(600) }, undefined],
    [
      'its webhook was pushed to, and later changes came without an event',
      hook,
      [listening],
      { hasHeard: true, untold: { base_records: { rows: 2, since: ago(60) } }, readAt: ago(136) },
      0,
    ],
    ['nothing was pushed to its webhook, and it reads in time', hook, [listening], { readAt: ago(134) }, undefined],
    ['nothing was pushed to its webhook, and no read comes', hook, [listening], { readAt: ago(136) }, 0],
    [
      'nothing was pushed to its webhook, and it reads rarely',
      { ...hook, settings: { events: { reconcile_minutes: 1_440 } } },
      [listening],
      { readAt: ago(2_000) },
      undefined,
    ],
  ])('live, where events do not come: %s', (_, app, receivers, given, after) => {
    const live = pipeline({ schedule: { kind: 'live' }, ...given });
    const troubles = findTroubles(figures({ integrations: [app], receivers, pipelines: [live] }), now);
    const late = troubles.filter(({ kind }) => kind === 'freshness.late');
    expect(late.map(({ patienceMs }) => patienceMs / minute)).toEqual(after === undefined ? [] : [after]);
  });

  test('of a live one, it is told why', () => {
    const told = (given: Partial<PipelineFigures>) =>
      latenessOf(pipeline({ schedule: { kind: 'live' }, ...given }), now);
    expect(told({ ...idle, followedAt: ago(7), waitsSince: ago(9) })?.en).toBe(
      '“Orders” is older than promised: no worker has followed it for 7 minutes instead of at most 5; its run says why',
    );
    expect(told({ incomplete: { users: ago(7), groups: ago(9), new: ago(1), '*': ago(6) } })).toEqual({
      en: '“Orders” is older than promised: reads have left users, groups, streams that cannot be listed incomplete for 9 minutes instead of at most 5',
      zh: '“Orders”的数据不够新：users、groups、无法列出的数据流 读取不完整已 9 分钟，承诺最多 5 分钟',
    });
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, at) => [`s${at}`, ago(6)]));
    expect(told({ incomplete: many })?.en).toContain('s0, s1, s2, s3, s4 and 2 more incomplete');
  });

  test.each([{ kind: 'every', minutes: 10 }, { kind: 'live' }] as const)(
    'of one whose times all lie ahead it is told when that has been so for as long as was promised: %o',
    (schedule) => {
      const undated = pipeline({
        schedule,
        succeededAt: ahead,
        isFollowed: false,
        followedAt: ahead,
        changedAt: ahead,
      });
      const [trouble] = findTroubles(figures({ pipelines: [undated] }), now);
      expect(trouble?.patienceMs).toBe(schedule.kind === 'live' ? 5 * minute : 35 * minute);
      expect(trouble?.message.en).toContain('its last times lie in the future, so a clock was wrong');
    },
  );

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

test('a process at work whose keys do not open what is sealed is told of', () => {
  const member = { id: 'mem_1', host: 'one', pid: 7, silentMs: 0, keys: { held: [], unopened: ['k2'] } };
  expect(found({ members: [member] })).toEqual(['keys.wrong mem_1']);
  expect(found({ members: [{ ...member, keys: { held: [], unopened: [] } }] })).toEqual([]);
  expect(found({ members: [{ ...member, keys: undefined }] })).toEqual([]);
  expect(found({ members: [{ ...member, silentMs: 16_000 }] })).toEqual([]);
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

describe('changes without an event', () => {
  const untold = {
    base_records: { rows: 12, since: now - 60 * minute },
    base_t: { rows: 1, since: now - 120 * minute },
  };
  test('say how many rows of which stream, since when, and what to do', () => {
    const live = pipeline({ schedule: { kind: 'live' }, untold, readAt: now });
    const [trouble, ...more] = findTroubles(figures({ ...eventsCome, pipelines: [live] }), now);
    expect(more).toEqual([]);
    expect(trouble).toMatchObject({ kind: 'events.missing', subjectId: 'pl_1', patienceMs: 0 });
    expect(trouble?.message.en).toBe(
      '“Orders” has heard of no change since 2026-03-02 06:00 UTC, but reading everything has found 12 rows of base_records, 1 row of base_t changed: test the integration, which says why events do not come',
    );
    expect(trouble?.message.zh).toContain('base_records 的 12 行、base_t 的 1 行已变化');
  });
  test('are no matter of a pipeline that follows none', () => {
    expect(found({ pipelines: [pipeline({ untold })] })).toEqual([]);
  });
});
