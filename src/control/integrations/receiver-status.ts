import type { RegisteredReceiver } from '../../model/event-store.ts';
import type { EventStanding } from '../../model/service/event-table.ts';
import { goneAfterMs } from '../../model/service/hearing.ts';
import type { EventMode, Integration } from '../../model/service/integration.ts';
import type { ControlParts } from '../parts.ts';

/** `none`: no events are to come. `disconnected`: a person wants none. `waiting`: no process receives yet. `listening`: for webhooks. */
export const receiverStates = [
  'none',
  'disconnected',
  'waiting',
  'listening',
  'connecting',
  'connected',
  'reconnecting',
  'failed',
] as const;
/** One of `receiverStates`. */
export type ReceiverState = (typeof receiverStates)[number];

/** One way by which the events of an integration come now, as the process says that receives. */
export interface ReceiverWay extends Omit<RegisteredReceiver, 'state' | 'zh' | 'silentMs'> {
  readonly state: ReceiverState;
  readonly zh: string | null;
}

/** How receiving stands. Times are milliseconds since the epoch. */
export interface ReceiverStatus {
  /** Of the way that the integration is set to. */
  readonly state: ReceiverState;
  /** The way that the integration is set to, then the way before while it is open. */
  readonly ways: readonly ReceiverWay[];
  /** The app's bot by name; null when it has none, or nobody has asked. */
  readonly bot: string | null;
  readonly lastEventAt: number | undefined;
  /** How long the oldest event has waited that a consumer has still to work on. */
  readonly lagMs: number | undefined;
  /** Of an app of the store: when its newest ticket was issued. */
  readonly ticketAt: number | undefined;
}

/** How receiving the events of an integration stands, in whichever processes. */
export async function receiverStatus(
  { store, clock }: Pick<ControlParts, 'store' | 'clock'>,
  integration: Integration,
): Promise<ReceiverStatus> {
  const { appId } = integration;
  const [receivers, standing] = await Promise.all([store.events.receivers(appId), store.events.standing(appId)]);
  return toReceiverStatus(integration, { receivers, standing, now: clock.now() });
}

/** `receivers` are those of its app, the silent ones too. */
function toReceiverStatus(
  integration: Pick<Integration, 'mode' | 'modeBefore' | 'disconnectedAt'>,
  {
    receivers,
    standing: { lastReceivedAt, oldestWaitingAt, ticketAt },
    now,
  }: {
    readonly receivers: readonly RegisteredReceiver[];
    readonly standing: EventStanding;
    readonly now: number;
  },
): ReceiverStatus {
  const { mode, modeBefore, disconnectedAt } = integration;
  const alive = receivers.filter((one) => one.silentMs <= goneAfterMs);
  const ways = [mode, modeBefore].flatMap((way) => waysOf(alive, way));
  return {
    state: disconnectedAt === undefined ? stateOf(ways, mode) : 'disconnected',
    ways,
    bot: ways.find(({ bot }) => bot !== null)?.bot ?? null,
    lastEventAt: lastReceivedAt,
    lagMs: oldestWaitingAt === undefined ? undefined : Math.max(0, now - oldestWaitingAt),
    ticketAt,
  };
}

/** The one that tells the most first: open before not open, then the newest. */
function waysOf(alive: readonly RegisteredReceiver[], mode: EventMode | undefined): ReceiverWay[] {
  const open = ({ state }: RegisteredReceiver): number => Number(state === 'connected');
  return alive
    .filter((one) => one.mode === mode)
    .toSorted((one, other) => open(other) - open(one) || other.since - one.since)
    .map(({ zh, silentMs: _, ...one }) => ({ ...one, state: shownState(one), zh: zh?.lastError ?? null }));
}

function shownState({ mode, state }: Pick<RegisteredReceiver, 'mode' | 'state'>): ReceiverState {
  if (state === 'stopped') return 'disconnected';
  return mode === 'webhook' && state === 'connected' ? 'listening' : state;
}

function stateOf(ways: readonly ReceiverWay[], mode: EventMode): ReceiverState {
  if (mode === 'none') return 'none';
  return ways.find((way) => way.mode === mode)?.state ?? 'waiting';
}
