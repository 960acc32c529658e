import { ConfigError, type LarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { Discovery } from '../model/source.ts';
import type { Stream } from '../model/stream.ts';
import { isObject, type JsonObject, type JsonValue, readObject, readObjects, readText } from '../util/json.ts';
import { type SyncMode, syncModes } from './catalog.ts';

/** A stream that the person has chosen, and how it is to be read. */
export interface ConfiguredStream {
  readonly stream: Stream;
  readonly mode: SyncMode;
}

/** A chosen stream that cannot be read. The others are read all the same. */
export interface RejectedStream {
  readonly name: string;
  readonly error: LarkstreamError;
}

/** What the person has chosen, in the order of the catalog. */
interface ConfiguredCatalog {
  readonly streams: readonly ConfiguredStream[];
  readonly rejected: readonly RejectedStream[];
}

const refresh: Message = {
  en: 'Refresh the schema of the connection, then choose the streams again.',
  zh: '请刷新连接的 schema，再重新选择数据流。',
};

function configError(message: Message, cure: Message = refresh): ConfigError {
  return new ConfigError({ code: 'config.stream.unknown', message, cure });
}

/**
 * What a person chose, matched with what there is. Anything beyond name and mode is the platform's business. Incremental
 * is accepted for every stream: PyAirbyte asks for nothing else, and a stream that cannot is then read in full.
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
      const unknown = configError({
        en: `This source has no stream ${name === '' ? 'without a name' : name}`,
        zh: `该数据源没有数据流 ${name}`,
      });
      rejected.push({ name, error: unlisted.find(({ covers }) => covers(name))?.error ?? unknown });
    } else if (mode === undefined) {
      const error = configError({
        en: `The catalog gives ${name} an unknown sync mode`,
        zh: `${name} 请求了不存在的同步模式`,
      });
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
  throw configError(
    { en: 'The catalog has no list of streams', zh: '目录中没有数据流列表' },
    { en: 'Pass the configured catalog that the platform created.', zh: '请给出平台生成的 configured catalog。' },
  );
}

function nameOf(entry: JsonObject): string {
  return readText(readObject(entry, 'stream'), 'name') ?? '';
}

function readMode(entry: JsonObject): SyncMode | undefined {
  return syncModes.find((mode) => mode === entry.sync_mode);
}
