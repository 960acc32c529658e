import { type Delivery, deliveryStates, eventTransports, type LastError, type StoredEvent } from '../model/event.ts';
import {
  connectionStates,
  type Installation,
  type RefusalCounts,
  type RegisteredReceiver,
  refusalReasons,
} from '../model/event-store.ts';
import { isObject, type JsonObject, readNumber, readObject, readText, tryParseJson } from '../util/json.ts';
import type { Dialect, SqlRow } from './database.ts';
import { storeNow } from './store-now.ts';

const textOrNull = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
/** A field that is absent where the column holds nothing. */
function textUnlessNull<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  const fields: Partial<Record<Name, string>> = {};
  const text = textOrNull(value);
  return text === null ? fields : { ...fields, [name]: text };
}
const numberOrNull = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/**
 * A row of `events`. An unknown transport, which a later version may have written, reads as `webhook`; a body that is no JSON
 * object as `{}`.
 */
export function toStoredEvent(row: SqlRow): StoredEvent {
  const body = tryParseJson(String(row.body));
  return {
    seq: Number(row.seq),
    id: String(row.event_id),
    type: String(row.type),
    appId: String(row.app_id),
    tenantKey: String(row.tenant_key),
    createdAt: Number(row.created_at),
    receivedAt: Number(row.received_at),
    via: eventTransports.find((transport) => transport === row.via) ?? 'webhook',
    orderKey: textOrNull(row.order_key),
    ...textUnlessNull('actorId', row.actor_id),
    ...textUnlessNull('chatId', row.chat_id),
    body: isObject(body) ? body : {},
  };
}

/** A row of `deliveries`. An unknown state reads as `dead`, so that a person sees the event and nothing processes it. */
export function toDelivery(row: SqlRow): Delivery {
  return {
    consumer: String(row.consumer),
    state: deliveryStates.find((state) => state === row.state) ?? 'dead',
    attempts: Number(row.attempts),
    nextAt: Number(row.next_at),
    finishedAt: numberOrNull(row.finished_at),
    ...toLastError(row.last_error),
  };
}

/** Both languages as JSON; plain text in what an earlier version wrote. */
export function toLastError(stored: SqlRow[string]): LastError {
  const text = textOrNull(stored);
  const texts = text === null ? undefined : tryParseJson(text);
  if (!isObject(texts)) return { lastError: text };
  return { lastError: readText(texts, 'en'), zh: { lastError: readText(texts, 'zh') } };
}

/** A row of `installations`; times are milliseconds since the epoch. */
export function toInstallation(row: SqlRow): Installation {
  return {
    appId: String(row.app_id),
    tenantKey: String(row.tenant_key),
    installedAt: Number(row.installed_at),
    uninstalledAt: numberOrNull(row.uninstalled_at),
  };
}

/** What `toRegisteredReceiver` reads. */
export const receiverColumns = (dialect: Dialect): string =>
  `owner, status, heartbeat_at, ${storeNow[dialect]} - heartbeat_at AS silent_ms`;

/** None for what another version has written. */
export function toRegisteredReceiver(row: SqlRow): RegisteredReceiver[] {
  const status = tryParseJson(String(row.status));
  if (!isObject(status)) return [];
  return [
    {
      owner: String(row.owner),
      heartbeatAt: Number(row.heartbeat_at),
      silentMs: Math.max(0, Number(row.silent_ms)),
      appId: readText(status, 'appId') ?? '',
      mode: status.mode === 'webhook' ? 'webhook' : 'long_connection',
      state: connectionStates.find((state) => state === status.state) ?? 'stopped',
      since: readNumber(status, 'since') ?? 0,
      lastConnectedAt: readNumber(status, 'lastConnectedAt'),
      lastEventAt: readNumber(status, 'lastEventAt'),
      lastPongAt: readNumber(status, 'lastPongAt'),
      lastError: readText(status, 'lastError'),
      ...(isObject(status.zh) ? { zh: { lastError: readText(status.zh, 'lastError') } } : {}),
      lastErrorAt: readNumber(status, 'lastErrorAt'),
      refusals: toRefusals(readObject(status, 'refusals')),
      reconnects: readNumber(status, 'reconnects') ?? 0,
      nextRetryAt: readNumber(status, 'nextRetryAt'),
      bot: readText(status, 'bot'),
    },
  ];
}

function toRefusals(counts: JsonObject): RefusalCounts {
  return Object.fromEntries(
    refusalReasons.flatMap((reason) => {
      const count = readNumber(counts, reason);
      return count === null ? [] : [[reason, count]];
    }),
  );
}
