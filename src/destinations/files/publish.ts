import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PlannedStream } from '../../model/destination.ts';
import { ConfigError } from '../../model/errors.ts';
import type { DuckdbConnection } from '../duckdb/connection.ts';
import { isAsWritten } from './altered.ts';
import { type Content, exportStream, readContent } from './export.ts';
import { assertOurs, putInPlace } from './folder.ts';
import type { FileKind } from './formats.ts';
import { type Manifest, type PublishedStream, readManifest, writeManifest } from './manifest.ts';

/** From which store the files of which streams are written, and by which run. */
export interface Publishing {
  readonly folder: string;
  readonly kind: FileKind;
  readonly database: DuckdbConnection;
  readonly schema: string;
  readonly runId: string;
  readonly streams: readonly PlannedStream[];
}

const nothing = (mode: PlannedStream['mode']): PublishedStream => ({ mode, fingerprint: '', files: [], columns: [] });

/**
 * Enters the streams into the manifest, before there is a file of theirs.
 * @throws ConfigError `destination.table.incompatible` for folders that are not ours or keep versions in another way.
 */
export function openStreams(folder: string, streams: readonly PlannedStream[]): void {
  const manifest = readManifest(folder);
  const entries = streams.map(({ stream: { name }, mode }) => {
    const found = manifest.streams[name];
    if (found === undefined || found.files.length === 0) {
      if (found === undefined) assertOurs(folder, name);
      return [name, nothing(mode)] as const;
    }
    if ((found.mode === 'append') !== (mode === 'append')) {
      throw new ConfigError({
        code: 'destination.table.incompatible',
        message: {
          en: `${join(folder, name)} was written in mode ${found.mode} and cannot continue in mode ${mode}`,
          zh: `${join(folder, name)} 是以 ${found.mode} 模式写入的，不能改用 ${mode} 继续`,
        },
        cure: {
          en: `Move its files away and run \`larkstream reset ${name}\`, or set the stream's mode to ${found.mode}.`,
          zh: `移走其文件并运行 \`larkstream reset ${name}\`，或把该数据流的模式设为 ${found.mode}。`,
        },
      });
    }
    return [name, { ...found, mode }] as const;
  });
  writeManifest(folder, { ...manifest, streams: { ...manifest.streams, ...Object.fromEntries(entries) } });
}

interface Changed {
  readonly planned: PlannedStream;
  readonly content: Content;
  readonly before: PublishedStream;
}

function isBehind({ planned: { mode }, content, before }: Changed, folder: string): boolean {
  if (mode === 'append') return content.rows > 0 && before.fingerprint !== content.fingerprint;
  const isThere = before.files.length > 0 && before.files.every((file) => isAsWritten(folder, file));
  return !isThere || before.fingerprint !== content.fingerprint;
}

/** Of `streams`, those whose files show something else than the store holds. */
async function findChanged(
  { database, schema, folder, kind }: Publishing,
  manifest: Manifest,
  streams: readonly PlannedStream[],
): Promise<Changed[]> {
  const changed: Changed[] = [];
  for (const planned of streams) {
    const content = await readContent(database, { schema, stream: planned.stream.name, format: kind.format });
    if (content === undefined) continue;
    const found = { planned, content, before: manifest.streams[planned.stream.name] ?? nothing(planned.mode) };
    if (isBehind(found, folder)) changed.push(found);
  }
  return changed;
}

/**
 * Writes the files of what has changed beside their places, then moves them there: between the first move and the last lie
 * milliseconds, and after a crash there the manifest lets the next run finish it.
 */
async function publish(place: Publishing, manifest: Manifest, changed: readonly Changed[]): Promise<void> {
  const { folder, runId } = place;
  const published: [string, PublishedStream][] = [];
  const old: string[] = [];
  for (const { planned, content, before } of changed) {
    const { stream, mode } = planned;
    const file = await exportStream({ ...place, stream: stream.name, mode, content });
    const others = before.files.filter(({ path }) => path !== file.path);
    if (mode !== 'append') old.push(...others.map(({ path }) => path));
    const files = mode === 'append' ? [...others, file] : [file];
    published.push([stream.name, { ...before, mode, fingerprint: content.fingerprint, files }]);
  }
  if (published.length > 0) writeManifest(folder, { ...manifest, publishing: published.map(([name]) => name) });
  for (const [, { files }] of published) putInPlace(join(folder, files.at(-1)?.path ?? ''));
  for (const path of old) rmSync(join(folder, path), { force: true });
  const streams = describe(place, { ...manifest.streams, ...Object.fromEntries(published) });
  writeManifest(folder, { ...manifest, runId, publishing: [], streams });
}

/** With the columns as they are called now, also of streams whose rows are as they were. */
function describe({ streams }: Publishing, entries: Manifest['streams']): Manifest['streams'] {
  const described = streams.flatMap(({ stream }) => {
    const entry = entries[stream.name];
    if (entry === undefined) return [];
    const columns = stream.columns.map(({ name, type, title, description }) => ({
      name,
      type,
      ...(title !== undefined && { title }),
      description: description.en,
    }));
    return [[stream.name, { ...entry, columns }] as const];
  });
  return { ...entries, ...Object.fromEntries(described) };
}

/** Shows what the run has changed. */
export async function publishStreams(place: Publishing): Promise<void> {
  const manifest = readManifest(place.folder);
  await publish(place, manifest, await findChanged(place, manifest, place.streams));
}

/**
 * Makes good what a crash interrupted: files that were being put in place, and rows of a stream that keeps every version, whose
 * state is saved but whose file is not there yet.
 */
export async function finishPublishing(place: Publishing): Promise<void> {
  const manifest = readManifest(place.folder);
  const mayBeBehind = place.streams.filter(
    ({ stream, mode }) => mode === 'append' || manifest.publishing.includes(stream.name),
  );
  const changed = await findChanged(place, manifest, mayBeBehind);
  if (changed.length > 0) await publish(place, manifest, changed);
}
