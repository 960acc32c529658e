import { z } from '@hono/zod-openapi';
import { type EventTrace, type NamedThing, traceEvent, traceKinds } from '../../../control/events/trace-event.ts';
import type { Message } from '../../../model/message.ts';
import { defineRoute, type Route } from '../route.ts';
import { idParams, message, time, toTime } from '../schemas.ts';
import { event, type ShownEvent, showEvent } from './event-schemas.ts';
import { orNull } from './resource-schemas.ts';

/** A trace in answers. */
export interface ShownTrace {
  readonly event: ShownEvent;
  readonly integrations: readonly NamedThing[];
  readonly consumers: readonly {
    readonly consumer: string;
    readonly pipeline: NamedThing | null;
    readonly runId: string | null;
  }[];
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
    integrations: z.array(named).readonly().openapi({ description: 'Those through whose app it came.' }),
    consumers: z
      .array(
        z.object({
          consumer: z.string(),
          pipeline: orNull(named),
          runId: z
            .string()
            .nullable()
            .openapi({ description: 'The run of the live pipeline whose commit has what the event led to.' }),
        }),
      )
      .readonly(),
    steps: z
      .array(
        z.object({
          at: time,
          kind: z.enum(traceKinds).openapi({
            description:
              '`sent` by the clock of the platform. `received`: verified, decrypted where it was encrypted, and stored. `unreadable`: it could not be read. `unwanted`: no consumer wants it. `skipped`: a person has discarded it.',
          }),
          consumer: z.string().nullable(),
          by: z.string().nullable().openapi({ description: 'Who has replayed, retried or discarded it.' }),
          message: orNull(message),
        }),
      )
      .readonly()
      .openapi({ description: 'What has happened to it, in the order of time, as far as it is kept.' }),
  })
  .openapi('EventTrace');

function showTrace(from: EventTrace, now: number): ShownTrace {
  return {
    event: showEvent(from.event, now),
    integrations: from.integrations,
    consumers: from.consumers.map(({ consumer, pipeline = null, runId = null }) => ({ consumer, pipeline, runId })),
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
    handle: async ({ parts, params }) => showTrace(await traceEvent(parts.store, params.id), parts.clock.now()),
  }),
];
