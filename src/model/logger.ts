import type { JsonValue } from '../util/json.ts';

/** Messages are constant sentences, what varies goes into `details`, so that lines can be grouped. Never a secret. */
export interface Logger {
  debug(message: string, details?: Readonly<Record<string, JsonValue>>): void;
  info(message: string, details?: Readonly<Record<string, JsonValue>>): void;
  warn(message: string, details?: Readonly<Record<string, JsonValue>>): void;
}

/** The default of the library: it writes nothing that the caller did not ask for. */
export const silentLogger: Logger = { debug: () => {}, info: () => {}, warn: () => {} };
