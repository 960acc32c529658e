import type { DestinationSettings } from './settings.ts';

/** A destination for people to read: never with its password. */
export function destinationName(settings: DestinationSettings): string {
  if (settings.type !== 'postgres') return settings.path;
  const { host, pathname } = new URL(settings.url.reveal());
  return `${host}${pathname}, schema ${settings.schema}`;
}
