import type { EventState } from '../../model/event.ts';
import { type ConnectionCommand, lastErrorOf } from '../../model/event-store.ts';
import { commandConnections, hasStore, listEvents, replayEvents } from '../../operations/inspect-events.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/table.ts';

export interface EventsFlags {
  readonly state?: EventState;
  readonly limit: number;
}

export async function events(file: string | undefined, flags: EventsFlags, context: Context): Promise<number> {
  const config = await loadConfig(file, context, { credentials: 'when-used' });
  const found = await listEvents(config, flags);
  const { texts, style, say, emit, columns } = context;
  for (const event of found) emit({ event: 'inbox', ...event });
  if (found.length === 0) say(hasStore(config) ? texts.events.none : texts.events.noStore(String(config.events.store)));
  else {
    const { received, type, state, attempts, id, lastError, states } = texts.events;
    const lines = formatTable({
      width: columns,
      columns: [
        { title: `${received} (UTC)`, keep: true },
        { title: type, keep: true },
        { title: state },
        { title: attempts, align: 'right', drop: 1 },
        { title: id, keep: true },
        { title: lastError },
      ],
      rows: found.map((event) => [
        new Date(event.receivedAt).toISOString().slice(0, 19).replace('T', ' '),
        event.type,
        states[event.state],
        String(event.attempts),
        event.id,
        lastErrorOf(event, texts.language) ?? '',
      ]),
      styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
    });
    for (const line of lines) say(line);
  }
  return exitCodes.done;
}

export async function replay(
  ids: readonly string[],
  { config }: { readonly config?: string },
  context: Context,
): Promise<number> {
  const which = ids.length === 1 && ids[0] === 'dead' ? 'dead' : ids;
  const count = await replayEvents(await loadConfig(config, context, { credentials: 'when-used' }), which);
  context.emit({ event: 'replayed', count });
  const { replayed, noDead } = context.texts.events;
  context.say(count === 0 ? noDead : replayed(count));
  return exitCodes.done;
}

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
