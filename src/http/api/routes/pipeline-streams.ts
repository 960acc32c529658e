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
    auditedAt: time.nullable().openapi(
      says({
        en: 'Each part of it was read exactly then or later; null while one never was.',
        zh: '它的每一部分都在此时或之后完整读取过；有一部分从未读取时为 null。',
      }),
    ),
    changesAsOf: time.nullable().openapi(
      says({
        en: 'When the last run began that read it to its end: what the signs of the platform showed until then is at the destination.',
        zh: '最近一次把它读到底的运行的开始时间：平台在此之前显示的变化均已写入目标。',
      }),
    ),
    isAuditBehind: z.boolean().openapi(
      says({
        en: 'Some part of it was read longer ago than `audit_hours` allows.',
        zh: '它有一部分超过 `audit_hours` 没有重新读取。',
      }),
    ),
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
  changesAsOf: toTimeOrNull(from.changesAsOf),
  isAuditBehind: from.isAuditBehind,
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
