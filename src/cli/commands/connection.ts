import type { ConnectionCommand } from '../../model/event-store.ts';
import { commandConnections } from '../../operations/inspect-events.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';

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
