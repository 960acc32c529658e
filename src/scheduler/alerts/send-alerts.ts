import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { Alert, AlertChannel, AlertSend } from '../../model/service/alert.ts';
import type { Notice, NoticedAlert } from '../../model/service/notifier.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { longestLeaseMs } from '../../model/times-ahead.ts';
import { heldUntil } from './quiet-until.ts';

/** What is to be sent, and who sends it. */
export interface SendAlertsOptions {
  readonly store: Pick<
    ServiceTables,
    | 'now'
    | 'alerts'
    | 'alertSends'
    | 'alertChannels'
    | 'pipelines'
    | 'integrations'
    | 'members'
    | 'triggers'
    | 'handlers'
  >;
  /** Returns once the other side has taken the notice. */
  readonly send: (channel: AlertChannel, notice: Notice, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly newId: (prefix: string) => string;
  readonly signal: AbortSignal;
}

interface Part {
  readonly send: AlertSend;
  readonly alert: Alert;
}

const lookMs = 2_000;
/** A process that dies leaves what it had for so long. Two minutes more than one message takes on the slowest way. */
const leaseMs = 3 * 60_000;
const longestSendMs = 60_000;
const most = 500;
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
/** Together a day. */
const pauses = [
  10 * second,
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  8 * hour,
];

/** Sends what is due, each once on each channel, again after a failure; until the signal is aborted. Any number of processes may do it. */
export async function sendAlerts(options: SendAlertsOptions): Promise<void> {
  const { clock, logger, signal } = options;
  while (!signal.aborted) {
    try {
      await sendDue(options);
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      if (!signal.aborted) logger.warn('Alerts could not be sent', { code, error: message });
    }
    await rest(clock, lookMs, signal);
  }
}

/** Sends all that is due now; the channels at the same time, the messages of one after each other. */
export async function sendDue(options: SendAlertsOptions): Promise<void> {
  const { store, clock, newId } = options;
  const now = await store.now();
  const leasedUntil = clock.elapsed() + leaseMs;
  const claimed = await store.alertSends.claim({ now, until: now + leaseMs, messageId: newId('am'), limit: most });
  const byChannel = Map.groupBy(claimed, ({ channelId }) => channelId);
  const sending = [...byChannel].map(([id, sends]) => sendOn(id, sends, leasedUntil, options));
  // The next look waits for all of them, also where one has failed.
  await Promise.allSettled(sending);
  await Promise.all(sending);
}

async function sendOn(
  channelId: string,
  sends: readonly AlertSend[],
  leasedUntil: number,
  options: SendAlertsOptions,
): Promise<void> {
  const { store, clock, signal } = options;
  const channel = await store.alertChannels.find(channelId);
  if (channel === undefined) return;
  const parts: Part[] = [];
  for (const send of sends) {
    const alert = await store.alerts.find(send.alertId);
    if (alert === undefined) continue;
    const now = await store.now();
    const until = heldUntil(alert, channel, now);
    if (until === undefined) parts.push({ send, alert });
    // Looked at again once a day at least: a time that a clock wrote while it was ahead would be waited for.
    else await store.alertSends.hold(send, Math.min(until, now + longestLeaseMs));
  }
  for (const [id, group] of Map.groupBy(parts, ({ send }) => send.messageId)) {
    // What is not begun is claimed again when the lease has ended, by whoever comes first.
    if (signal.aborted || clock.elapsed() + longestSendMs > leasedUntil) return;
    await sendMessage({ channel, id, parts: group }, options);
  }
}

interface OutgoingMessage {
  readonly channel: AlertChannel;
  readonly id: string;
  readonly parts: readonly Part[];
}

async function sendMessage({ channel, id, parts }: OutgoingMessage, options: SendAlertsOptions): Promise<void> {
  const { store, send, clock, logger, signal } = options;
  try {
    await send(channel, await toNotice(id, parts, options), signal);
    for (const part of parts) await store.alertSends.sent(part.send, clock.now());
  } catch (thrown) {
    // Nobody knows whether it has arrived: it goes out again with the same id.
    if (signal.aborted) return;
    const error = toLarkstreamError(thrown);
    const tries = Math.max(...parts.map((part) => part.send.attempts));
    const pauseMs = error.code === 'notify.url.gone' ? undefined : pauses[tries];
    const nextAt = pauseMs === undefined ? undefined : (await store.now()) + pauseMs;
    const { message, cure } = error.texts;
    const said = { en: `${message.en} ${cure.en}`, zh: `${message.zh} ${cure.zh}` };
    for (const part of parts) await store.alertSends.failed(part.send, nextAt, said);
    logger.warn(nextAt === undefined ? 'An alert could not be sent, and is given up' : 'An alert could not be sent', {
      channel: channel.id,
      message: id,
      code: error.code,
      error: error.message,
    });
  }
}

async function toNotice(id: string, parts: readonly Part[], { store, clock }: SendAlertsOptions): Promise<Notice> {
  const alerts: NoticedAlert[] = [];
  for (const [alertId, own] of Map.groupBy(parts, ({ alert }) => alert.id)) {
    const [first] = own;
    if (first === undefined) continue;
    const { kind, subjectKind, subjectId, message, openedAt, recoveredAt } = first.alert;
    const isOver = own.some(({ send }) => send.what === 'recovered');
    alerts.push({
      id: alertId,
      kind,
      state: isOver ? 'recovered' : 'open',
      subject: { kind: subjectKind, id: subjectId, name: await nameOf(subjectKind, subjectId, store) },
      message,
      openedAt,
      recoveredAt: isOver ? recoveredAt : undefined,
    });
  }
  const kind = alerts.length > 1 ? 'summary' : alerts[0]?.state === 'recovered' ? 'recovered' : 'opened';
  return { id, at: clock.now(), kind, alerts };
}

async function nameOf(kind: string, id: string, store: SendAlertsOptions['store']): Promise<string | undefined> {
  if (kind === 'pipeline') return (await store.pipelines.find(id))?.name;
  if (kind === 'integration') return (await store.integrations.find(id))?.name;
  if (kind === 'trigger') return (await store.triggers.find(id))?.name;
  if (kind === 'handler') return (await store.handlers.find(id))?.name;
  if (kind === 'worker') return (await store.members.find(id))?.host;
  return kind === 'consumer' ? id : undefined;
}
