import { z } from '@hono/zod-openapi';
import { answerRelay } from '../../../control/listeners/answer-relay.ts';
import { type Heard, type ListenRequest, listen } from '../../../control/listeners/listen.ts';
import { rule } from '../../../schema/rules.ts';
import { isObject, type JsonObject } from '../../../util/json.ts';
import { type Asked, defineRoute, defineStream, type Route, type StreamEvent } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams } from '../schemas.ts';

const tag = 'Listeners';
/** With pictures and files, in base64. */
const mostBytes = 32 * 1024 * 1024;
const mostEvents = 1_000;

const personOrChat = z
  .string()
  .regex(
    /^o[uc]_[\w-]{1,100}$/,
    rule({ en: 'must be the id of a person (ou_…) or of a chat (oc_…)', zh: '必须是人员（ou_…）或聊天（oc_…）的 ID' }),
  );

const wanted = z
  .strictObject({
    from: z
      .array(personOrChat)
      .max(50)
      .default([])
      .openapi(
        says({
          en: 'Ids of people and chats whose turns come here. What the account tries itself (`POST /triggers/{id}/test`) comes in any case.',
          zh: '将其轮次转到此处的人员和聊天 ID。本账号自己的试用（`POST /triggers/{id}/test`）始终会转来。',
        }),
      ),
    all: z
      .boolean()
      .default(false)
      .openapi(says({ en: 'Everybody’s, and all events.', zh: '所有人的消息和全部事件。' })),
  })
  .refine(
    ({ from, all }) => !all || from.length === 0,
    rule({ en: 'takes either `from` or `all`', zh: '`from` 和 `all` 只能选其一' }),
  );

const value = z.custom<JsonObject>(isObject).openapi({ type: 'object', additionalProperties: true });
const heard = z
  .object({
    listenerId: id,
    relayId: z
      .string()
      .optional()
      .openapi(says({ en: 'By which the turn is answered.', zh: '作答时使用的 ID。' })),
    turn: value
      .optional()
      .openapi(says({ en: 'What a handler behind a URL is sent.', zh: '与发往 URL 处理程序的内容相同。' })),
  })
  .openapi('HeardTurn');

const description = {
  en: 'Events: `ready`; `turn` (work on it, and say at least every ten seconds that you do, by the event `ping`); `ended` (nobody waits for it any more: it was answered, stopped, or handed to somebody else). What is not answered when the stream ends goes where it went before.',
  zh: '事件：`ready`；`turn`（请处理，并至少每十秒以 `ping` 事件表明仍在处理）；`ended`（已无人等待：已答复、已停止或已交给他人）。流结束时尚未答复的内容会回到原来的去处。',
};

async function* toEvents(all: AsyncIterable<Heard>): AsyncGenerator<StreamEvent> {
  for await (const { kind, ...data } of all) yield { event: kind, data };
}

async function open(
  { parts, caller, signal }: Pick<Asked<unknown, unknown, unknown>, 'parts' | 'caller' | 'signal'>,
  request: ListenRequest,
): Promise<AsyncIterable<StreamEvent>> {
  return toEvents(await listen(parts, caller, request, signal));
}

/** Programs elsewhere that work on turns. */
export const listenerRoutes: readonly Route[] = [
  defineStream({
    method: 'post',
    path: '/triggers/{id}/listen',
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: 'Hands turns of a trigger to the caller, in the place of its handler, for as long as it listens',
    description,
    params: idParams,
    body: wanted,
    answer: heard,
    open: async (asked) => {
      const { from, all } = asked.body;
      return await open(asked, { triggerId: asked.params.id, from: all ? undefined : from });
    },
  }),
  defineStream({
    method: 'post',
    path: '/handlers/{id}/listen',
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: 'Gives the functions of a handler: its turns are handed to the callers that listen, in turn',
    description,
    params: idParams,
    answer: heard,
    open: async (asked) => await open(asked, { handlerId: asked.params.id, from: undefined }),
  }),
  defineRoute({
    method: 'post',
    path: '/listeners/{id}/answers',
    action: 'change-triggers',
    kind: 'act',
    isNobodys: true,
    tag,
    summary: 'Answers a turn that a listener was handed, piece by piece',
    admit: () => Promise.resolve({ mostBytes }),
    params: idParams,
    body: z.strictObject({
      relayId: id,
      seq: z
        .int()
        .min(1)
        .openapi(says({ en: 'Counts the requests of one answer, from 1.', zh: '同一答复的请求序号，从 1 开始。' })),
      events: z
        .array(value)
        .max(mostEvents)
        .openapi(
          says({
            en: 'Of the form of the events of a streamed answer (`event` of handler-payload.schema.json): `delta`, `replace`, `progress` … and at last `done`, `later` or `error`.',
            zh: '形式与流式应答的事件相同（handler-payload.schema.json 的 `event`）：`delta`、`replace`、`progress` 等，最后是 `done`、`later` 或 `error`。',
          }),
        ),
      isLast: z
        .boolean()
        .default(false)
        .openapi(says({ en: 'The answer is complete with it.', zh: '答复到此结束。' })),
    }),
    handle: async ({ parts, caller, params, body }) =>
      await answerRelay(parts, caller, { listenerId: params.id, ...body }),
  }),
];
