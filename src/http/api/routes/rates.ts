import { z } from '@hono/zod-openapi';
import { type UsedRate, usedRates } from '../../../control/workers/used-rates.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id } from '../schemas.ts';

/** A long list is of no use: what is tight stands first. */
const mostTold = 200;
const count = z.number().int();

const rate = z
  .object({
    integrationId: id,
    integrationName: z.string(),
    appId: z.string(),
    tenantKey: z
      .string()
      .nullable()
      .openapi(says({ en: 'Of an app of the store: the company.', zh: '商店应用：企业。' })),
    endpoint: z.string().openapi({ examples: ['GET /open-apis/contact/v3/users/:user_id'] }),
    lastMinute: count,
    limit: z
      .number()
      .openapi(says({ en: 'Calls that the platform allows in a minute.', zh: '平台每分钟允许的调用次数。' })),
    runs: z
      .array(
        z.object({
          runId: id,
          pipelineId: id,
          pipelineName: z.string(),
          worker: z.string().openapi(says({ en: 'The id of the process.', zh: '进程的编号。' })),
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
    description: {
      en: `Of runs that work now, the endpoints nearest to their limits; ${mostTold} at most.`,
      zh: `正在进行的运行中最接近频率限制的接口，最多 ${mostTold} 个。`,
    },
    answer: z.object({ items: z.array(rate).readonly() }).openapi('UsedRates'),
    handle: async ({ parts }) => ({ items: (await usedRates(parts)).slice(0, mostTold).map(show) }),
  }),
];
