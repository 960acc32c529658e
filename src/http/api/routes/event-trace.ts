import { z } from '@hono/zod-openapi';
import { type EventTrace, type NamedThing, traceEvent, traceKinds } from '../../../control/events/trace-event.ts';
import type { Message } from '../../../model/message.ts';
import type { Caller } from '../../../model/service/caller.ts';
import { mayDo } from '../../../model/service/role.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { idParams, message, time, toTime } from '../schemas.ts';
import { explained, type ShownExplained, showExplained } from './decisions.ts';
import { event, type ShownEvent, showEvent } from './event-schemas.ts';
import { orNull } from './resource-schemas.ts';

/** A trace in answers. */
export interface ShownTrace {
  readonly event: ShownEvent;
  readonly actorName: string | null;
  readonly chatName: string | null;
  readonly integrations: readonly NamedThing[];
  readonly consumers: readonly {
    readonly consumer: string;
    readonly pipeline: NamedThing | null;
    readonly trigger: NamedThing | null;
    readonly runId: string | null;
  }[];
  readonly decisions: readonly ShownExplained[];
  readonly steps: readonly {
    readonly at: string;
    readonly kind: (typeof traceKinds)[number];
    readonly consumer: string | null;
    readonly by: string | null;
    readonly message: Message | null;
  }[];
}

const named = z.object({ id: z.string(), name: z.string() });

const trace: z.ZodType<ShownTrace> = z
  .object({
    event,
    actorName: z
      .string()
      .nullable()
      .openapi(says({ en: 'Of the person who has done it, as far as it was seen.', zh: '操作人的名称（已知时）。' })),
    chatName: z
      .string()
      .nullable()
      .openapi(
        says({ en: 'Of the group in which it has happened, as far as it was seen.', zh: '所在群聊的名称（已知时）。' }),
      ),
    integrations: z
      .array(named)
      .readonly()
      .openapi(says({ en: 'Those through whose app it came.', zh: '事件经由哪些集成的应用到达。' })),
    consumers: z
      .array(
        z.object({
          consumer: z.string(),
          pipeline: orNull(named),
          trigger: orNull(named),
          runId: z
            .string()
            .nullable()
            .openapi(
              says({
                en: 'The run of the live pipeline whose commit has what the event led to.',
                zh: '实时管道的运行，其提交包含该事件带来的数据。',
              }),
            ),
        }),
      )
      .readonly(),
    decisions: z
      .array(explained)
      .readonly()
      .openapi(
        says({
          en: 'Which trigger took it, why the others did not, and what came of it.',
          zh: '由哪个触发器接受，其他触发器为何没有，以及后续结果。',
        }),
      ),
    steps: z
      .array(
        z.object({
          at: time,
          kind: z.enum(traceKinds).openapi(
            says({
              en: '`sent` by the clock of the platform. `received`: verified, decrypted where it was encrypted, and stored. `unreadable`: it could not be read. `unwanted`: no consumer wants it. `skipped`: a person has discarded it.',
              zh: '`sent`：平台发出，以平台的时钟为准。`received`：已验证、解密（若加密）并保存。`unreadable`：无法解读。`unwanted`：没有消费者需要。`skipped`：已被人丢弃。',
            }),
          ),
          consumer: z.string().nullable(),
          by: z
            .string()
            .nullable()
            .openapi(says({ en: 'Who has replayed, retried or discarded it.', zh: '由谁重新处理、重试或丢弃。' })),
          message: orNull(message),
        }),
      )
      .readonly()
      .openapi(
        says({
          en: 'What has happened to it, in the order of time, as far as it is kept.',
          zh: '事件的经过，按时间顺序，以仍保留的记录为限。',
        }),
      ),
  })
  .openapi('EventTrace');

function showTrace(from: EventTrace, now: number, caller: Pick<Caller, 'role'>): ShownTrace {
  return {
    event: showEvent(from.event, now, caller),
    actorName: mayDo(caller.role, 'see-payloads') ? (from.actorName ?? null) : null,
    chatName: mayDo(caller.role, 'see-payloads') ? (from.chatName ?? null) : null,
    integrations: from.integrations,
    consumers: from.consumers.map(({ consumer, pipeline = null, trigger = null, runId = null }) => ({
      ...{ consumer, pipeline, trigger, runId },
    })),
    decisions: from.decisions.map((decision) => showExplained(decision, caller)),
    steps: from.steps.map(({ at, kind, consumer = null, by = null, message: said = null }) => ({
      at: toTime(at),
      kind,
      consumer,
      by,
      message: said,
    })),
  };
}

/** What became of an event. */
export const traceRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/events/{id}/trace',
    action: 'see',
    kind: 'read',
    tag: 'Events',
    summary: 'What became of an event: who wanted it, what happened to it when, and the run that has done it',
    params: idParams,
    answer: trace,
    handle: async ({ parts, caller, params }) =>
      showTrace(await traceEvent(parts.store, params.id), parts.clock.now(), caller),
  }),
];
