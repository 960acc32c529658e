import type { Client } from '../../client/client-types.ts';
import { findHandler } from './find-thing.ts';
import { readSettings } from './given-settings.ts';

type Settings = Readonly<Record<string, unknown>>;

/** The settings of a trigger in a file, with the id of the handler that an exported file names. */
export async function fileSettings(client: Client, file: string, signal: AbortSignal): Promise<Settings> {
  const { settings, handler } = readSettings(file, 'trigger');
  return await withHandler(client, settings, handler, signal);
}

/** The same settings with a handler, by its name or id. */
export async function withHandler(
  client: Client,
  settings: Settings,
  handler: string | undefined,
  signal: AbortSignal,
): Promise<Settings> {
  return handler === undefined ? settings : { ...settings, handlerId: await findHandler(client, signal, handler) };
}
