import type { ConfigError } from '../../model/errors.ts';
import type { Caller } from '../../model/service/caller.ts';
import type { DeliveryChoice } from '../../model/service/event-table.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { JsonObject } from '../../util/json.ts';
import { change } from '../change.ts';
import { wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { type EventChoice, findEvent, toEventFilter } from './find-event.ts';

/**
 * `replay`: what is done or dead, or waits, is worked on again as if it were new. `retry`: dead letters are. `discard`: dead letters are
 * worked on no more, and count as done.
 */
export type DeliverySteer = 'replay' | 'retry' | 'discard';

/** Of one event, for one consumer or for all that have it. Of one consumer an event has one delivery; a thousand consumers are enough. */
const maxConsumers = 1_000;

/**
 * Deliveries of one event. Says how many have changed.
 * @throws ConfigError `api.not.found`, `api.state.wrong` for an event that nobody has
 */
export async function steerEvent(
  parts: ControlParts,
  caller: Caller,
  {
    id,
    steer,
    consumer,
  }: { readonly id: string; readonly steer: DeliverySteer; readonly consumer: string | undefined },
): Promise<number> {
  const { seq, deliveries } = await findEvent(parts.store, id);
  if (deliveries.length === 0) throw unwanted(id);
  const choice = { seq, filter: { consumer }, limit: maxConsumers };
  return await act(parts, caller, { steer, id, choice: async () => choice, detail: given({ consumer }) });
}

/** Which deliveries of many are meant. */
export interface ManyDeliveries {
  readonly steer: DeliverySteer;
  readonly limit: number;
  readonly filter: EventChoice;
  /** Only what has not been put back since. */
  readonly notReplayedSince?: number | undefined;
}

/** Deliveries by a filter, those of the oldest events first. Says how many have changed. @throws ConfigError `api.not.found` */
export async function steerEvents(
  parts: ControlParts,
  caller: Caller,
  { steer, limit, filter, notReplayedSince }: ManyDeliveries,
): Promise<number> {
  const choice = async (tables: ServiceTables) => ({
    filter: await toEventFilter(tables, filter),
    limit,
    notReplayedSince,
  });
  return await act(parts, caller, { steer, id: undefined, choice, detail: { ...given({ ...filter }), limit } });
}

/** How many deliveries such a change would be of now, and of how many events; nothing changes. @throws ConfigError `api.not.found` */
export async function planSteer(
  parts: Pick<ControlParts, 'store' | 'clock'>,
  { steer, limit, filter, notReplayedSince }: ManyDeliveries,
): Promise<{ readonly deliveries: number; readonly events: number }> {
  const chosen = await toEventFilter(parts.store, filter);
  const choice = { filter: chosen, limit, notReplayedSince, now: await parts.store.now() };
  return await parts.store.events.steerable(steer === 'replay' ? 'replay' : 'dead', choice);
}

function unwanted(id: string): ConfigError {
  return wrongState(
    { en: `No consumer has the event ${id}; nothing was changed`, zh: `没有消费者接收事件 ${id}；未作任何更改` },
    {
      en: 'Nothing: it is only kept. Pipelines get the events of their modules that come after they were activated.',
      zh: '无需处理：它只是被保留。管道会得到启用之后到来的、与其模块有关的事件。',
    },
  );
}

interface Act {
  readonly steer: DeliverySteer;
  readonly id: string | undefined;
  readonly choice: (tables: ServiceTables) => Promise<Omit<DeliveryChoice, 'now'>>;
  readonly detail: JsonObject;
}

async function act(parts: ControlParts, caller: Caller, { steer, id, choice, detail }: Act): Promise<number> {
  const note = {
    action: `event.${steer}`,
    kind: 'event' as const,
    // Of many, those who watch read the list again.
    id: id ?? 'ev_many',
    detail: (count: number) => ({ ...detail, count }),
  };
  return await change(parts, caller, note, async (tables) => {
    const chosen = { ...(await choice(tables)), now: await tables.now() };
    if (steer !== 'discard') return await tables.events[steer](chosen);
    const why = { en: `Discarded by ${caller.name}`, zh: `已由 ${caller.name} 丢弃` };
    return await tables.events.discard({ ...chosen, why });
  });
}

/** Without what was not given. */
function given(fields: Readonly<Record<string, string | number | undefined>>): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
