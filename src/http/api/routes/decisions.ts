import { z } from '@hono/zod-openapi';
import type { ExplainedDecision } from '../../../control/decisions/explain-decision.ts';
import { eventId } from '../../../control/events/find-event.ts';
import type { Message } from '../../../model/message.ts';
import type { Caller } from '../../../model/service/caller.ts';
import { mayDo } from '../../../model/service/role.ts';
import { outboxStates, turnStates } from '../../../model/triggers/conversation.ts';
import { type DecisionCode, decisionCodes, type TriedTrigger } from '../../../model/triggers/decision.ts';
import { outboxKinds } from '../../../model/triggers/session-tables.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, listOf, message, pageFields, pageRequest, time, toList, toTime } from '../schemas.ts';
import { orNull } from './resource-schemas.ts';

const outcomes = ['taken', 'refused', 'shadow'] as const;
const code = z.enum(decisionCodes);
const tried = {
  triggerId: z.string(),
  version: z.number().int(),
  outcome: z
    .enum(outcomes)
    .openapi(says({ en: '`shadow`: it would have been taken.', zh: '`shadow`：本会接受，但处于影子模式。' })),
  code,
  why: message,
};

interface ShownTried extends Omit<TriedTrigger, 'code' | 'why'> {
  readonly code: DecisionCode;
  readonly why: Message;
}

/** A decision with what it has led to, in answers. */
export interface ShownExplained {
  readonly integrationId: string;
  readonly decidedAt: string;
  readonly tried: readonly (ShownTried & {
    readonly triggerName: string | null;
    readonly turns: readonly {
      readonly id: string;
      readonly state: (typeof turnStates)[number];
      readonly sessionId: string | null;
      readonly lastError: Message | null;
      readonly replies: readonly {
        readonly id: string;
        readonly kind: (typeof outboxKinds)[number];
        readonly state: (typeof outboxStates)[number];
        readonly lastError: Message | null;
      }[];
    }[];
  })[];
}

const replies = z.array(
  z.object({
    id: z.string(),
    kind: z.enum(outboxKinds),
    state: z.enum(outboxStates),
    lastError: orNull(message),
  }),
);
const turns = z.array(
  z.object({
    id: z.string(),
    state: z.enum(turnStates),
    sessionId: z.string().nullable(),
    lastError: orNull(message),
    replies: replies.readonly(),
  }),
);

/** Why an event was answered or not, and what came of it. */
export const explained: z.ZodType<ShownExplained> = z
  .object({
    integrationId: z.string(),
    decidedAt: time,
    tried: z.array(z.object({ ...tried, triggerName: z.string().nullable(), turns: turns.readonly() })).readonly(),
  })
  .openapi('ExplainedDecision');

/** What was compared tells who has said what: whoever may not read that reads the code only, and of errors nothing. */
const unseen: Message = {
  en: 'What was compared is shown to those who may read what people say',
  zh: '只有可查看消息内容的账号才能看到比较的内容',
};

/** As the API shows it. */
export function showExplained(from: ExplainedDecision, { role }: Pick<Caller, 'role'>): ShownExplained {
  const isSeen = mayDo(role, 'see-payloads');
  const errorOf = (lastError: Message | undefined): Message | null => (isSeen ? (lastError ?? null) : null);
  return {
    integrationId: from.integrationId,
    decidedAt: toTime(from.decidedAt),
    tried: from.tried.map(({ turns: led, triggerName = null, ...one }) => ({
      ...one,
      why: isSeen ? one.why : unseen,
      triggerName,
      turns: led.map((turn) => ({
        ...{ id: turn.id, state: turn.state, sessionId: turn.sessionId ?? null, lastError: errorOf(turn.lastError) },
        replies: turn.replies.map((reply) => ({ ...reply, lastError: errorOf(reply.lastError) })),
      })),
    })),
  };
}

const decision = z
  .object({
    integrationId: z.string(),
    eventId: z.string().openapi(says({ en: 'Of the platform.', zh: '平台的事件 ID。' })),
    event: z
      .string()
      .nullable()
      .openapi({
        examples: ['ev_1024'],
        ...says({
          en: 'Its id in `/events`; null once the event is kept no more.',
          zh: '事件在 `/events` 中的 ID；不再保留时为 null。',
        }),
      }),
    decidedAt: time,
    tried: z.array(z.object(tried)).readonly(),
  })
  .openapi('Decision');

/** Which trigger took which event, and why the others did not. */
export const decisionRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/decisions',
    action: 'see',
    kind: 'read',
    tag: 'Triggers',
    summary:
      'Lists what was decided about events, the newest first: which trigger took them, and why the others did not',
    description: {
      en: 'With `triggerId`, the other filters are about that trigger. What a decision has led to stands in the trace of its event.',
      zh: '给出 `triggerId` 时，其他条件针对该触发器。决定的后续见事件的经过。',
    },
    query: z.strictObject({
      ...pageFields,
      integrationId: id.optional(),
      triggerId: id.optional(),
      outcome: z.enum(outcomes).optional(),
      code: code.optional(),
    }),
    answer: listOf(decision, 'Decision'),
    handle: async ({ parts, caller, query: { cursor, limit, ...filter } }) =>
      toList(await parts.store.decisions.page(pageRequest({ cursor, limit }), filter), ({ eventSeq: seq, ...one }) => ({
        ...one,
        event: seq === undefined ? null : eventId({ seq }),
        tried: one.tried.map((of) => (mayDo(caller.role, 'see-payloads') ? of : { ...of, why: unseen })),
        decidedAt: toTime(one.decidedAt),
      })),
  }),
];
