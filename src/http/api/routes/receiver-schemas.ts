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
import { says } from '../says.ts';
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

const state = z.enum(receiverStates).openapi(
  says({
    en: '`waiting`: no process receives yet. `listening`: for webhooks. `disconnected`: a person wants no events.',
    zh: '`waiting`：尚无进程接收。`listening`：等待 Webhook 请求。`disconnected`：被人停止接收事件。',
  }),
);

const way: z.ZodType<ShownWay> = z
  .object({
    mode: z.enum(eventTransports),
    state,
    since: time,
    owner: z.string().openapi(
      says({
        en: 'The process that receives: host, process id, and what makes it unique.',
        zh: '负责接收的进程：主机、进程号和唯一标识。',
      }),
    ),
    lastConnectedAt: time.nullable(),
    lastError: orNull(message),
    lastErrorAt: time.nullable(),
    nextRetryAt: time.nullable(),
    reconnects: z.number().int(),
    refusals: z.record(z.string(), z.number().int()).openapi(
      says({
        en: 'Requests to the webhook, by why they were refused.',
        zh: '被拒绝的 Webhook 请求，按拒绝原因。',
      }),
    ),
  })
  .openapi('ReceiverWay');

/** How receiving stands, in answers. */
export const receiver: z.ZodType<ShownReceiver> = z
  .object({
    mode,
    modeBefore: mode.nullable().openapi(
      says({
        en: 'Open until the first event has come the new way.',
        zh: '此前的接收方式；在首个事件以新方式到达之前仍可用。',
      }),
    ),
    state,
    webhookUrl: z
      .string()
      .nullable()
      .openapi(says({ en: 'Of the mode webhook.', zh: '`webhook` 方式的情况。' })),
    probe: z
      .object({ connected: z.boolean(), state, lastError: orNull(message) })
      .nullable()
      .openapi(says({ en: 'Of the mode long_connection.', zh: '`long_connection` 方式的情况。' })),
    bot: z.string().nullable(),
    lastEventAt: time.nullable(),
    lagMs: z
      .number()
      .nullable()
      .openapi(
        says({
          en: 'How long the oldest event has waited that is still to be worked on.',
          zh: '最早一个待处理事件已等待多久。',
        }),
      ),
    ticketAt: time.nullable().openapi(
      says({
        en: 'Of an app of the store: when its newest ticket was issued; null before the first has come.',
        zh: '商店应用：最新 ticket 的签发时间；收到首个之前为 null。',
      }),
    ),
    ways: z
      .array(way)
      .readonly()
      .openapi(
        says({
          en: 'Who receives now; several while the mode changes.',
          zh: '当前负责接收的进程；更改接收方式期间可能有多个。',
        }),
      ),
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
