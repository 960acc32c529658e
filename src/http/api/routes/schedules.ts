import { z } from '@hono/zod-openapi';
import { comingRuns } from '../../../control/schedules/coming-runs.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, queryTime, time, toTime } from '../schemas.ts';
import { schedule } from './pipeline-schemas.ts';

const answer = z
  .object({
    from: time,
    to: time,
    items: z.array(
      z.object({
        pipelineId: id,
        name: z.string(),
        integrationId: id.openapi(
          says({ en: 'Runs of one app and tenant wait for each other.', zh: '同一应用和企业的运行会互相等待。' }),
        ),
        tenantKey: z.string().nullable(),
        schedule,
        times: z.array(time),
        isCut: z.boolean().openapi(says({ en: 'There are more times than are told.', zh: '时间多于所列出的。' })),
      }),
    ),
    isCut: z.boolean().openapi(says({ en: 'There are more pipelines than are told.', zh: '管道多于所列出的。' })),
  })
  .openapi('ComingRuns');

/** What schedules are going to begin. */
export const scheduleRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/schedules',
    action: 'see',
    kind: 'read',
    readsMuch: true,
    tag: 'Pipelines',
    summary: 'The runs that schedules begin within a day at most, spread as they will be',
    query: z.strictObject({
      from: queryTime.optional(),
      to: queryTime.optional().openapi(
        says({
          en: 'At most a day after `from`; this time is excluded.',
          zh: '最多为 `from` 之后一天；不含此时间。',
        }),
      ),
    }),
    answer,
    handle: async ({ parts, query }) => {
      const { from, to, items, isCut } = await comingRuns(parts, query);
      return {
        from: toTime(from),
        to: toTime(to),
        items: items.map(({ pipeline, times, isCut: hasMore }) => ({
          pipelineId: pipeline.id,
          name: pipeline.name,
          integrationId: pipeline.integrationId,
          tenantKey: pipeline.tenantKey ?? null,
          schedule: pipeline.schedule,
          times: times.map(toTime),
          isCut: hasMore,
        })),
        isCut,
      };
    },
  }),
];
