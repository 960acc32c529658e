import type { DestinationSettings, DuckdbSettings, FilesSettings, PostgresSettings } from '../config/settings.ts';
import { storePath } from '../destinations/files/folder.ts';
import type { PostgresSessions } from '../destinations/postgres/sessions.ts';
import { RunLogFile } from '../destinations/run-log-file.ts';
import type { Fence, OpenedDestination } from '../model/destination.ts';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { QueryConnection } from '../model/query.ts';
import type { RunHistory } from '../model/run-log.ts';
import type { DropOutcome } from '../model/service/tenant-data.ts';

/** How a destination is opened. */
export interface OpenDestinationOptions {
  readonly fence?: Fence | undefined;
  /** Of the process, where many destinations of a server are open for moments. @internal */
  readonly sessions?: PostgresSessions | undefined;
}

/** A kind of destination, given its settings. Its driver is loaded when something is opened. */
interface DestinationDriver {
  /** The file that is there when the destination is; undefined for a server. */
  readonly file: string | undefined;
  /** @throws ConfigError `destination.open.failed`, TransientError `destination.locked` */
  open(options?: OpenDestinationOptions): Promise<OpenedDestination>;
  /** For reading. @throws ConfigError `query.nothing.yet`, `destination.open.failed`, TransientError `destination.locked` */
  openQuery(): Promise<QueryConnection>;
  /** The history of runs, which can be read while a run holds the file. */
  readHeldRuns(): RunHistory;
  /** Deletes what is ours at the place, and the place unless others have put something there. `found` is told before. Nobody may write to it meanwhile. */
  drop(found: () => Promise<void>): Promise<DropOutcome>;
}

/** The one place that knows all kinds of destinations by their drivers. */
export function driverOf(settings: DestinationSettings): DestinationDriver {
  if ('path' in settings && settings.path.trim() === '') throw invalid({ en: 'path is empty', zh: 'path 为空' });
  switch (settings.type) {
    case 'duckdb':
      return duckdb(settings);
    case 'postgres':
      return postgres(settings);
    case 'parquet':
    case 'ndjson':
    case 'csv':
      return files(settings);
    default:
      // A program without types.
      return unknownType(settings);
  }
}

function unknownType(settings: never): never {
  const { type }: { readonly type?: unknown } = settings;
  throw invalid({ en: `There is no type of destination “${type}”`, zh: `没有“${type}”这种类型的目标` });
}

function invalid({ en, zh }: Message): ConfigError {
  return new ConfigError({
    code: 'config.setting.invalid',
    message: { en: `destination: ${en}`, zh: `destination：${zh}` },
  });
}

/**
 * Opens the destination: where rows land, with what was remembered there and how runs went. `close()` is due. Whoever runs something
 * several times at once by mistake gives each attempt of it a greater number in `options.fence`: only the last one can write.
 *
 * @throws ConfigError `config.setting.invalid`, `destination.open.failed`, TransientError `destination.locked`
 *
 * @example
 * ```ts
 * import { createDestination, readConfig } from 'larkstream';
 *
 * const { destination } = readConfig('larkstream.yaml', process.env);
 * const opened = await createDestination({ ...destination, hard_deletes: true });
 * await opened.close();
 * ```
 */
export async function createDestination(
  settings: DestinationSettings,
  options: OpenDestinationOptions = {},
): Promise<OpenedDestination> {
  return await driverOf(settings).open(options);
}

function duckdb({ path, schema, hard_deletes: hardDeletes }: DuckdbSettings): DestinationDriver {
  return {
    file: path,
    open: async ({ fence } = {}) =>
      (await import('../destinations/duckdb/destination.ts')).openDuckdbDestination({
        path,
        schema,
        hardDeletes,
        fence,
      }),
    openQuery: async () => (await import('../destinations/duckdb/query.ts')).openDuckdbQuery({ path, schema }),
    readHeldRuns: () => new RunLogFile(path).read(),
    drop: async (found) => (await import('../destinations/duckdb/drop-file.ts')).dropDuckdbFile(path, found),
  };
}

function postgres({ url, schema, hard_deletes: hardDeletes }: PostgresSettings): DestinationDriver {
  return {
    file: undefined,
    open: async ({ fence, sessions } = {}) =>
      (await import('../destinations/postgres/destination.ts')).openPostgresDestination({
        url,
        schema,
        hardDeletes,
        fence,
        sessions,
      }),
    openQuery: async () => (await import('../destinations/postgres/query.ts')).openPostgresQuery({ url, schema }),
    // No process locks a server: its own history can be read at any time.
    readHeldRuns: () => ({ runs: [], begun: undefined }),
    drop: async (found) => (await import('../destinations/postgres/drop-schema.ts')).dropSchema(url, schema, found),
  };
}

function files({ type: format, path, compression, hard_deletes: hardDeletes }: FilesSettings): DestinationDriver {
  return {
    file: storePath(path),
    open: async ({ fence } = {}) => {
      const { FilesDestination } = await import('../destinations/files/destination.ts');
      return await FilesDestination.open({ format, path, compression, hardDeletes, fence });
    },
    openQuery: async () => (await import('../destinations/files/query.ts')).openFilesQuery({ path, format }),
    readHeldRuns: () => new RunLogFile(storePath(path)).read(),
    drop: async (found) => (await import('../destinations/files/drop-folder.ts')).dropFolder(path, found),
  };
}
