import { z } from '@hono/zod-openapi';
import { loadOverview, type Overview } from '../../../control/overview/load-overview.ts';
import { mostCounted } from '../../../model/service/overview.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, time, toTime, toTimeOrNull } from '../schemas.ts';
import { schedule } from './pipeline-schemas.ts';

const count = z.number().int();
const outcomes = { succeeded: count, incomplete: count, failed: count, cancelled: count };
const bounded = count.openapi({
  ...says({ en: `Above ${mostCounted} it is not counted further.`, zh: `超过 ${mostCounted} 后不再计数。` }),
});

const overview = z
  .object({
    at: time,
    pipelines: z.object({
      total: count,
      byState: z.object({ draft: count, active: count, paused: count }),
      byOutcome: z.object({ none: count, ...outcomes }).openapi(
        says({
          en: 'How the last run of each has ended; drafts are left out.',
          zh: '各管道最近一次运行的结果；不含草稿。',
        }),
      ),
      pausedByThemselves: count,
      late: count.openapi(says({ en: 'Whose data are older than promised.', zh: '数据比承诺的旧。' })),
    }),
    runs: z.object({
      queued: count,
      reading: count,
      following: count.openapi(says({ en: 'Live ones.', zh: '实时管道。' })),
      hours: z.array(z.object({ from: time, ...outcomes })).openapi(
        says({
          en: 'Runs that ended in each of the last 24 hours, and in the one that goes on.',
          zh: '过去 24 小时中每小时结束的运行，以及当前这一小时。',
        }),
      ),
    }),
    oldest: z
      .array(
        z.object({
          pipelineId: id,
          name: z.string(),
          schedule,
          asOf: time.nullable().openapi(
            says({
              en: 'What had changed until then is at the destination; null of one that follows events, and while nothing is.',
              zh: '此时之前的变化均已写入目标；跟随事件的管道以及尚无数据时为 null。',
            }),
          ),
          ageMs: z.number().openapi(
            says({
              en: 'Since its last run ended that read everything, or since it was changed: so the promise is kept or not. Of one that follows events: how far it is behind; where they may not come, since its last read of everything.',
              zh: '自最近一次读取全部数据的运行结束，或自管道被修改起的时长，以此判断是否守诺；跟随事件的管道为落后多久，可能收不到事件时，从最近一次读取全部数据起算。',
            }),
          ),
          promisedMs: z.number().nullable(),
          isReading: z.boolean().openapi(
            says({
              en: 'It reads everything, and follows events afterwards.',
              zh: '正在读取全部数据，之后跟随事件。',
            }),
          ),
        }),
      )
      .openapi(says({ en: 'Measured by what their schedules promise.', zh: '以各自的计划所承诺的为准。' })),
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
      .openapi(says({ en: 'Of the last 24 hours, the most frequent first.', zh: '过去 24 小时，最常见的在前。' })),
    inbox: z.object({
      waiting: bounded,
      dead: bounded,
      oldestWaitingAt: time.nullable(),
      lagMs: z.number().openapi(says({ en: 'For how long the oldest event waits.', zh: '最早的事件已等待多久。' })),
      lastReceivedAt: time.nullable(),
    }),
    openAlerts: count,
    bots: z.object({
      published: count.openapi(says({ en: 'Triggers that are not paused.', zh: '已发布且未暂停的触发器。' })),
      troubled: count.openapi(
        says({
          en: 'Triggers, handlers and integrations of whose bots an alert is open.',
          zh: '有未恢复告警的触发器、处理程序和集成。',
        }),
      ),
      deadTurns: bounded,
    }),
    workers: z.object({
      live: count,
      silent: count,
      draining: count,
      slots: count.openapi(says({ en: 'Of those that take runs.', zh: '可执行运行的进程。' })),
      used: count,
    }),
  })
  .openapi('Overview');

function show(from: Overview): z.infer<typeof overview> {
  const { at, pipelines, queued, reading, following, inbox, openAlerts, bots, workers } = from;
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
    bots,
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
