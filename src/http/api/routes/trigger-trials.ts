import { z } from '@hono/zod-openapi';
import { eventId } from '../../../control/events/find-event.ts';
import { type DryDecision, type DryRunRequest, dryRun } from '../../../control/triggers/dry-run.ts';
import { testTrigger } from '../../../control/triggers/test-trigger.ts';
import { languages } from '../../../model/message.ts';
import { decisionCodes } from '../../../model/triggers/decision.ts';
import type { ReplyPart } from '../../../model/triggers/handler.ts';
import { chatKinds } from '../../../model/triggers/inbound-message.ts';
import { rule } from '../../../schema/rules.ts';
import { defineRoute, defineStream, type Route, type StreamEvent } from '../route.ts';
import { says } from '../says.ts';
import { id, idParams, message, time, toTime } from '../schemas.ts';
import { settings } from './resource-schemas.ts';
import { bodyVersion } from './trigger-schemas.ts';

const tag = 'Triggers';
const [mostEvents, mostText, mostHistory] = [100, 20_000, 50];

const typed = z.strictObject({
  text: z.string().max(mostText),
  chatKind: z.enum(chatKinds).default('direct'),
  chatId: z.string().max(100).optional(),
  threadId: z.string().max(100).optional(),
  openId: z
    .string()
    .max(100)
    .optional()
    .openapi(says({ en: 'Who says it, as this app knows them.', zh: '发送者在本应用下的 open_id。' })),
  isBot: z.boolean().default(false),
  mentionsBot: z.boolean().default(false),
  mentionsAll: z.boolean().default(false),
  type: z.string().max(40).default('text'),
  departments: z.array(z.string().max(100)).max(100).optional(),
});

const wanted = z
  .strictObject({
    version: bodyVersion.optional().openapi(says({ en: 'Without it the draft.', zh: '不填时为草稿。' })),
    settings: settings.optional().openapi({
      type: 'object',
      additionalProperties: true,
      ...says({
        en: 'Tried instead of a version, as somebody changes a draft that is not saved yet.',
        zh: '用来代替某个版本，例如尚未保存的草稿。',
      }),
    }),
    message: typed.optional(),
    events: z.array(id).min(1).max(mostEvents).optional(),
    newest: z.number().int().min(1).max(mostEvents).optional(),
  })
  .refine(
    ({ version, settings: given }) => version === undefined || given === undefined,
    rule({ en: 'must not have both version and settings', zh: '不能同时给出 version 与 settings' }),
  )
  .refine(
    ({ message: said, events, newest }) => [said, events, newest].filter((one) => one !== undefined).length === 1,
    rule({ en: 'must name one of message, events and newest', zh: '须且仅须给出 message、events、newest 之一' }),
  );

function aboutOf({ message: said, events, newest }: z.infer<typeof wanted>): DryRunRequest['about'] {
  if (said !== undefined) {
    const { chatId, threadId, openId, departments, ...rest } = said;
    return { message: { ...rest, chatId, threadId, openId, departments } };
  }
  return events === undefined ? { newest: newest ?? 1 } : { ids: events };
}

const decision = z
  .object({
    event: z.object({ id, eventId: z.string(), type: z.string(), createdAt: time, receivedAt: time }).nullable(),
    tried: z.array(
      z.object({
        triggerId: z.string(),
        version: z.number().int(),
        outcome: z.enum(['taken', 'refused', 'shadow']),
        code: z.enum(decisionCodes),
        why: message,
      }),
    ),
    turn: z
      .object({
        kind: z.enum(['message', 'event', 'command']),
        text: z.string(),
        command: z.string().nullable(),
        sessionKey: z.string().nullable(),
        sessionId: z.string().nullable(),
        quietMs: z.number().int(),
        event: z.unknown(),
        orderValue: z.string().nullable(),
      })
      .nullable()
      .openapi(
        says({
          en: 'What its handler would work on; null when it takes nothing.',
          zh: '处理程序将处理的内容；未命中时为 null。',
        }),
      ),
  })
  .openapi('DryDecision');

function showDecision({ event, tried, turn }: DryDecision): z.infer<typeof decision> {
  return {
    event:
      event === undefined
        ? null
        : {
            id: eventId(event),
            eventId: event.id,
            type: event.type,
            createdAt: toTime(event.createdAt),
            receivedAt: toTime(event.receivedAt),
          },
    tried: tried.map((one) => ({ ...one, why: { ...one.why } })),
    turn:
      turn === undefined
        ? null
        : {
            ...turn,
            command: turn.command ?? null,
            sessionKey: turn.sessionKey ?? null,
            sessionId: turn.sessionId ?? null,
            event: turn.event ?? null,
            orderValue: turn.orderValue ?? null,
          },
  };
}

const talk = z.strictObject({
  version: bodyVersion.default('draft'),
  text: z.string().min(1).max(mostText),
  language: z.enum(languages).default('en'),
  history: z
    .array(z.strictObject({ role: z.enum(['user', 'assistant']), text: z.string().max(mostText) }))
    .max(mostHistory)
    .default([])
    .openapi(says({ en: 'What was said before, the oldest first.', zh: '此前的对话，最早的在前。' })),
});

/** Files are told of, not sent. */
function dataOf(part: ReplyPart): object {
  if (part.kind !== 'image' && part.kind !== 'file') return part;
  return { kind: part.kind, name: part.name, bytes: part.content.length };
}

async function* toEvents(answer: AsyncIterable<ReplyPart>): AsyncGenerator<StreamEvent> {
  for await (const part of answer) yield { event: part.kind, data: dataOf(part) };
  yield { event: 'done', data: {} };
}

/** What a trigger would do, before it does it. */
export const triggerTrialRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/dry-run',
    action: 'see-payloads',
    kind: 'read',
    tag,
    summary:
      'What a version, or settings that are not saved, would decide about past events or a typed message, and why; nothing is written',
    description: {
      en: 'Past events are decided about as if they came when they came; conversations, quotas and pairings are as they are now. The audit keeps who has asked about events.',
      zh: '过去的事件按其到达时间判断；会话、用量与配对按当前状态。查询事件会记入审计。',
    },
    params: idParams,
    body: wanted,
    answer: z.object({ items: z.array(decision) }),
    handle: async ({ parts, caller, params, body, signal }) => {
      const { version = 'draft', settings: tried } = body;
      const request = { id: params.id, version, settings: tried, about: aboutOf(body) };
      return { items: (await dryRun(parts, caller, request, signal)).map(showDecision) };
    },
  }),
  defineStream({
    method: 'post',
    path: '/triggers/{id}/test',
    action: 'run',
    kind: 'act',
    tag,
    summary: 'Streams what the handler of a version answers to a text; nothing is kept, and nobody on Lark sees it',
    description: {
      en: 'Events are named after the pieces of an answer (`text` is added, `replace` is all of it anew, `progress`, `buttons`, `follow_ups`, `image`, `file`, `usage`, `later`), then `done`, or `problem`.',
      zh: '事件名即应答片段的种类（`text` 追加，`replace` 整体替换，以及 `progress`、`buttons`、`follow_ups`、`image`、`file`、`usage`、`later`），最后是 `done` 或 `problem`。',
    },
    params: idParams,
    body: talk,
    answer: z.object({ kind: z.string(), text: z.string().optional() }).openapi('TestedPart'),
    open: async ({ parts, caller, params, body, signal }) =>
      toEvents(await testTrigger(parts, caller, { id: params.id, ...body }, signal)),
  }),
];
