import { randomBytes } from 'node:crypto';
import { createJobQueue } from '../../app/create-job-queue.ts';
import type { Relays } from '../../app/create-relays.ts';
import { loadChannel } from '../../control/alert-channels/load-channel.ts';
import { loadPipeline } from '../../control/pipelines/load-pipeline.ts';
import { makeReplyHandles } from '../../control/replies/reply-handle.ts';
import type { ResourceParts } from '../../control/resource-parts.ts';
import { isPairingCode } from '../../control/triggers/pairing-code.ts';
import type { Logger } from '../../model/logger.ts';
import { systemRandom } from '../../model/random.ts';
import type { Secret } from '../../model/secret.ts';
import type { JobQueue } from '../../model/service/job-queue.ts';
import type { MemberRole } from '../../model/service/member.ts';
import { retentionDays } from '../../model/service/retention.ts';
import type { ServiceStore } from '../../model/service/service-store.ts';
import type { Tracer } from '../../model/tracer.ts';
import { sendAlerts } from '../../scheduler/alerts/send-alerts.ts';
import { watchEvents } from '../../scheduler/alerts/watch-events.ts';
import { watchFigures } from '../../scheduler/alerts/watch-figures.ts';
import { jobKinds } from '../../scheduler/hand-over.ts';
import { runScheduler } from '../../scheduler/run-scheduler.ts';
import type { FlowHandler } from '../../triggers/flow/flow-parts.ts';
import { closeAfter, closeAll, closeTogether } from '../../util/close-all.ts';
import { newId } from '../../util/new-id.ts';
import { followInstallations } from './follow-installations.ts';
import { askAboutIntegration, followedIntegrations } from './followed-events.ts';
import { forgetFollowers } from './forget-followers.ts';
import { watchDisk } from './free-space.ts';
import { giveToken } from './give-token.ts';
import { loadAlertFigures } from './load-alert-figures.ts';
import type { OpenedService } from './open-service.ts';
import { servicePlaces } from './places.ts';
import { type Chore, repeat } from './repeat.ts';
import { type StartedWorker, startWorker, type WorkerLimits } from './start-worker.ts';
import { createAlarm, storeAlarm } from './store-alarm.ts';
import type { FlowApps } from './triggers/flow-apps.ts';
import { Handlers } from './triggers/handlers.ts';
import { type StartedTriggers, startTriggers } from './triggers/start-triggers.ts';

interface WorkParts {
  readonly opened: OpenedService;
  readonly resources: ResourceParts;
  readonly memberId: string;
  readonly roles: readonly MemberRole[];
  readonly limits: WorkerLimits;
  /** Of the process. */
  readonly apps: FlowApps;
  readonly relays: Relays;
  readonly functions?: ReadonlyMap<string, FlowHandler> | undefined;
  /** The folder of the service. */
  readonly data?: string | undefined;
  readonly logger: Logger;
  readonly tracer: Tracer;
}

/** The work of this process; `close` hands back what is under way. */
export interface StartedWork {
  /** Takes no more runs, or takes them again: a person has drained the worker. */
  drain(isDraining: boolean): Promise<void>;
  close(): Promise<void>;
}

const pruneEveryMs = 3_600_000;

/** Schedules and works on runs, as far as the roles say. */
export async function startWork(parts: WorkParts): Promise<StartedWork> {
  const { opened, roles, logger } = parts;
  if (!roles.includes('worker') && !roles.includes('scheduler'))
    return { drain: async () => undefined, close: async () => undefined };
  const stop = new AbortController();
  const queue = await createJobQueue({ url: opened.url, kinds: Object.values(jobKinds), logger });
  let worker: StartedWorker | undefined;
  let triggers: StartedTriggers | undefined;
  try {
    worker = roles.includes('worker') ? await work(queue, parts) : undefined;
    triggers = roles.includes('worker') ? await answer(parts) : undefined;
    const scheduling = roles.includes('scheduler') ? schedule(queue, parts, stop.signal) : undefined;
    return {
      drain: async (isDraining) => {
        await Promise.all([isDraining ? worker?.pause() : worker?.resume(), triggers?.drain(isDraining)]);
      },
      close: async () => {
        stop.abort();
        await closeAll(
          // At the same time: each may need a good part of the time that there is.
          () =>
            closeTogether(
              () => triggers?.close(),
              () => queue.close(),
            ),
          () => worker?.close(),
          () => scheduling,
        );
      },
    };
  } catch (thrown) {
    stop.abort();
    return await closeAfter(
      thrown,
      () => queue.close(),
      () => triggers?.close(),
      () => worker?.close(),
    );
  }
}

async function work(queue: JobQueue, parts: WorkParts): Promise<StartedWorker> {
  const { opened, resources, memberId, limits, data, logger, tracer } = parts;
  const { store, openVault, bodies, clock } = opened;
  return await startWorker({
    worker: memberId,
    store,
    queue,
    load: (pipeline) => loadPipeline({ store, openVault, resources }, pipeline),
    giveToken: (wanted) =>
      giveToken({ store, bodies, clock, newHolder: () => newId('hold', clock.now(), randomBytes) }, wanted),
    alarmWithin: storeAlarm,
    logger,
    clock,
    environment: process.env,
    codeCache: servicePlaces(data).codeCache,
    limits,
    tracer,
  });
}

async function answer({
  opened,
  resources,
  memberId,
  apps,
  relays,
  functions,
  logger,
}: WorkParts): Promise<StartedTriggers> {
  const { store, openVault, bodies, clock } = opened;
  const vault = openVault(store.secrets);
  const handlers = new Handlers({
    ...{
      handlers: store.handlers,
      vault,
      clock,
      random: systemRandom,
      bytes: randomBytes,
      programs: resources.programs,
    },
    guard: resources.guard,
    relays,
    functions,
    environment: process.env,
    tokensOf: (sessionId) => store.turns.tokensOf(sessionId),
  });
  const replyHandles = await makeReplyHandles(vault, { clock, randomBytes });
  return await startTriggers({
    ...{ store, bodies, clock, resources, memberId, apps, logger },
    handlerOf: (id) => handlers.handlerOf(id),
    listenerOf: (triggerId, who) => relays.ofTrigger(triggerId, who),
    isPairingCode: (triggerId, code) => isPairingCode(vault, triggerId, code),
    replyHandleOf: (turn) => replyHandles.of(turn),
  });
}

async function schedule(
  queue: JobQueue,
  { opened, resources, memberId, logger }: WorkParts,
  signal: AbortSignal,
): Promise<void> {
  const { store, openVault, clock, dataFolder } = opened;
  const alarm = createAlarm(store);
  const id = (prefix: string): string => newId(prefix, clock.now(), randomBytes);
  await Promise.all([
    followInstallations({ store, clock, logger, newId: id }, opened.url, signal),
    runScheduler({ store, queue, alarmWithin: storeAlarm, clock, bytes: randomBytes, logger, signal }),
    watchFigures({
      load: () => loadAlertFigures(store),
      now: () => store.now(),
      alerts: store.alerts,
      alarm,
      clock,
      logger,
      signal,
    }),
    watchEvents({
      followed: () => followedIntegrations({ store }),
      ask: (id) => askAboutIntegration({ store, openVault, resources }, id, signal),
      leases: store.leases,
      holder: memberId,
      alarm,
      clock,
      logger,
      signal,
    }),
    sendAlerts({
      store,
      send: async (channel, notice, until) =>
        await resources.notifier.send(await loadChannel({ store, openVault, resources }, channel), notice, until),
      clock,
      logger,
      newId: id,
      signal,
    }),
    ...tidying(store, opened.url).map((chore) => repeat(chore, { clock, logger }, signal)),
    dataFolder === undefined
      ? // Of a Postgres elsewhere no disk is watched: what was told of the one that it was restored from is over.
        alarm.recover('disk.full', store.id).catch(() => undefined)
      : watchDisk({
          folder: dataFolder,
          subjectId: store.id,
          alarm,
          clock,
          logger,
          signal,
        }),
  ]);
}

/** Done once an hour. */
function tidying(store: ServiceStore, eventStore: Secret): readonly Chore[] {
  const chore = { everyMs: pruneEveryMs, trouble: 'The store could not be tidied up' };
  return [
    { ...chore, work: async () => await store.prune(retentionDays, await store.now()) },
    { ...chore, work: () => forgetFollowers({ store, eventStore }) },
  ];
}
