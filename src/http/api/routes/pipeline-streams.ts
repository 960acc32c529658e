import { z } from '@hono/zod-openapi';
import { type PipelineStream, pipelineStreams } from '../../../control/pipelines/pipeline-streams.ts';
import { streamOutcomes } from '../../../model/run-report.ts';
import { writeModes } from '../../../model/write-mode.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams, time, toTime, toTimeOrNull } from '../schemas.ts';

const count = z.number().int();
const stream = z
  .object({
    name: z.string(),
    module: z.string().nullable(),
    mode: z.enum(writeModes).nullable(),
    lastRun: z
      .object({
        id: z.string(),
        endedAt: time,
        outcome: z.enum(streamOutcomes),
        rowsRead: count,
        rowsInserted: count,
        rowsUpdated: count,
        rowsUnchanged: count,
        rowsDeleted: count,
      })
      .nullable(),
    asOf: time
      .nullable()
      .openapi(says({ en: 'What had changed until then is at the destination.', zh: '此时之前的变化均已写入目标。' })),
    changedAt: time.nullable().openapi(
      says({
        en: 'When its rows last changed, as far as the last runs tell.',
        zh: '数据最近一次变化的时间，以最近几次运行为限。',
      }),
    ),
    auditedAt: time.nullable().openapi(says({ en: 'All of it was read then.', zh: '此时读取了它的全部数据。' })),
    rowsNow: count
      .nullable()
      .openapi(says({ en: 'Rows that the open run has read so far.', zh: '未结束的运行到目前为止读取的行数。' })),
    hasHeldDeletes: z.boolean().openapi(
      says({
        en: 'Nothing of it is deleted until a person accepts it.',
        zh: '在有人接受之前，不删除其中任何数据。',
      }),
    ),
  })
  .openapi('PipelineStream');

const showLast = ({ runId, endedAt, report }: NonNullable<PipelineStream['lastRun']>) => ({
  id: runId,
  endedAt: toTime(endedAt),
  outcome: report.outcome,
  rowsRead: report.rowsRead,
  rowsInserted: report.rowsInserted,
  rowsUpdated: report.rowsUpdated,
  rowsUnchanged: report.rowsUnchanged,
  rowsDeleted: report.rowsDeleted,
});

const show = (from: PipelineStream): z.infer<typeof stream> => ({
  name: from.name,
  module: from.module ?? null,
  mode: from.mode ?? null,
  lastRun: from.lastRun === undefined ? null : showLast(from.lastRun),
  asOf: toTimeOrNull(from.asOf),
  changedAt: toTimeOrNull(from.changedAt),
  auditedAt: toTimeOrNull(from.auditedAt),
  rowsNow: from.rowsNow ?? null,
  hasHeldDeletes: from.hasHeldDeletes,
});

/** What a pipeline reads, as its runs tell of it. */
export const streamRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/pipelines/{id}/streams',
    action: 'see',
    kind: 'read',
    tag: 'Pipelines',
    summary: 'The streams of a pipeline: how each went last, how new it is, and whether its deletes are held',
    params: idParams,
    answer: z.object({ streams: z.array(stream) }),
    handle: async ({ parts, params }) => ({ streams: (await pipelineStreams(parts, params.id)).map(show) }),
  }),
];
