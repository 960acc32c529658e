import { z } from '@hono/zod-openapi';
import { loadOverview, type Overview } from '../../../control/overview/load-overview.ts';
import { mostCounted } from '../../../model/service/overview.ts';
import { defineRoute, type Route } from '../route.ts';
import { id, time, toTime, toTimeOrNull } from '../schemas.ts';
import { schedule } from './pipeline-schemas.ts';

const count = z.number().int();
const outcomes = { succeeded: count, incomplete: count, failed: count, cancelled: count };
const bounded = count.openapi({ description: `Above ${mostCounted} it is not counted further.` });

const overview = z
  .object({
    at: time,
    pipelines: z.object({
      total: count,
      byState: z.object({ draft: count, active: count, paused: count }),
      byOutcome: z
        .object({ none: count, ...outcomes })
        .openapi({ description: 'How the last run of each has ended; drafts are left out.' }),
      pausedByThemselves: count,
      late: count.openapi({ description: 'Whose data are older than promised.' }),
    }),
    runs: z.object({
      queued: count,
      reading: count,
      following: count.openapi({ description: 'Live ones.' }),
      hours: z
        .array(z.object({ from: time, ...outcomes }))
        .openapi({ description: 'Runs that ended in each of the last 24 hours, and in the one that goes on.' }),
    }),
    oldest: z
      .array(
        z.object({
          pipelineId: id,
          name: z.string(),
          schedule,
          asOf: time.nullable().openapi({ description: 'When the last run ended that read everything.' }),
          ageMs: z.number().openapi({
            description:
              'Of one that follows events: how far it is behind; where they may not come, since its last read of everything.',
          }),
          promisedMs: z.number().nullable(),
          isReading: z.boolean().openapi({ description: 'It reads everything, and follows events afterwards.' }),
        }),
      )
      .openapi({ description: 'Measured by what their schedules promise.' }),
    failures: z
      .array(
        z.object({
          code: z.string().nullable(),
          count,
          pipelines: count,
          lastRunId: id,
          lastPipelineId: id,
          lastPipelineName: z.string(),
          lastAt: time,
        }),
      )
      .openapi({ description: 'Of the last 24 hours, the most frequent first.' }),
    inbox: z.object({
      waiting: bounded,
      dead: bounded,
      oldestWaitingAt: time.nullable(),
      lagMs: z.number().openapi({ description: 'For how long the oldest event waits.' }),
      lastReceivedAt: time.nullable(),
    }),
    openAlerts: count,
    workers: z.object({
      live: count,
      silent: count,
      draining: count,
      slots: count.openapi({ description: 'Of those that take runs.' }),
      used: count,
    }),
  })
  .openapi('Overview');

function show(from: Overview): z.infer<typeof overview> {
  const { at, pipelines, queued, reading, following, inbox, openAlerts, workers } = from;
  const { oldestWaitingAt: waitsSince } = inbox;
  return {
    at: toTime(at),
    pipelines,
    runs: {
      queued,
      reading,
      following,
      hours: from.hours.map(({ from: hour, ...counts }) => ({ from: toTime(hour), ...counts })),
    },
    oldest: from.oldest.map(({ asOf, promisedMs, ...one }) => ({
      ...one,
      asOf: toTimeOrNull(asOf),
      promisedMs: promisedMs ?? null,
    })),
    failures: from.failures.map(({ code, lastAt, ...one }) => ({
      ...one,
      code: code ?? null,
      lastAt: toTime(lastAt),
    })),
    inbox: {
      waiting: inbox.waiting,
      dead: inbox.dead,
      oldestWaitingAt: toTimeOrNull(waitsSince),
      lagMs: waitsSince === undefined ? 0 : Math.max(0, at - waitsSince),
      lastReceivedAt: toTimeOrNull(inbox.lastReceivedAt),
    },
    openAlerts,
    workers: { ...workers, used: reading },
  };
}

/** Is all well, and what is to be done? */
export const overviewRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/overview',
    action: 'see',
    kind: 'read',
    readsMuch: true,
    tag: 'Overview',
    summary: 'Whether all is well: how pipelines stand, what has failed within a day, what waits, who works',
    answer: overview,
    handle: async ({ parts }) => show(await loadOverview(parts)),
  }),
];
