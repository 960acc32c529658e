import { z } from '@hono/zod-openapi';
import {
  type ReceiverState,
  type ReceiverStatus,
  type ReceiverWay,
  receiverStates,
} from '../../../control/integrations/receiver-status.ts';
import { webhookUrlOf } from '../../../control/integrations/test-integration.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { type EventTransport, eventTransports } from '../../../model/event.ts';
import type { Message } from '../../../model/message.ts';
import type { EventMode, Integration } from '../../../model/service/integration.ts';
import { message, time, toTime, toTimeOrNull } from '../schemas.ts';
import { mode } from './integration-schemas.ts';
import { orNull } from './resource-schemas.ts';

interface ShownWay {
  readonly mode: EventTransport;
  readonly state: ReceiverState;
  readonly since: string;
  readonly owner: string;
  readonly lastConnectedAt: string | null;
  readonly lastError: Message | null;
  readonly lastErrorAt: string | null;
  readonly nextRetryAt: string | null;
  readonly reconnects: number;
  readonly refusals: Readonly<Record<string, number>>;
}

/** How receiving stands, in answers. */
export interface ShownReceiver {
  readonly mode: EventMode;
  readonly modeBefore: EventMode | null;
  readonly state: ReceiverState;
  readonly webhookUrl: string | null;
  readonly probe: {
    readonly connected: boolean;
    readonly state: ReceiverState;
    readonly lastError: Message | null;
  } | null;
  readonly bot: string | null;
  readonly lastEventAt: string | null;
  readonly lagMs: number | null;
  readonly ticketAt: string | null;
  readonly ways: readonly ShownWay[];
}

const state = z.enum(receiverStates).openapi({
  description:
    '`waiting`: no process receives yet. `listening`: for webhooks. `disconnected`: a person wants no events.',
});

const way: z.ZodType<ShownWay> = z
  .object({
    mode: z.enum(eventTransports),
    state,
    since: time,
    owner: z
      .string()
      .openapi({ description: 'The process that receives: host, process id, and what makes it unique.' }),
    lastConnectedAt: time.nullable(),
    lastError: orNull(message),
    lastErrorAt: time.nullable(),
    nextRetryAt: time.nullable(),
    reconnects: z.number().int(),
    refusals: z
      .record(z.string(), z.number().int())
      .openapi({ description: 'Requests to the webhook, by why they were refused.' }),
  })
  .openapi('ReceiverWay');

/** How receiving stands, in answers. */
export const receiver: z.ZodType<ShownReceiver> = z
  .object({
    mode,
    modeBefore: mode.nullable().openapi({ description: 'Open until the first event has come the new way.' }),
    state,
    webhookUrl: z.string().nullable().openapi({ description: 'Of the mode webhook.' }),
    probe: z
      .object({ connected: z.boolean(), state, lastError: orNull(message) })
      .nullable()
      .openapi({ description: 'Of the mode long_connection.' }),
    bot: z.string().nullable(),
    lastEventAt: time.nullable(),
    lagMs: z
      .number()
      .nullable()
      .openapi({ description: 'How long the oldest event has waited that is still to be worked on.' }),
    ticketAt: time.nullable().openapi({
      description: 'Of an app of the store: when its newest ticket was issued; null before the first has come.',
    }),
    ways: z.array(way).readonly().openapi({ description: 'Who receives now; several while the mode changes.' }),
  })
  .openapi('Receiver');

/** How receiving stands, as the API shows it. */
export function showReceiver(
  parts: ControlParts,
  { id, mode: now, modeBefore }: Integration,
  { state: current, ways, bot, lastEventAt, lagMs, ticketAt }: ReceiverStatus,
): ShownReceiver {
  const error = ways.find((one) => one.mode === now);
  return {
    mode: now,
    modeBefore: modeBefore ?? null,
    state: current,
    webhookUrl: now === 'webhook' ? webhookUrlOf(parts, id) : null,
    probe:
      now === 'long_connection'
        ? {
            connected: current === 'connected',
            state: current,
            lastError: error === undefined ? null : toMessage(error),
          }
        : null,
    bot,
    lastEventAt: toTimeOrNull(lastEventAt),
    lagMs: lagMs ?? null,
    ticketAt: toTimeOrNull(ticketAt),
    ways: ways.map(showWay),
  };
}

function showWay(from: ReceiverWay): ShownWay {
  return {
    mode: from.mode,
    state: from.state,
    since: toTime(from.since),
    owner: from.owner,
    lastConnectedAt: toTimeOrNull(from.lastConnectedAt ?? undefined),
    lastError: toMessage(from),
    lastErrorAt: toTimeOrNull(from.lastErrorAt ?? undefined),
    nextRetryAt: toTimeOrNull(from.nextRetryAt ?? undefined),
    reconnects: from.reconnects,
    refusals: Object.fromEntries(Object.entries(from.refusals)),
  };
}

function toMessage({ lastError, zh }: ReceiverWay): Message | null {
  return lastError === null ? null : { en: lastError, zh: zh ?? lastError };
}
