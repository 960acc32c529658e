import { z } from '@hono/zod-openapi';
import { type UsedRate, usedRates } from '../../../control/workers/used-rates.ts';
import { defineRoute, type Route } from '../route.ts';
import { id } from '../schemas.ts';

/** A long list is of no use: what is tight stands first. */
const mostTold = 200;
const count = z.number().int();

const rate = z
  .object({
    integrationId: id,
    integrationName: z.string(),
    appId: z.string(),
    tenantKey: z.string().nullable().openapi({ description: 'Of an app of the store: the company.' }),
    endpoint: z.string().openapi({ examples: ['GET /open-apis/contact/v3/users/:user_id'] }),
    lastMinute: count,
    limit: z.number().openapi({ description: 'Calls that the platform allows in a minute.' }),
    runs: z
      .array(
        z.object({
          runId: id,
          pipelineId: id,
          pipelineName: z.string(),
          worker: z.string().openapi({ description: 'The id of the process.' }),
          lastMinute: count,
        }),
      )
      .readonly(),
  })
  .openapi('UsedRate');

const show = ({ tenantKey, ...from }: UsedRate): z.infer<typeof rate> => ({ ...from, tenantKey: tenantKey ?? null });

/** What of the platform's limits is used. */
export const rateRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/rates',
    action: 'see',
    kind: 'read',
    readsMuch: true,
    tag: 'Workers',
    summary: 'Calls of the last minute against what the platform allows, by app and company, the tightest first',
    description: `Of runs that work now, the endpoints nearest to their limits; ${mostTold} at most.`,
    answer: z.object({ items: z.array(rate).readonly() }).openapi('UsedRates'),
    handle: async ({ parts }) => ({ items: (await usedRates(parts)).slice(0, mostTold).map(show) }),
  }),
];
