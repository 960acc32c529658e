import { z } from '@hono/zod-openapi';
import { answerLater } from '../../../control/replies/answer-later.ts';
import { answerFields } from '../../../schema/answer-fields.ts';
import { rule } from '../../../schema/rules.ts';
import { isObject, type JsonObject } from '../../../util/json.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';

/** With pictures and files, in base64. */
const mostBytes = 32 * 1024 * 1024;
const handle = z
  .string()
  .max(200)
  .openapi(says({ en: '`replyHandle` of what the handler was sent.', zh: '处理程序所收请求中的 `replyHandle`。' }));
const value = z.custom<JsonObject>(isObject).openapi({ type: 'object', additionalProperties: true });
const onlyFinal = rule({
  en: 'attachments and follow-ups come with the last part of an answer',
  zh: '附件和后续建议只能随答复的最后一部分给出',
});

const answer = z
  .strictObject({
    ...answerFields(value),
    isFinal: z
      .boolean()
      .default(true)
      .openapi(
        says({
          en: 'False: more of this answer follows, each time all of its text. It is shown as it grows.',
          zh: '为 false 时此答复还有后续，每次给出完整文本；内容会随之更新显示。',
        }),
      ),
  })
  .refine(({ isFinal, attachments, followUps }) => isFinal || (attachments ?? followUps) === undefined, onlyFinal);

/** Answers that come later. */
export const replyRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/replies/{handle}',
    action: 'public',
    kind: 'act',
    isNobodys: true,
    tag: 'Replies',
    summary: 'Answers a message or an event later than its handler was asked; who has the handle needs no account',
    description: {
      en: 'The handle is good for 24 hours. A text that grows is posted several times with `isFinal: false`, then once without. What follows a complete answer is another one, unless it has the same `Idempotency-Key`.',
      zh: '`replyHandle` 有效期为 24 小时。逐步增长的文本以 `isFinal: false` 多次提交，最后一次不带该字段。完整答复之后再提交即为新的答复，除非 `Idempotency-Key` 相同。',
    },
    optionalKey: {
      en: 'Names the answer: all that is posted with it is one message, said once.',
      zh: '为答复命名：使用同一个键提交的内容是同一条消息，只发送一次。',
    },
    admit: async ({ replies }, params) => ({ mostBytes, place: await replies.enter(params.handle ?? '') }),
    params: z.strictObject({ handle }),
    body: answer,
    answer: z
      .object({
        isNew: z.boolean().openapi(
          says({
            en: 'False: the answer of this `Idempotency-Key` was complete before, nothing is said.',
            zh: '为 false 时，该 `Idempotency-Key` 的答复此前已完成，不再发送。',
          }),
        ),
      })
      .openapi('TakenReply'),
    status: 202,
    handle: async ({ parts, params, body: { isFinal, ...given }, key }) => ({
      isNew: await answerLater(parts, { handle: params.handle, answer: given, isFinal, name: key }),
    }),
  }),
];
