import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DeletesChange, RowsChange, ScannedChange } from '../../model/change.ts';
import type {
  Alteration,
  CommitCounts,
  DestinationRun,
  Disappearance,
  Fence,
  KeyPage,
  OpenedDestination,
} from '../../model/destination.ts';
import { must } from '../../model/errors.ts';
import type { StreamFreshness } from '../../model/freshness.ts';
import type { RunLog } from '../../model/run-log.ts';
import type { RunReport } from '../../model/run-report.ts';
import type { DroppedStream, StateStore } from '../../model/state-store.ts';
import type { Key } from '../../model/stream.ts';
import type { JsonValue } from '../../util/json.ts';
import { DuckdbConnection } from '../duckdb/connection.ts';
import { openDuckdbOver } from '../duckdb/destination.ts';
import { withFileErrors } from '../file-errors.ts';
import { addRunLine } from './add-run-line.ts';
import { findAlteredFiles } from './altered.ts';
import { ownFolder, removeIfEmpty, removeTemporary, storePath } from './folder.ts';
import type { FileKind } from './formats.ts';
import { enterFreshness, forgetFreshness, readManifest, writeManifest } from './manifest.ts';
import { finishPublishing, openStreams, type Publishing, publishStreams } from './publish.ts';

/** Which folder, which files, and what happens in it. */
export interface FilesOptions extends FileKind {
  readonly path: string;
  /** Rows that are gone upstream are left out instead of marked. */
  readonly hardDeletes: boolean;
  /** Of the attempt that writes: commits of an earlier one are refused. */
  readonly fence?: Fence | undefined;
}

const schema = 'lark';

/**
 * A folder of Parquet, NDJSON or CSV files, one folder for each stream. Rows are merged in a DuckDB file beside them, which also
 * keeps the state; at the end of a run the streams that have changed are written out, each file whole or not at all. A run
 * that is killed or stopped shows nothing of its rows; they are in the store, and the run that ends shows them.
 */
export class FilesDestination implements OpenedDestination {
  readonly name: string;
  readonly isVisibleAtCommit = false;
  readonly state: StateStore;
  readonly runs: RunLog;
  readonly #options: FilesOptions;
  readonly #database: DuckdbConnection;
  readonly #store: OpenedDestination;
  #run: DestinationRun | undefined;

  private constructor(options: FilesOptions, database: DuckdbConnection, store: OpenedDestination) {
    this.name = options.path;
    this.state = {
      load: (sourceId) => store.state.load(sourceId),
      reset: (sourceId, streams, slices) => this.#reset(sourceId, streams, slices),
    };
    this.runs = {
      begin: (run) => store.runs.begin(run),
      save: (report) => this.#saveRun(report),
      leave: () => store.runs.leave(),
      load: (limit) => store.runs.load(limit),
    };
    this.#options = options;
    this.#database = database;
    this.#store = store;
  }

  /** @throws ConfigError `destination.open.failed`, TransientError `destination.locked`. */
  static async open(options: FilesOptions): Promise<FilesDestination> {
    const path = storePath(options.path);
    const database = await DuckdbConnection.open(path);
    const store = await openDuckdbOver(database, {
      path,
      schema,
      hardDeletes: options.hardDeletes,
      fence: options.fence,
    });
    return new FilesDestination(options, database, store);
  }

  async begin(run: DestinationRun): Promise<readonly Alteration[]> {
    const { path } = this.#options;
    const altered = await withFileErrors('opening', this.name, () => findAlteredFiles(path, run.streams));
    await withFileErrors('opening', this.name, () => this.#prepare(run));
    forgetFreshness(
      path,
      altered.map(({ stream }) => stream),
    );
    this.#run = run;
    // In the store, one run's rows are enough of a stream that keeps every version: the earlier ones stand in their files.
    const streams = run.streams.map(
      ({ stream, mode }) => ({ stream, mode: mode === 'append' ? 'overwrite' : mode }) as const,
    );
    return [...altered, ...(await this.#store.begin({ ...run, streams }))];
  }

  async write(change: RowsChange | DeletesChange): Promise<void> {
    await this.#store.write(change);
  }

  async beginRefresh(): Promise<void> {
    await this.#store.beginRefresh();
  }

  async measure(scan: ScannedChange): Promise<Disappearance> {
    return await this.#store.measure(scan);
  }

  async missingKeys(scan: ScannedChange, page: KeyPage): Promise<Key[]> {
    return await this.#store.missingKeys(scan, page);
  }

  async markPresent(stream: string, keys: readonly Key[]): Promise<void> {
    await this.#store.markPresent(stream, keys);
  }

  async unheldKeys(scan: ScannedChange): Promise<Key[]> {
    return await this.#store.unheldKeys(scan);
  }

  async sweep(scan: ScannedChange): Promise<void> {
    await this.#store.sweep(scan);
  }

  async commit(states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    return await this.#store.commit(states);
  }

  async publish(streams: readonly string[], states: ReadonlyMap<string, JsonValue>): Promise<CommitCounts> {
    return await this.#store.publish(streams, states);
  }

  async finish(altered: ReadonlySet<string> = new Set()): Promise<void> {
    const run = must(this.#run, 'The run');
    await this.#store.finish(altered);
    await withFileErrors('writing', this.name, () => publishStreams(this.#place(run)));
  }

  async keepFreshness(streams: readonly StreamFreshness[]): Promise<void> {
    await this.#store.keepFreshness(streams);
    await withFileErrors('writing', this.name, () => enterFreshness(this.#options.path, streams));
  }

  async rollback(): Promise<void> {
    await this.#store.rollback();
  }

  async close(): Promise<void> {
    await this.#store.close();
  }

  async #reset(sourceId: string, streams: readonly DroppedStream[], slices: readonly string[]): Promise<void> {
    await this.#store.state.reset(sourceId, streams, slices);
    await withFileErrors('writing', this.name, () => this.#removeFiles(streams.map(({ name }) => name)));
  }

  /** In a file of its own too, for readers that know no DuckDB; each has the report whether or not the other can take it. */
  async #saveRun(report: RunReport): Promise<void> {
    const path = join(this.#options.path, ownFolder, 'runs.ndjson');
    const added = withFileErrors('writing', this.name, () => addRunLine(path, report));
    const [saved] = await Promise.allSettled([this.#store.runs.save(report), added]);
    if (saved.status === 'rejected') throw saved.reason;
    await added;
  }

  #place({ runId, streams }: DestinationRun): Publishing {
    const { path, format, compression } = this.#options;
    return { folder: path, kind: { format, compression }, database: this.#database, schema, runId, streams };
  }

  async #prepare(run: DestinationRun): Promise<void> {
    for (const { stream } of run.streams) removeTemporary(join(this.#options.path, stream.name));
    openStreams(this.#options.path, run.streams);
    await finishPublishing(this.#place(run));
  }

  #removeFiles(streams: readonly string[]): void {
    const { path } = this.#options;
    const manifest = readManifest(path);
    for (const stream of streams) {
      for (const file of manifest.streams[stream]?.files ?? []) rmSync(join(path, file.path), { force: true });
      removeTemporary(join(path, stream));
      removeIfEmpty(join(path, stream));
    }
    const left = Object.entries(manifest.streams).filter(([stream]) => !streams.includes(stream));
    writeManifest(path, { ...manifest, streams: Object.fromEntries(left) });
  }
}
