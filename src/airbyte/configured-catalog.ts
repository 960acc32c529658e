import { ConfigError, type LarkstreamError } from '../model/errors.ts';
import type { Discovery } from '../model/source.ts';
import type { Stream } from '../model/stream.ts';
import { isObject, type JsonObject, type JsonValue, readObject, readObjects, readText } from '../util/json.ts';
import { type SyncMode, syncModes } from './catalog.ts';

export interface ConfiguredStream {
  readonly stream: Stream;
  readonly mode: SyncMode;
}

export interface RejectedStream {
  readonly name: string;
  readonly error: LarkstreamError;
}

export interface ConfiguredCatalog {
  readonly streams: readonly ConfiguredStream[];
  readonly rejected: readonly RejectedStream[];
}

const refresh = 'Refresh the schema of the connection, then choose the streams again.';

function configError(message: string, cure: string = refresh): ConfigError {
  return new ConfigError({ code: 'config.stream.unknown', message, cure });
}

/**
 * What a person chose, matched with what there is. Anything beyond name and mode is the platform's business. Incremental
 * is accepted for every stream: PyAirbyte asks for nothing else, and a stream that cannot is then read whole.
 * @throws ConfigError `config.stream.unknown` for what is no catalog at all.
 */
export function parseConfiguredCatalog(catalog: JsonValue, { streams, unlisted }: Discovery): ConfiguredCatalog {
  const known = new Map(streams.map((stream) => [stream.name, stream]));
  const wanted: ConfiguredStream[] = [];
  const rejected: RejectedStream[] = [];
  for (const entry of entriesOf(catalog)) {
    const name = nameOf(entry);
    const stream = known.get(name);
    const mode = readMode(entry);
    if (stream === undefined) {
      const unknown = configError(`This source has no stream ${name === '' ? 'without a name' : name}`);
      rejected.push({ name, error: unlisted.find(({ covers }) => covers(name))?.error ?? unknown });
    } else if (mode === undefined) {
      const error = configError(`${name} is asked for in a sync mode that there is not`);
      rejected.push({ name, error });
    } else if (wanted.every((other) => other.stream !== stream)) {
      wanted.push({ stream, mode });
    }
  }
  return { streams: wanted, rejected };
}

/** Names that a catalogue asks for. @throws as `parseConfiguredCatalog` does. */
export function configuredNames(catalog: JsonValue): Set<string> {
  return new Set(entriesOf(catalog).map(nameOf));
}

function entriesOf(catalog: JsonValue): JsonObject[] {
  if (isObject(catalog) && Array.isArray(catalog.streams)) return readObjects(catalog, 'streams');
  throw configError('The catalog has no list of streams', 'Give the configured catalog that the platform made.');
}

function nameOf(entry: JsonObject): string {
  return readText(readObject(entry, 'stream'), 'name') ?? '';
}

function readMode(entry: JsonObject): SyncMode | undefined {
  return syncModes.find((mode) => mode === entry.sync_mode);
}
