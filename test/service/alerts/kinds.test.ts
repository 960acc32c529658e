import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLogger } from '../../../src/model/logger.ts';
import type { ReportedError, RunReport } from '../../../src/model/run-report.ts';
import { Secret } from '../../../src/model/secret.ts';
import { type AlertKind, alertKinds } from '../../../src/model/service/alert.ts';
import type { EventAnswer } from '../../../src/model/service/event-answer.ts';
import { newRun } from '../../../src/model/service/new-run.ts';
import { pipelineConsumer } from '../../../src/model/service/pipeline-consumer.ts';
import type { AttemptEnd, RunProgress } from '../../../src/model/service/service-run.ts';
import { handlerGone } from '../../../src/model/triggers/handler-gone.ts';
import type { SendEnd } from '../../../src/model/triggers/session-tables.ts';
import type { ServiceHandler } from '../../../src/model/triggers/tables.ts';
import { forgetFollowers } from '../../../src/operations/serve/forget-followers.ts';
import { watchDisk } from '../../../src/operations/serve/free-space.ts';
import { loadAlertFigures } from '../../../src/operations/serve/load-alert-figures.ts';
import { createAlarm, storeAlarm } from '../../../src/operations/serve/store-alarm.ts';
import type { Alarm } from '../../../src/scheduler/after-run.ts';
import { sendDue } from '../../../src/scheduler/alerts/send-alerts.ts';
import { type AskedBefore, lookAtEvents } from '../../../src/scheduler/alerts/watch-events.ts';
import { lookOnce } from '../../../src/scheduler/alerts/watch-figures.ts';
import { AttemptNotes } from '../../../src/scheduler/attempt-notes.ts';
import { endRun } from '../../../src/scheduler/end-run.ts';
import { LiveWatch } from '../../../src/scheduler/live-watch.ts';
import { openEventStore } from '../../../src/store/open-event-store.ts';
import { Turns } from '../../../src/util/turns.ts';
import { newChannel } from '../../support/alert-channel.ts';
import { type Bot, makeBot } from '../../support/bot-rows.ts';
import { receivedEvent } from '../../support/received-event.ts';
import { addPipeline } from '../../support/service-runs.ts';
import { newServiceStore, type OpenedStore, timedStore } from '../../support/service-store.ts';
import { newIntegration } from '../../support/service-things.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { streamReport } from '../../support/stream-report.ts';
import { newOutboxRow } from '../../support/trigger-rows.ts';

type EventStore = Awaited<ReturnType<typeof openEventStore>>;

let opened: OpenedStore;
let events: EventStore;
let alarm: Alarm;
let now = Date.parse('2026-03-02T12:00:00Z');
const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };
const since = new Map<string, number>();
const told: string[] = [];
let numbers = 0;
const nextNumber = (): string => {
  numbers += 1;
  return String(numbers).padStart(4, '0');
};

beforeAll(async () => {
  opened = await newServiceStore(await sharedPostgres());
  events = await openEventStore(new Secret(opened.url));
  alarm = createAlarm(timed());
  await opened.store.alertChannels.insert(newChannel('ch_1'));
}, 120_000);
afterAll(async () => {
  await events.close();
  await opened[Symbol.asyncDispose]();
});

const timed = () => timedStore(opened.store, clock.now);

/** Looks as the service does, a while apart, and tells what is to be told; gives what has been told of the kind since. */
async function lookFor(kind: AlertKind): Promise<string[]> {
  const store = timed();
  const watched = { load: () => loadAlertFigures(store), now: () => store.now(), alerts: store.alerts, alarm, clock };
  await lookOnce(watched, since);
  now += 6 * 60_000;
  await lookOnce(watched, since);
  await sendDue({
    store,
    clock,
    logger: silentLogger,
    newId: (prefix) => `${prefix}_${nextNumber()}`,
    signal: new AbortController().signal,
    send: async (_, { alerts }) => void told.push(...alerts.map((one) => `${one.kind} ${one.subject.id} ${one.state}`)),
  });
  return told.splice(0).filter((line) => line.startsWith(`${kind} `));
}

/** A run of the pipeline that ends like this, with all that follows from it. */
async function run(pipelineId: string, given: Partial<AttemptEnd>): Promise<void> {
  const store = timed();
  const id = `run_${nextNumber()}`;
  now += 1_000;
  const added = newRun({ id, pipelineId, trigger: 'person', queuedAt: now });
  await store.runs.insert(added);
  const begun = await store.runs.beginAttempt(id, 'here', now);
  const end: AttemptEnd = { state: 'succeeded', attemptState: 'succeeded', now, ...given };
  await endRun(store, { run: added, number: begun?.number ?? 0, end, alarmWithin: storeAlarm });
}

const failed = (code: ReportedError['code'], family: ReportedError['family']): Partial<AttemptEnd> => ({
  state: 'failed',
  attemptState: 'failed',
  error: { code, family, message: 'It failed.', cure: 'Mend it.', details: {} },
});
const manual = { schedule: { kind: 'manual' } } as const;

interface Story {
  readonly subject: string;
  wrong(): Promise<unknown>;
  right(): Promise<unknown>;
}

async function giveUp(pipelineId: string): Promise<void> {
  const appId = `cli_${pipelineId}`;
  await events.register({ name: pipelineConsumer(pipelineId), filter: { appIds: [appId] }, from: 0 }, now);
  const error = { en: 'No JSON', zh: '不是 JSON' };
  await events.accept([receivedEvent(`ev_${nextNumber()}`, { appId, at: now, error })]);
}

let hears: Awaited<ReturnType<typeof live>>;
/** For each kind: what goes wrong with a subject, and what sets it right. */
const stories: Readonly<Record<AlertKind, Story>> = {
  'run.failed': {
    subject: 'pl_failed',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_failed', manual);
      await run('pl_failed', failed('destination.locked', 'transient'));
      expect(await lookFor('run.failed'), 'once is chance').toEqual([]);
      await run('pl_failed', failed('destination.locked', 'transient'));
    },
    right: () => run('pl_failed', {}),
  },
  'pipeline.paused': {
    subject: 'pl_paused',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_paused', manual);
      for (let time = 0; time < 3; time++) await run('pl_paused', failed('config.setting.invalid', 'config'));
    },
    right: async () => {
      const { pipelines } = opened.store;
      const pipeline = await pipelines.find('pl_paused');
      if (pipeline?.state !== 'paused') throw new Error('It has not paused itself');
      await pipelines.update({ ...pipeline, state: 'active', pausedWhy: undefined }, now);
    },
  },
  'freshness.late': {
    subject: 'pl_late',
    wrong: () => addPipeline(opened.store, 'pl_late', { schedule: { kind: 'every', minutes: 10 } }),
    right: () => run('pl_late', {}),
  },
  'deletes.held': {
    subject: 'pl_held',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_held', manual);
      await run('pl_held', { state: 'incomplete', report: heldReport });
    },
    right: () => run('pl_held', {}),
  },
  'events.dead': {
    subject: 'pl_dead',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_dead', manual);
      await giveUp('pl_dead');
    },
    right: () => events.replay({ appId: 'cli_pl_dead', events: 'dead', now }),
  },
  'ticket.old': {
    subject: 'in_store',
    wrong: () =>
      opened.store.integrations.insert(newIntegration('in_store', { kind: 'store_app', appId: 'cli_store' })),
    right: () =>
      events.accept([
        receivedEvent('ev_2', {
          appId: 'cli_store',
          at: now,
          effect: { kind: 'ticket', ticket: new Secret('ticket-1') },
        }),
      ]),
  },
  'token.refused': {
    subject: 'in_refused',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_refused', manual);
      await run('pl_refused', failed('lark.credentials.rejected', 'config'));
    },
    right: () => run('pl_refused', {}),
  },
  'connection.deaf': {
    subject: 'in_deaf',
    wrong: () =>
      opened.store.integrations.insert(newIntegration('in_deaf', { mode: 'long_connection', appId: 'cli_deaf' })),
    right: () => events.report('host:1:x:a', { ...connected, appId: 'cli_deaf', since: now }),
  },
  'connection.shared': {
    subject: 'in_shared',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_shared', { schedule: { kind: 'live' } });
      await answer('in_shared', { connections: { counted: 2, own: 1 } });
      expect(await lookFor('connection.shared'), 'once may be a restart').toEqual([]);
      await answer('in_shared', { connections: { counted: 2, own: 1 } });
      await answer('in_shared', { connections: undefined });
    },
    right: () => answer('in_shared', { connections: { counted: 1, own: 1 } }),
  },
  'events.unsubscribed': {
    subject: 'in_unsubscribed',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_unsubscribed', { schedule: { kind: 'live' } });
      await answer('in_unsubscribed', { missing: [{ neededBy: { en: 'Base', zh: '多维表格' }, types: ['a'] }] });
      await answer('in_unsubscribed', { missing: undefined });
    },
    right: () => answer('in_unsubscribed', { missing: [] }),
  },
  'events.missing': {
    subject: 'pl_missing',
    wrong: async () => {
      await addPipeline(opened.store, 'pl_missing', { schedule: { kind: 'live' } });
      hears = await live('pl_missing');
      await hears({ phase: 'streaming', untold: { base_records: { rows: 3, since: now - 3_600_000 } } });
      const { pipelines } = await opened.store.figures();
      expect(pipelines.find(({ id }) => id === 'pl_missing')?.untold).toEqual({
        base_records: { rows: 3, since: expect.any(Number) },
      });
    },
    right: () => hears({ phase: 'streaming' }),
  },
  'keys.wrong': {
    subject: 'mem_1',
    wrong: () => join(['k2']),
    right: () => join([]),
  },
  'handler.failing': {
    subject: 'ha_failing',
    wrong: async () => {
      const bot = await newBot('failing');
      for (let time = 0; time < 2; time++) await bot.fail(now);
      expect(await lookFor('handler.failing'), 'it may be busy').toEqual([]);
      await bot.fail(now);
    },
    right: () => newBot('failing').then((bot) => bot.end({ state: 'answered' }, now)),
  },
  'handler.gone': {
    subject: 'ha_gone',
    wrong: async () => {
      await newBot('gone');
      await enable('ha_gone', { disabledAt: now, disabledWhy: handlerGone });
    },
    right: () => enable('ha_gone', { disabledAt: undefined, disabledWhy: undefined }),
  },
  'handler.absent': {
    subject: 'ha_absent',
    wrong: async () => {
      const bot = await newBot('absent');
      await enable('ha_absent', { kind: 'function' });
      await bot.fail(now);
    },
    right: () =>
      timed().listeners.begin(
        { id: 'li_1', triggerId: undefined, handlerId: 'ha_absent', accountId: 'acc_1', by: 'Ops', from: undefined },
        600_000,
      ),
  },
  'turns.dead': {
    subject: 'tr_dead',
    wrong: () => newBot('dead').then((bot) => bot.end({ state: 'dead', lastError: { en: 'No', zh: '否' } }, now)),
    right: async () => {
      await timed().turns.replay('tu_dead', now);
      await (await newBot('dead')).end({ state: 'answered' }, now);
    },
  },
  'outbox.failing': {
    subject: 'in_bot_unsent',
    wrong: async () => {
      await newBot('unsent');
      await timed().outbox.add([
        newOutboxRow('ob_unsent', { integrationId: 'in_bot_unsent', nextAt: now, createdAt: now }),
      ]);
      await send({
        state: 'failed',
        done: {},
        lastError: { en: 'The bot is not in the chat (230002)', zh: '机器人不在群组中 (230002)' },
      });
    },
    right: async () => {
      await timed().outbox.replay('ob_unsent', 'uuid-2', now);
      await send({ state: 'sent', done: { messageId: 'om_1' }, revision: 1 });
    },
  },
  'trigger.deaf': {
    subject: 'tr_hears_nothing',
    wrong: async () => void (await newBot('hears_nothing')),
    right: async () => {
      const trigger = await timed().triggers.find('tr_hears_nothing');
      if (trigger !== undefined) await timed().triggers.update({ ...trigger, state: 'paused' }, now);
    },
  },
  'trigger.late': {
    subject: 'tr_late',
    wrong: async () => void (await newBot('late')),
    right: () => newBot('late').then((bot) => bot.end({ state: 'answered' }, now)),
  },
  'disk.full': { subject: 'st_1', wrong: () => disk(150_000_000), right: () => disk(900_000_000) },
};

/** What the platform answers at the next turn. */
async function answer(id: string, given: Partial<EventAnswer>): Promise<void> {
  const ask = async (): Promise<EventAnswer> => ({ mode: 'long_connection', url: 'u', ...unanswered, ...given });
  const { leases } = timed();
  const followed = async () => [{ id, name: id }];
  const parts = { followed, ask, leases, holder: 'here', alarm, clock, signal: new AbortController().signal };
  await lookAtEvents(parts, askedBefore);
  now += 10 * 60_000;
  await lookAtEvents(parts, askedBefore);
}
const askedBefore: AskedBefore = new Map();
const unanswered = { missing: undefined, connections: undefined };

/** A live run at work, as its worker hears of it. */
async function live(
  pipelineId: string,
  id = `run_${nextNumber()}`,
): Promise<(heard: Partial<RunProgress>) => Promise<void>> {
  const store = timed();
  now += 1_000;
  await store.runs.insert(newRun({ id, pipelineId, trigger: 'live', queuedAt: now }));
  const begun = await store.runs.beginAttempt(id, 'here', now);
  const parts = { store, alarmWithin: storeAlarm, clock, logger: silentLogger };
  const watch = new LiveWatch(parts, { id, pipelineId, trigger: 'live' });
  const notes = new AttemptNotes(
    { ...parts, noting: new Turns() },
    { runId: id, number: begun?.number ?? 0, live: watch },
  );
  return async (heard) => {
    notes.progress = { at: now, phase: 'snapshot', rows: 0, calls: 0, commits: 0, streams: {}, ...heard };
    expect(await notes.write()).toBe('noted');
  };
}

async function join(unopened: readonly string[]): Promise<void> {
  const member = { id: 'mem_1', host: 'h', pid: 1, programVersion: '1', roles: [], slots: 0 };
  const keys = { held: [], unopened };
  await opened.store.members.join({ ...member, startedAt: now, drainingSince: undefined, keys });
}

const suspicious: ReportedError = {
  code: 'source.scan.suspicious',
  family: 'config',
  message: 'Too much is missing.',
  cure: 'Accept the deletes.',
  details: {},
};
const heldReport: RunReport = {
  version: 2,
  runId: 'r',
  sourceId: 's',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:00.000Z',
  outcome: 'incomplete',
  streams: [{ ...streamReport('base_records', 'partial'), errors: [suspicious] }],
  commits: 1,
  warnings: [],
};
const followed = { schedule: { kind: 'live' } } as const;
const refused = failed('lark.credentials.rejected', 'config');
const standstill = { error: { ...suspicious, code: 'destination.locked' }, failures: 2 };
let hear: (heard: Partial<RunProgress>) => Promise<void>;

async function remove(id: string): Promise<void> {
  const { pipelines } = opened.store;
  const found = await pipelines.find(id);
  await pipelines.delete({ id, version: found?.version ?? 0 });
  await forgetFollowers({ store: opened.store, eventStore: new Secret(opened.url) });
}

async function pauseByHand(id: string): Promise<void> {
  const { pipelines } = opened.store;
  const found = await pipelines.find(id);
  if (found !== undefined) await pipelines.update({ ...found, state: 'paused', pausedBy: 'alice' }, now);
}

/** What a live pipeline, which ends no run that could tell, and what is gone or rests, sets right. */
const more: readonly (readonly [what: string, kind: AlertKind, story: Story])[] = [
  [
    'of a live pipeline that follows again',
    'run.failed',
    {
      subject: 'pl_live1',
      wrong: async () => {
        await addPipeline(opened.store, 'pl_live1', followed);
        hear = await live('pl_live1');
        await hear({ standstill });
      },
      right: () => hear({ phase: 'streaming' }),
    },
  ],
  [
    'of a live pipeline whose next read holds none',
    'deletes.held',
    {
      subject: 'pl_live2',
      wrong: async () => {
        await addPipeline(opened.store, 'pl_live2', followed);
        hear = await live('pl_live2');
        await hear({ heldDeletes: ['base_records'] });
        await hear({ phase: 'streaming', heldDeletes: ['base_records'] });
      },
      right: () => hear({ phase: 'streaming', heldDeletes: [] }),
    },
  ],
  [
    'of a live pipeline whose next run reads on',
    'token.refused',
    {
      subject: 'in_live3',
      wrong: async () => {
        await addPipeline(opened.store, 'pl_live3', followed);
        await run('pl_live3', refused);
        hear = await live('pl_live3');
        await hear({ phase: 'starting' });
      },
      right: () => hear({ rows: 1 }),
    },
  ],
  [
    'of a pipeline that a person lets rest',
    'token.refused',
    {
      subject: 'in_rests',
      wrong: async () => {
        await addPipeline(opened.store, 'pl_rests', manual);
        await run('pl_rests', refused);
      },
      right: () => pauseByHand('pl_rests'),
    },
  ],
  [
    'of a live pipeline that a person lets rest',
    'freshness.late',
    {
      subject: 'pl_live4',
      wrong: async () => {
        await addPipeline(opened.store, 'pl_live4', followed);
        hear = await live('pl_live4');
        await hear({ phase: 'streaming', incomplete: { users: clock.now() - 3_600_000 } });
      },
      right: () => pauseByHand('pl_live4'),
    },
  ],
  [
    'of an app whose live pipeline a person lets rest',
    'events.unsubscribed',
    {
      subject: 'in_resting',
      wrong: async () => {
        await addPipeline(opened.store, 'pl_resting', followed);
        await answer('in_resting', { missing: [{ neededBy: { en: 'Base', zh: '多维表格' }, types: ['a'] }] });
      },
      right: () => pauseByHand('pl_resting'),
    },
  ],
  ...(['run.failed', 'pipeline.paused', 'deletes.held', 'token.refused', 'freshness.late', 'events.dead'] as const).map(
    (kind, at) => {
      const id = `pl_gone${at}`;
      const subject = kind === 'token.refused' ? `in_gone${at}` : id;
      return [
        'of a pipeline that is deleted',
        kind,
        { subject, wrong: () => spoil(kind, id), right: () => remove(id) },
      ] as const;
    },
  ),
];

/** Whatever alert is wanted of it: it has failed and paused itself for want of credentials, held deletes, is late and has given up an event. */
async function spoil(kind: AlertKind, id: string): Promise<void> {
  const { store } = opened;
  await addPipeline(store, id, {
    schedule: kind === 'freshness.late' ? { kind: 'every', minutes: 10 } : { kind: 'manual' },
  });
  if (kind === 'deletes.held') await run(id, { state: 'incomplete', report: heldReport });
  else if (kind === 'events.dead') await giveUp(id);
  else if (kind !== 'freshness.late') for (let time = 0; time < 3; time++) await run(id, refused);
}

const bots = new Map<string, Bot>();
async function newBot(name: string): Promise<Bot> {
  const bot = bots.get(name) ?? (await makeBot(timed(), name, now));
  bots.set(name, bot);
  return bot;
}

async function enable(id: string, change: Partial<ServiceHandler>): Promise<void> {
  const handler = await timed().handlers.find(id);
  if (handler !== undefined) await timed().handlers.update({ ...handler, ...change }, now);
}

async function send(end: SendEnd): Promise<void> {
  const rows = await timed().outbox.claim({
    holder: 'w',
    now,
    leaseMs: 1_000,
    limit: 1,
    integrationIds: ['in_bot_unsent'],
  });
  for (const row of rows) expect(await timed().outbox.end(row, end, now)).toBe(true);
}

async function disk(bytes: number): Promise<void> {
  const stop = new AbortController();
  const once = { now: clock.now, elapsed: clock.now, sleep: async () => stop.abort() };
  const shared = { folder: '/data', subjectId: 'st_1', alarm, logger: silentLogger, signal: stop.signal };
  await watchDisk({ ...shared, clock: once, free: async () => bytes });
}

const connected = {
  mode: 'long_connection',
  state: 'connected',
  lastConnectedAt: null,
  lastEventAt: null,
  lastPongAt: null,
  lastError: null,
  lastErrorAt: null,
  refusals: {},
  reconnects: 0,
  nextRetryAt: null,
  bot: null,
} as const;

async function tellsAndRecovers(kind: AlertKind, { subject, wrong, right }: Story): Promise<void> {
  await wrong();
  expect(await lookFor(kind)).toContain(`${kind} ${subject} open`);
  expect(await lookFor(kind)).toEqual([]);
  await right();
  expect(await lookFor(kind)).toEqual([`${kind} ${subject} recovered`]);
}

test.each(alertKinds)('%s is told once, and then its recovery', async (kind) => {
  await tellsAndRecovers(kind, stories[kind]);
});

test.each(more)('%s: %s is told once, and then its recovery', async (_, kind, story) => {
  await tellsAndRecovers(kind, story);
});
