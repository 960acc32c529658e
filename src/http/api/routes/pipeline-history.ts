import { z } from '@hono/zod-openapi';
import { found } from '../../../control/outcomes.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { changesByDay } from '../../../control/pipelines/changes-by-day.ts';
import { runStates, type ServiceRun } from '../../../model/service/service-run.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import {
  id,
  idParams,
  listOf,
  pageFields,
  pageRequest,
  time,
  timeZone,
  toList,
  toTime,
  toTimeOrNull,
} from '../schemas.ts';
import { changeFields, showChange } from './change-fields.ts';

const tag = 'Pipelines';
const query = z.strictObject(pageFields);
const count = z.number().int();

const happening = z.object(changeFields).openapi('PipelineChange');

const figures = z
  .object({
    id,
    trigger: z.string(),
    state: z.enum(runStates),
    queuedAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    seconds: z
      .number()
      .nullable()
      .openapi(says({ en: 'From its beginning to its end.', zh: '从开始到结束。' })),
    rowsRead: count,
    rowsInserted: count,
    rowsUpdated: count,
    rowsUnchanged: count,
    rowsDeleted: count,
    code: z
      .string()
      .nullable()
      .openapi(says({ en: 'Of the error that has ended it.', zh: '使运行结束的错误。' })),
  })
  .openapi('RunFigures');

type Counted = 'rowsRead' | 'rowsInserted' | 'rowsUpdated' | 'rowsUnchanged' | 'rowsDeleted';

function showFigures(run: ServiceRun): z.infer<typeof figures> {
  const { startedAt, finishedAt, report, progress } = run;
  const streams = report?.streams ?? [];
  const sum = (name: Counted): number => streams.reduce((total, stream) => total + stream[name], 0);
  return {
    id: run.id,
    trigger: run.trigger,
    state: run.state,
    queuedAt: toTime(run.queuedAt),
    startedAt: toTimeOrNull(startedAt),
    finishedAt: toTimeOrNull(finishedAt),
    seconds: startedAt === undefined || finishedAt === undefined ? null : (finishedAt - startedAt) / 1_000,
    rowsRead: report === undefined ? (progress?.rows ?? 0) : sum('rowsRead'),
    rowsInserted: sum('rowsInserted'),
    rowsUpdated: sum('rowsUpdated'),
    rowsUnchanged: sum('rowsUnchanged'),
    rowsDeleted: sum('rowsDeleted'),
    code: run.error?.code ?? null,
  };
}

const day = z
  .object({
    day: z.string().openapi({ format: 'date', examples: ['2026-01-31'] }),
    runs: count,
    inserted: count,
    updated: count,
    unchanged: count,
    deleted: count,
  })
  .openapi('DayOfChanges');

async function assertThere({ store }: ControlParts, pipelineId: string): Promise<void> {
  found(await store.pipelines.find(pipelineId), 'pipeline', pipelineId);
}

/** What has become of a pipeline: who has changed what, and how its runs went, in figures for a graph. */
export const historyRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/pipelines/{id}/history',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Who has done what to a pipeline, the newest first',
    params: idParams,
    query,
    answer: listOf(happening, 'PipelineChange'),
    handle: async ({ parts, params, query: asked }) => {
      await assertThere(parts, params.id);
      return toList(await parts.store.audit.page(pageRequest(asked), { objectId: params.id }), showChange);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/pipelines/{id}/history/runs',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'How the runs of a pipeline went, in figures for a graph, the newest first',
    params: idParams,
    query,
    answer: listOf(figures, 'RunFigures'),
    handle: async ({ parts, params, query: asked }) => {
      await assertThere(parts, params.id);
      return toList(await parts.store.runs.page(pageRequest(asked), { pipelineId: params.id }), showFigures);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/pipelines/{id}/history/days',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'How many rows the runs of a pipeline have changed, by the day on which they ended, the newest first',
    description: {
      en: 'Of one stream or of all together. Days on which no run has ended are left out.',
      zh: '某个数据流或全部数据流合计。没有运行结束的日期不列出。',
    },
    readsMuch: true,
    params: idParams,
    query: z.strictObject({
      stream: z.string().min(1).max(200).optional(),
      days: z.coerce.number().int().min(1).max(90).default(30),
      timeZone: timeZone.default('UTC').openapi({ examples: ['Asia/Shanghai'] }),
    }),
    answer: z.object({ items: z.array(day).readonly() }).openapi('DaysOfChanges'),
    handle: async ({ parts, params, query: asked }) => ({
      items: await changesByDay(parts, { pipelineId: params.id, ...asked }),
    }),
  }),
];
