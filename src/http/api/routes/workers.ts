import { z } from '@hono/zod-openapi';
import { drainWorker } from '../../../control/workers/drain-worker.ts';
import { type ListedWorker, listWorkers, workerStates } from '../../../control/workers/list-workers.ts';
import { memberRoles } from '../../../model/service/member.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams, time, toTime, toTimeOrNull } from '../schemas.ts';

const tag = 'Workers';

const worker = z
  .object({
    id: z.string(),
    host: z.string(),
    pid: z.number().int(),
    programVersion: z.string(),
    roles: z.array(z.enum(memberRoles)).readonly(),
    state: z.enum(workerStates).openapi(
      says({
        en: '`drained`: it takes no more runs, and those that it had taken have ended. `silent`: it has not been heard of for 15 s.',
        zh: '`drained`：不再接受运行，已接受的也都已结束。`silent`：超过 15 秒没有心跳。',
      }),
    ),
    slots: z
      .number()
      .int()
      .openapi(says({ en: 'Runs that read once, at a time.', zh: '可同时执行的运行数，不含实时运行。' })),
    runs: z
      .number()
      .int()
      .openapi(says({ en: 'Runs that it works on, live ones too.', zh: '正在执行的运行，含实时运行。' })),
    firstRuns: z
      .array(z.object({ id: z.string(), pipelineId: z.string(), pipelineName: z.string() }))
      .readonly()
      .openapi(
        says({ en: 'Up to 20 of them, those that have waited longest first.', zh: '最多 20 个，等待最久的在前。' }),
      ),
    receivers: z
      .number()
      .int()
      .openapi(says({ en: 'Apps whose events it receives.', zh: '由它接收事件的应用数。' })),
    firstApps: z
      .array(z.string())
      .readonly()
      .openapi(says({ en: 'Up to 20 of them, by their app ids.', zh: '最多 20 个，以 App ID 表示。' })),
    startedAt: time,
    seenAt: time,
    drainingSince: time.nullable(),
    keys: z
      .array(z.object({ id: z.string(), fingerprint: z.string() }))
      .readonly()
      .nullable()
      .openapi(
        says({
          en: 'Its master keys, the current one first, never a key; null where it has not said.',
          zh: '所持有的主密钥，当前的在前，不含主密钥本身；未告知时为 null。',
        }),
      ),
    unopenedKeys: z
      .array(z.string())
      .readonly()
      .openapi(
        says({
          en: 'Master keys that wrap secrets which it does not open: it lacks them, or has others of that name.',
          zh: '加密了某些密钥、但它无法打开的主密钥：缺少该主密钥，或持有的是另一个同名的。',
        }),
      ),
  })
  .openapi('Worker');

const show = (from: ListedWorker): z.infer<typeof worker> => ({
  id: from.id,
  host: from.host,
  pid: from.pid,
  programVersion: from.programVersion,
  roles: from.roles,
  state: from.state,
  slots: from.slots,
  runs: from.runs,
  firstRuns: from.firstRuns,
  receivers: from.receivers,
  firstApps: from.firstApps,
  startedAt: toTime(from.startedAt),
  seenAt: toTime(from.seenAt),
  drainingSince: toTimeOrNull(from.drainingSince),
  keys: from.keys?.held ?? null,
  unopenedKeys: from.keys?.unopened ?? [],
});

const drainRoute = (act: 'drain' | 'undrain', summary: string): Route =>
  defineRoute({
    method: 'post',
    path: `/workers/{id}/${act}`,
    action: 'pause',
    kind: 'act',
    tag,
    summary,
    description: { en: 'The process does so within seconds.', zh: '进程会在几秒内执行。' },
    params: idParams,
    answer: worker,
    handle: async ({ parts, caller, params }) =>
      show(await drainWorker(parts, caller, { id: params.id, isDraining: act === 'drain' })),
  });

/** The processes of the service. */
export const workerRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/workers',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists the processes of the service with their roles, their last sign of life and their load',
    answer: z.object({ items: z.array(worker).readonly() }).openapi('WorkerList'),
    handle: async ({ parts }) => ({ items: (await listWorkers(parts)).map(show) }),
  }),
  drainRoute(
    'drain',
    'Has a worker take no more runs: those under way go on to their end, live ones go to other workers',
  ),
  drainRoute('undrain', 'Has a worker take runs again'),
];
