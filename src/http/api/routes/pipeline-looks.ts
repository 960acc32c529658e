import { z } from '@hono/zod-openapi';
import { discoverPipeline, planPipeline, previewPipeline } from '../../../control/pipelines/look-at-pipeline.ts';
import { callPurposes } from '../../../model/call-purpose.ts';
import type { FoundStream } from '../../../model/service/service-probe.ts';
import { columnTypes } from '../../../model/stream.ts';
import { writeModes } from '../../../model/write-mode.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams, message } from '../schemas.ts';

const tag = 'Pipelines';
const mostRows = 100;

const column = z
  .object({
    name: z.string(),
    type: z.enum(columnTypes),
    description: message,
    title: z
      .string()
      .nullable()
      .openapi(
        says({ en: 'What people call it, where the name is made of an id.', zh: '由 ID 构成的名称所对应的标题。' }),
      ),
  })
  .openapi('Column');
const foundStream = z
  .object({
    name: z.string(),
    module: z.string(),
    title: message,
    description: message,
    columns: z.array(column),
    primaryKey: z.array(z.string()).readonly(),
    cursor: z.string().nullable(),
    isWanted: z
      .boolean()
      .openapi(says({ en: 'False when the pipeline leaves it out.', zh: '管道不同步它时为 false。' })),
    mode: z.enum(writeModes).nullable(),
  })
  .openapi('FoundStream');

const showColumns = (columns: FoundStream['columns']): z.infer<typeof column>[] =>
  columns.map(({ name, type, description, title }) => ({ name, type, description, title: title ?? null }));

const showStream = (from: FoundStream): z.infer<typeof foundStream> => ({
  name: from.name,
  module: from.module,
  title: from.title,
  description: from.description,
  columns: showColumns(from.columns),
  primaryKey: from.primaryKey,
  cursor: from.cursor ?? null,
  isWanted: from.isWanted,
  mode: from.mode ?? null,
});

const previewed = z
  .object({
    stream: z.string(),
    columns: z.array(column),
    rows: z.array(z.record(z.string(), z.unknown())).readonly(),
    isWhole: z.boolean().openapi(
      says({
        en: 'False when the time was over before there were enough rows.',
        zh: '若时间已到而行数不足，则为 false。',
      }),
    ),
  })
  .openapi('Preview');

const plan = z
  .object({
    calls: z.number().int(),
    seconds: z
      .number()
      .openapi(says({ en: 'The least time at the limits of the platform.', zh: '按平台的频率限制至少需要的时间。' })),
    isEstimate: z.boolean(),
    endpoints: z
      .array(
        z.object({
          module: z.string(),
          endpoint: z.string(),
          purpose: z.enum(callPurposes).openapi(
            says({
              en: 'What the calls are made for: what has changed, what is new, what is read once more though nothing shows a change, or everything in scope.',
              zh: '调用的目的：变更、新增、没有变化迹象也再读取一次的核对，或范围内的全量数据。',
            }),
          ),
          calls: z.number().int(),
          isEstimate: z.boolean(),
          seconds: z.number(),
        }),
      )
      .readonly(),
  })
  .openapi('SyncPlan');

/** What a pipeline would do, asked without doing it. */
export const lookRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/pipelines/{id}/discover',
    action: 'run',
    kind: 'read',
    tag,
    summary: 'Lists the streams that the tenant has for the pipeline',
    params: idParams,
    answer: z.object({ streams: z.array(foundStream) }),
    handle: async ({ parts, params, signal }) => ({
      streams: (await discoverPipeline(parts, params.id, signal)).map(showStream),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/pipelines/{id}/preview',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary: 'Reads the first rows of a stream; nothing is written',
    params: idParams,
    body: z.strictObject({
      stream: z.string().min(1).max(200),
      rows: z.number().int().min(1).max(mostRows).default(10),
    }),
    answer: previewed,
    handle: async ({ parts, caller, params, body, signal }) => {
      const { columns, ...others } = await previewPipeline(parts, caller, { id: params.id, ...body }, signal);
      return { ...others, columns: showColumns(columns) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/pipelines/{id}/plan',
    action: 'run',
    kind: 'read',
    tag,
    summary: 'What the next run would call, and how long that takes at least',
    params: idParams,
    body: z.strictObject({ full: z.boolean().default(false) }),
    answer: plan,
    handle: async ({ parts, params, body, signal }) =>
      await planPipeline(parts, { id: params.id, full: body.full }, signal),
  }),
];
