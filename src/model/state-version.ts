import { isObject, type JsonValue, readNumber } from '../util/json.ts';
import { ConfigError } from './errors.ts';
import type { Message } from './message.ts';

/** Of everything that is remembered between runs: slices of feeds, states of streams, the manifest of a folder. */
export const stateVersion = 1;

/**
 * What a newer version has written is not read, and so not written over: it would be lost for that one.
 * @throws ConfigError `state.version.newer`
 */
export function assertNotNewer(value: JsonValue | undefined, what: Message): void {
  const version = isObject(value) ? readNumber(value, 'version') : null;
  if (version === null || version <= stateVersion) return;
  throw new ConfigError({
    code: 'state.version.newer',
    message: {
      en: `${what.en} has version ${version}, and this program supports version ${stateVersion}`,
      zh: `${what.zh}的版本为 ${version}，而本程序只支持版本 ${stateVersion}`,
    },
    details: { version },
  });
}
