import { z } from '@hono/zod-openapi';
import { comingRuns } from '../../../control/schedules/coming-runs.ts';
import { defineRoute, type Route } from '../route.ts';
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
        integrationId: id.openapi({ description: 'Runs of one app and tenant wait for each other.' }),
        tenantKey: z.string().nullable(),
        schedule,
        times: z.array(time),
        isCut: z.boolean().openapi({ description: 'There are more times than are told.' }),
      }),
    ),
    isCut: z.boolean().openapi({ description: 'There are more pipelines than are told.' }),
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
      to: queryTime.optional().openapi({ description: 'At most a day after `from`; this time is excluded.' }),
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
