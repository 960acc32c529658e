import { z } from '@hono/zod-openapi';
import { found } from '../../../control/outcomes.ts';
import { cancelRun } from '../../../control/runs/cancel-run.ts';
import { followLog } from '../../../control/runs/follow-log.ts';
import { resetStreams } from '../../../control/runs/reset-streams.ts';
import { retryRun } from '../../../control/runs/retry-run.ts';
import { acceptDeletes, readFully, runPipeline } from '../../../control/runs/run-pipeline.ts';
import { settingsOfRun } from '../../../control/runs/settings-of-run.ts';
import { whyWaiting } from '../../../control/runs/why-waiting.ts';
import { lineSources, type RunLine, runStates } from '../../../model/service/service-run.ts';
import { defineRoute, defineStream, type Route, type StreamEvent } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, listOf, pageFields, pageRequest, queryTime, toList } from '../schemas.ts';
import { lineLevels, lineSchema, showLine } from './run-line-schema.ts';
import {
  attemptSchema,
  listedRunSchema,
  oneRunSchema,
  resetRunSchema,
  runSchema,
  runTriggers,
  showAttempt,
  showListedRun,
  showOneRun,
  showReset,
  showRun,
} from './run-schemas.ts';

const tag = 'Runs';
const created = { method: 'post', kind: 'create', tag, status: 201, params: idParams, answer: runSchema } as const;
const level = z.enum(lineLevels).openapi(says({ en: 'Lines that are at least as grave.', zh: '不低于此级别的行。' }));
const after = z.coerce.number().int().min(0).max(2_147_483_647);
const maxLines = 1_000;

async function* toEvents(lines: AsyncIterable<RunLine>): AsyncGenerator<StreamEvent> {
  for await (const line of lines) yield { event: 'line', data: showLine(line), id: String(line.seq) };
}

/** Runs, and what begins them. */
export const runRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/runs',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Runs, the newest first',
    query: z.strictObject({
      ...pageFields,
      pipelineId: id.optional(),
      integrationId: id.optional(),
      state: z.enum(runStates).optional(),
      trigger: z.enum(runTriggers).optional(),
      retryOf: id
        .optional()
        .openapi(says({ en: 'Runs that were begun again for this one.', zh: '为重试它而开始的运行。' })),
      since: queryTime.optional(),
      until: queryTime
        .optional()
        .openapi(says({ en: 'Times of queueing; this one is excluded.', zh: '排队时间的范围；不含此时间。' })),
    }),
    answer: listOf(listedRunSchema, 'Run'),
    handle: async ({ parts, query }) => toList(await parts.store.runs.page(pageRequest(query), query), showListedRun),
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'A run',
    params: idParams,
    answer: oneRunSchema,
    handle: async ({ parts, params }) => {
      const run = found(await parts.store.runs.find(params.id), 'run', params.id);
      const retries = await parts.store.runs.page({ limit: 1 }, { retryOf: run.id });
      const [waiting, settings] = [await whyWaiting(parts, run), await settingsOfRun(parts, run)];
      return showOneRun(run, { waiting, settings, retriedBy: retries.items[0]?.id });
    },
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{id}/attempts',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'The attempts of a run, the first one first',
    params: idParams,
    answer: z.object({ items: z.array(attemptSchema).readonly() }).openapi('AttemptList'),
    handle: async ({ parts, params }) => {
      found(await parts.store.runs.find(params.id), 'run', params.id);
      return { items: (await parts.store.runs.attempts(params.id)).map(showAttempt) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/runs/{id}/log',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lines of the log of a run, the oldest first',
    params: idParams,
    query: z.strictObject({
      after: after.default(0),
      limit: z.coerce.number().int().min(1).max(maxLines).default(200),
      level: level.optional(),
      source: z.enum(lineSources).optional(),
      stream: z
        .string()
        .max(200)
        .optional()
        .openapi(says({ en: 'Lines that tell of this stream.', zh: '涉及此数据流的行。' })),
      search: z.string().max(200).optional(),
    }),
    answer: z.object({ items: z.array(lineSchema).readonly(), next: z.number().int().nullable() }).openapi(
      'RunLog',
      says({
        en: '`next` is what `after` of the next page is; null at the end.',
        zh: '`next` 即下一页的 `after`；到末尾时为 null。',
      }),
    ),
    handle: async ({ parts, params, query: { after: afterSeq, level: least, ...filter } }) => {
      found(await parts.store.runs.find(params.id), 'run', params.id);
      const asked = { afterSeq, ...filter, ...(least === undefined ? {} : { level: least }) };
      const lines = await parts.store.runs.lines(params.id, asked);
      return { items: lines.map(showLine), next: lines.length < filter.limit ? null : (lines.at(-1)?.seq ?? null) };
    },
  }),
  defineStream({
    method: 'get',
    path: '/runs/{id}/log/follow',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'The log of a run as it is written (server-sent events)',
    description: {
      en: 'Events: `line`. The stream ends with the run. With `Last-Event-ID` it goes on where it ended.',
      zh: '事件：`line`。运行结束时，事件流结束。带上 `Last-Event-ID` 可从中断处继续。',
    },
    params: idParams,
    query: z.strictObject({ after: after.default(0), level: level.optional() }),
    answer: lineSchema,
    open: async ({ parts, params, query, lastEventId, signal }) => {
      const seen = /^\d{1,10}$/.test(lastEventId ?? '') ? Number(lastEventId) : query.after;
      return toEvents(await followLog(parts, { id: params.id, afterSeq: seen, level: query.level, signal }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/runs/{id}/cancel',
    action: 'run',
    kind: 'act',
    tag,
    summary: 'Ends a run: at once when it waits; one that works commits what is there first',
    status: 202,
    params: idParams,
    answer: runSchema,
    handle: async ({ parts, caller, params }) => showRun(await cancelRun(parts, caller, params.id)),
  }),
  defineRoute({
    ...created,
    path: '/runs/{id}/retry',
    action: 'run',
    summary: 'Begins a run that has ended again, as a new one',
    handle: async ({ parts, caller, params }) => showRun(await retryRun(parts, caller, params.id)),
  }),
  defineRoute({
    ...created,
    path: '/pipelines/{id}/run',
    action: 'run',
    summary: 'Runs a pipeline now',
    description: { en: 'With `full`, everything is read from the beginning.', zh: '带 `full` 时，从头读取全部数据。' },
    body: z.strictObject({ full: z.boolean().default(false) }),
    handle: async ({ parts, caller, params, body }) =>
      showRun(await (body.full ? readFully : runPipeline)(parts, caller, params.id)),
  }),
  defineRoute({
    ...created,
    path: '/pipelines/{id}/accept-deletes',
    action: 'accept-deletes',
    summary: 'Runs a pipeline now, and believes disappearances that are too large to believe',
    handle: async ({ parts, caller, params }) => showRun(await acceptDeletes(parts, caller, params.id)),
  }),
  defineRoute({
    ...created,
    path: '/pipelines/{id}/reset',
    action: 'reset',
    summary: 'Drops the tables of streams, by names or patterns with `*`, and reads them again',
    description: {
      en: 'Other pipelines that have rows in the same tables are named, and those with a schedule read them again.',
      zh: '会列出在同一批表中有数据的其他管道；其中有计划的会重新读取。',
    },
    answer: resetRunSchema,
    body: z.strictObject({ streams: z.array(z.string().min(1).max(200)).min(1).max(200) }),
    handle: async ({ parts, caller, params, body: { streams }, signal }) =>
      showReset(await resetStreams(parts, caller, { pipelineId: params.id, streams }, signal)),
  }),
];
