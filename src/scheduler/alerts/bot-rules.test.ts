import { expect, test } from 'vitest';
import {
  type HandlerFigures,
  noBots,
  type OutboxFigures,
  type TriggerFigures,
} from '../../model/service/bot-figures.ts';
import { findBotTroubles, type WatchedBots } from './bot-rules.ts';

const now = 10_000_000_000;
const minutesAgo = (minutes: number): number => now - minutes * 60_000;
const trigger = (given: Partial<TriggerFigures> = {}): TriggerFigures => ({
  id: 'tr_1',
  name: 'Leave',
  integrationId: 'in_1',
  state: 'published',
  isShadow: false,
  turns: { gathering: 0, ready: 0, working: 0, retrying: 0 },
  oldestWaitingAt: undefined,
  overdueSince: undefined,
  later: 0,
  dead: 0,
  lastDeadAt: undefined,
  openSessions: 0,
  ...given,
});
const handler = (given: Partial<HandlerFigures> = {}): HandlerFigures => ({
  id: 'hd_1',
  name: 'Leave bot',
  kind: 'http',
  isDisabled: false,
  isGone: false,
  isAbsent: false,
  isPaused: false,
  isAsked: true,
  retrying: 0,
  mostFailures: 0,
  ...given,
});
const outbox = (given: Partial<OutboxFigures> = {}): OutboxFigures => ({
  integrationId: 'in_1',
  waiting: 0,
  sending: 0,
  oldestAt: undefined,
  refusedSince: undefined,
  failed: [],
  ...given,
});
const found = (bots: Partial<WatchedBots['bots']>, given: Partial<WatchedBots> = {}): readonly string[] =>
  findBotTroubles(
    {
      bots: { ...noBots, ...bots },
      inbox: { pending: 0, dead: 0, types: [], consumers: [], lastReceivedAt: null },
      receivers: [],
      integrations: [{ id: 'in_1', name: 'Acme', appId: 'cli_1', mode: 'long_connection', disconnectedAt: undefined }],
      ...given,
    },
    now,
  ).map(({ kind, subjectId, message }) => `${kind} ${subjectId}: ${message.en}`);

test('a handler that fails again and again is told, one that was busy once is not', () => {
  expect(found({ handlers: [handler({ retrying: 4, mostFailures: 2 })] })).toEqual([]);
  expect(found({ handlers: [handler({ retrying: 5, mostFailures: 1 })] })).toEqual([
    'handler.failing hd_1: “Leave bot” fails: 5 turns wait for another try',
  ]);
  expect(found({ handlers: [handler({ retrying: 1, mostFailures: 3 })] })).toHaveLength(1);
});

test('a handler whose program is not connected is told while turns wait for it, and is not said to fail', () => {
  const absent = { kind: 'function', isAbsent: true } as const;
  expect(found({ handlers: [handler(absent)] })).toEqual([]);
  expect(found({ handlers: [handler({ ...absent, retrying: 7, mostFailures: 9 })] })).toEqual([
    'handler.absent hd_1: No program is connected that has the functions of “Leave bot”: 7 turns wait for it',
  ]);
});

test('a handler that is gone is told while a published trigger asks it', () => {
  const gone = { isGone: true, isDisabled: true, retrying: 9 };
  expect(found({ handlers: [handler(gone)] })).toEqual([expect.stringContaining('handler.gone hd_1')]);
  expect(found({ handlers: [handler({ ...gone, isAsked: false, retrying: 0 })] })).toEqual([]);
});

test('what was given up is told for a day after the last', () => {
  expect(found({ triggers: [trigger({ dead: 2, lastDeadAt: minutesAgo(60) })] })).toEqual([
    'turns.dead tr_1: “Leave” has given up 2 turns: what was asked is not answered',
  ]);
  expect(found({ triggers: [trigger({ dead: 2, lastDeadAt: minutesAgo(25 * 60) })] })).toEqual([]);
});

test('a published trigger whose integration cannot hear is told with why', () => {
  const integration = { id: 'in_1', name: 'Acme', appId: 'cli_1', disconnectedAt: undefined } as const;
  const deaf = (given: Partial<WatchedBots['integrations'][number]>): readonly string[] =>
    found({ triggers: [trigger()] }, { integrations: [{ ...integration, mode: 'webhook', ...given }] });
  expect(deaf({ mode: 'none' })).toEqual([expect.stringContaining('receives no events')]);
  expect(deaf({ disconnectedAt: 1 })).toEqual([expect.stringContaining('is disconnected')]);
  expect(deaf({})).toEqual([expect.stringContaining('no receiver listens')]);
  expect(deaf({ mode: 'long_connection' })).toEqual([]);
  expect(
    found({ triggers: [trigger({ state: 'paused' })] }, { integrations: [{ ...integration, mode: 'none' }] }),
  ).toEqual([]);
});

test('what has waited for five minutes is told, whether for the trigger or for a worker', () => {
  expect(found({ triggers: [trigger({ overdueSince: minutesAgo(4) })] })).toEqual([]);
  expect(found({ triggers: [trigger({ overdueSince: minutesAgo(7) })] })).toEqual([
    'trigger.late tr_1: What was sent to “Leave” has waited for 7 minutes, and nobody works on it',
  ]);
});

test('what cannot be sent is told with the code of the platform, for an hour after the last', () => {
  const failed = (lastAt: number) => ({ failed: [{ code: 230_002, count: 3, lastAt }] });
  expect(found({ outbox: [outbox(failed(minutesAgo(10)))] })).toEqual([
    expect.stringMatching(/^outbox\.failing in_1: Messages of “Acme” are not sent: .+ \(230002\)$/),
  ]);
  expect(found({ outbox: [outbox(failed(minutesAgo(70)))] })).toEqual([]);
  expect(found({ outbox: [outbox({ refusedSince: minutesAgo(6) })] })).toHaveLength(1);
});
