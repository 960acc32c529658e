import { z } from '@hono/zod-openapi';
import { type PartDone, pauseAll, resumeAll } from '../../../control/pipelines/pause-all.ts';
import { untranslated } from '../../../model/message.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { message } from '../schemas.ts';

const tag = 'Pipelines';
const cursor = z
  .string()
  .min(1)
  .max(300)
  .optional()
  .openapi(
    says({
      en: '`next` of the answer before; none at the beginning.',
      zh: '上一次回答中的 `next`；首次请求时不填。',
    }),
  );

const partDone = z
  .object({
    changed: z.number().int(),
    refused: z
      .array(z.object({ id: z.string(), name: z.string(), code: z.string(), message }))
      .openapi(says({ en: 'Those that stay as they are.', zh: '保持不变的。' })),
    next: z
      .string()
      .nullable()
      .openapi(
        says({
          en: 'Asked for with this as `cursor`, the act goes on; null: all is done.',
          zh: '用它作为 `cursor` 再次请求即可继续；null 表示已全部完成。',
        }),
      ),
  })
  .openapi('PipelinesTogether');

const show = ({ changed, refused, next }: PartDone): z.infer<typeof partDone> => ({
  changed,
  refused: refused.map(({ pipeline: { id, name }, error: { code, texts } }) => ({
    id,
    name,
    code,
    message: texts.message,
  })),
  next: next ?? null,
});

/** What is done to all pipelines together, a hundred with each request. */
export const togetherRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/pipelines/pause-all',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Pauses active pipelines, a hundred with each request',
    body: z.strictObject({ cursor, why: z.string().trim().min(1).max(500).optional() }),
    answer: partDone,
    handle: async ({ parts, caller, body }) => {
      const why = body.why === undefined ? undefined : untranslated(body.why);
      return show(await pauseAll(parts, caller, { cursor: body.cursor, why }));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/pipelines/resume-all',
    action: 'pause',
    kind: 'act',
    tag,
    summary: 'Lets pipelines run again that were paused together, a hundred with each request',
    body: z.strictObject({ cursor }),
    answer: partDone,
    handle: async ({ parts, caller, body }) => show(await resumeAll(parts, caller, body)),
  }),
];
