import type { Caller } from '../../model/service/caller.ts';
import type { FoundEvents, ListedEvent, StoredEventFilter } from '../../model/service/event-table.ts';
import type { PageRequest } from '../../model/service/page.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import type { JsonObject } from '../../util/json.ts';
import { noteAct } from '../change.ts';
import { found } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';

const kind = 'event';

/** The id of an event in the API: `ev_` and its number in the order of arrival. */
export function eventId({ seq }: Pick<ListedEvent, 'seq'>): string {
  return `ev_${seq}`;
}

/** @throws ConfigError `api.not.found` */
export async function findEvent({ events }: Pick<ServiceTables, 'events'>, id: string): Promise<ListedEvent> {
  const seq = /^ev_(\d{1,15})$/.exec(id)?.[1];
  return found(seq === undefined ? undefined : await events.find(Number(seq)), kind, id);
}

/** What people filter events by: an integration stands for its app. */
export interface EventChoice extends Omit<StoredEventFilter, 'appId'> {
  readonly integrationId?: string | undefined;
}

/** @throws ConfigError `api.not.found` for an integration that is none */
export async function toEventFilter(
  { integrations }: Pick<ServiceTables, 'integrations'>,
  { integrationId, ...filter }: EventChoice,
): Promise<StoredEventFilter> {
  if (integrationId === undefined) return filter;
  const { appId } = found(await integrations.find(integrationId), 'integration', integrationId);
  return { ...filter, appId };
}

/** Bodies have no index: so many are read at once, about ten megabytes, and the next part goes on behind them. */
const searchDepth = 10_000;

/**
 * Events whose body holds a text: what somebody wrote, the id of a chat or a person. It tells what bodies hold, so the audit keeps who has searched;
 * not for what, which may be as private.
 * @throws ConfigError `api.not.found` for an integration that is none
 */
export async function searchEvents(
  parts: ControlParts,
  caller: Caller,
  { text, request, filter }: { readonly text: string; readonly request: PageRequest; readonly filter: EventChoice },
): Promise<FoundEvents> {
  const chosen = await toEventFilter(parts.store, filter);
  const found = await parts.store.events.search(request, chosen, { text, depth: searchDepth });
  const its = { action: 'event.search', kind, id: 'ev_many' } as const;
  if (request.cursor === undefined) await parts.store.transaction((tables) => noteAct(parts, tables, caller, its));
  return found;
}

/**
 * What the platform has pushed, without its envelope. It may hold what people wrote, so the audit keeps who has read it.
 * @throws ConfigError `api.not.found`
 */
export async function readPayload(parts: ControlParts, caller: Caller, id: string): Promise<JsonObject> {
  const { seq, type } = await findEvent(parts.store, id);
  return await parts.store.transaction(async (tables) => {
    const body = found(await tables.events.body(seq), kind, id);
    await noteAct(parts, tables, caller, { action: 'event.read', kind, id, detail: { type } });
    return body;
  });
}
