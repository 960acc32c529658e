import type { EventTypeCount } from '../../model/service/event-table.ts';
import { shareWork } from '../../util/share-work.ts';
import type { ControlParts } from '../parts.ts';
import { toEventFilter } from './find-event.ts';

/** To count them, all events are read. */
const keepMs = 60_000;
/** Whoever has begun to count may leave before the others. */
const never = new AbortController().signal;
const reader = { who: 'types of events', signal: never };

type Load = () => Promise<readonly EventTypeCount[]>;
/** By store and app; of those there are few. */
const loads = new Map<string, Load>();

/**
 * The types of the events that are kept, of all or of an integration's app; the counts may be a minute old.
 * @throws ConfigError `api.not.found` for an integration that is none
 */
export async function eventTypes(
  { store, clock }: Pick<ControlParts, 'store' | 'clock'>,
  integrationId: string | undefined,
): Promise<readonly EventTypeCount[]> {
  const { appId } = await toEventFilter(store, { integrationId });
  const key = `${store.id} ${appId ?? ''}`;
  const load =
    loads.get(key) ??
    shareWork(() => store.readingFor(reader).events.types(appId), { keepMs, now: () => clock.elapsed() });
  loads.set(key, load);
  return await load();
}
