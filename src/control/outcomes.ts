import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';

/** The thing that was asked for. @throws ConfigError `api.not.found` */
export function found<T>(thing: T | undefined, kind: string, id: string): T {
  if (thing !== undefined) return thing;
  throw new ConfigError({
    code: 'api.not.found',
    message: { en: `There is no ${kind} “${id}”`, zh: `没有 ${kind}“${id}”` },
    details: { kind, id },
  });
}

/** The thing if it still has the version that the caller has seen. @throws ConfigError `api.version.changed` */
export function atVersion<T extends { readonly id: string; readonly version: number }>(thing: T, version: number): T {
  if (thing.version === version) return thing;
  throw versionChanged(thing.id);
}

/** What `update` of a table gives, when nobody else was first. @throws ConfigError `api.version.changed` */
export function updated<T>(thing: T | undefined, id: string): T {
  if (thing === undefined) throw versionChanged(id);
  return thing;
}

/** That something was deleted, when nobody else was first. @throws ConfigError `api.version.changed` */
export function deleted(isDeleted: boolean, id: string): void {
  if (!isDeleted) throw versionChanged(id);
}

function versionChanged(id: string): ConfigError {
  return new ConfigError({
    code: 'api.version.changed',
    message: { en: `“${id}” has changed since it was read`, zh: `“${id}”在读取之后已被修改` },
    details: { id },
  });
}

/** The thing is in a state in which this cannot be done: `message` says which, and what comes first. */
export function wrongState(message: Message, cure?: Message): ConfigError {
  return new ConfigError({ code: 'api.state.wrong', message, ...(cure === undefined ? {} : { cure }) });
}
