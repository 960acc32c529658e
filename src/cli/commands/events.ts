import type { EventState, InboxEvent } from '../../model/event.ts';
import { type ConnectionCommand, lastErrorOf } from '../../model/event-store.ts';
import { commandConnections, hasStore, listEvents, replayEvents } from '../../operations/inspect-events.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import type { Texts } from '../texts/texts.ts';

interface EventsFlags {
  readonly state?: EventState;
  readonly consumer?: string;
  readonly limit: number;
}

/**
 * `larkstream events`: the events of the configured app with the deliveries of each, on the screen or as `inbox` lines of JSON.
 * @throws ConfigError `store.open.failed`, `events.consumer.unknown`
 */
export async function events(file: string | undefined, flags: EventsFlags, context: Context): Promise<number> {
  const config = await loadConfig(file, context, { credentials: 'when-used' });
  const appId = config.source.credentials.app_id;
  const { state: wanted, consumer: of, limit } = flags;
  const { events: found, hasMore } = await listEvents(config, { state: wanted, consumer: of, limit });
  const { texts, style, say, emit, columns } = context;
  for (const event of found) emit({ event: 'inbox', ...event });
  emit({ event: 'listed', appId, events: found.length, hasMore });
  if (found.length === 0)
    say(hasStore(config) ? texts.events.none(appId) : texts.events.noStore(String(config.events.store)));
  else {
    const { received, type, state, consumer, attempts, id, lastError } = texts.events;
    const lines = formatTable({
      width: columns,
      columns: [
        { title: `${received} (UTC)`, keep: true },
        { title: type, keep: true },
        { title: state },
        { title: consumer, drop: 2 },
        { title: attempts, align: 'right', drop: 1 },
        { title: id, keep: true },
        { title: lastError },
      ],
      rows: found.flatMap((event) => toRows(event, texts)),
      styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
    });
    for (const line of lines) say(line);
  }
  return exitCodes.done;
}

/** A row for each consumer of the event, or one that says that there is none. */
function toRows(event: InboxEvent, { events: { states }, language }: Texts): string[][] {
  const received = new Date(event.receivedAt).toISOString().slice(0, 19).replace('T', ' ');
  const { deliveries, state } = event;
  if (deliveries.length === 0)
    return [[received, event.type, states[state], '–', '–', event.id, lastErrorOf(event, language) ?? '']];
  return deliveries.map((one) => [
    received,
    event.type,
    states[one.state],
    one.consumer,
    String(one.attempts),
    event.id,
    lastErrorOf(one, language) ?? '',
  ]);
}

/** `larkstream replay`: events are handled again, by id or all dead letters. */
export async function replay(
  ids: readonly string[],
  { config, consumer }: { readonly config?: string; readonly consumer?: string },
  context: Context,
): Promise<number> {
  const events = ids.length === 1 && ids[0] === 'dead' ? 'dead' : ids;
  const loaded = await loadConfig(config, context, { credentials: 'when-used' });
  const count = await replayEvents(loaded, { events, consumer });
  context.emit({ event: 'replayed', count });
  const { replayed, noDead } = context.texts.events;
  context.say(count === 0 ? noDead : replayed(count));
  return exitCodes.done;
}

/** `larkstream connection`: hands the command to the receivers that share the store. @throws ConfigError `store.open.failed` */
export async function connection(
  command: ConnectionCommand,
  file: string | undefined,
  context: Context,
): Promise<number> {
  const count = await commandConnections(await loadConfig(file, context, { credentials: 'when-used' }), command);
  context.emit({ event: 'commanded', command, connections: count });
  context.say(context.texts.events.commanded(count));
  return exitCodes.done;
}
