import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { Freshness, StreamFreshness } from '../../model/freshness.ts';
import { assertNotNewer } from '../../model/state-version.ts';
import { type Column, columnTypes } from '../../model/stream.ts';
import { type WriteMode, writeModes } from '../../model/write-mode.ts';
import {
  isObject,
  type JsonObject,
  readNumber,
  readObject,
  readObjects,
  readText,
  readTexts,
  tryParseJson,
} from '../../util/json.ts';
import { ownFolder, replaceFile } from './folder.ts';

/** One file that readers see. */
export interface PublishedFile {
  /** From the destination's folder on, with `/`. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** The run that wrote it. */
  readonly runId: string;
}

/** A column as it was when the files were written. */
interface PublishedColumn extends Pick<Column, 'name' | 'type' | 'title'> {
  readonly description: string;
}

/** The files of one stream that readers see. */
export interface PublishedStream {
  readonly mode: WriteMode;
  /** Of the rows that the files show; other rows have another one. */
  readonly fingerprint: string;
  readonly files: readonly PublishedFile[];
  /** Of the last run that read all of the stream; see `Freshness`. */
  readonly freshness?: Pick<Freshness, 'changesAsOf' | 'auditedAsOf'>;
  readonly columns: readonly PublishedColumn[];
}

/** What is visible. Written after the files it names, so what it names is there. */
export interface Manifest {
  readonly version: 1;
  /** The run that published last. */
  readonly runId: string | null;
  /** Set while files are being put in place: the next process that opens the folder finishes that. */
  readonly publishing: readonly string[];
  readonly streams: Readonly<Record<string, PublishedStream>>;
}

const pathOf = (folder: string): string => join(folder, ownFolder, 'manifest.json');

function readFile(from: JsonObject): PublishedFile {
  return {
    path: readText(from, 'path') ?? '',
    rows: readNumber(from, 'rows') ?? 0,
    bytes: readNumber(from, 'bytes') ?? 0,
    runId: readText(from, 'runId') ?? '',
  };
}

function readColumn(from: JsonObject): PublishedColumn {
  const title = readText(from, 'title');
  return {
    name: readText(from, 'name') ?? '',
    type: columnTypes.find((type) => type === from.type) ?? 'json',
    ...(title !== null && { title }),
    description: readText(from, 'description') ?? '',
  };
}

function readFreshness(from: JsonObject): Pick<PublishedStream, 'freshness'> {
  const changesAsOf = readText(from, 'changesAsOf');
  return changesAsOf === null ? {} : { freshness: { changesAsOf, auditedAsOf: readText(from, 'auditedAsOf') } };
}

function readStream(from: JsonObject): PublishedStream {
  return {
    mode: writeModes.find((mode) => mode === from.mode) ?? 'dedup',
    fingerprint: readText(from, 'fingerprint') ?? '',
    files: readObjects(from, 'files').map(readFile),
    ...readFreshness(readObject(from, 'freshness')),
    columns: readObjects(from, 'columns').map(readColumn),
  };
}

/** @throws ConfigError `destination.open.failed` when the file is damaged. */
export function readManifest(folder: string): Manifest {
  const path = pathOf(folder);
  if (!existsSync(path)) return { version: 1, runId: null, publishing: [], streams: {} };
  const found = tryParseJson(readFileSync(path, 'utf8'));
  assertNotNewer(found, { en: `The manifest ${path}`, zh: `清单文件 ${path} ` });
  if (!isObject(found) || found.version !== 1) {
    throw new ConfigError({
      code: 'destination.open.failed',
      message: { en: `${path} is not a manifest that this version can read`, zh: `${path} 不是本版本可读取的清单文件` },
    });
  }
  const streams = Object.entries(readObject(found, 'streams'));
  return {
    version: 1,
    runId: readText(found, 'runId'),
    publishing: readTexts(found, 'publishing'),
    streams: Object.fromEntries(streams.map(([name, stream]) => [name, readStream(isObject(stream) ? stream : {})])),
  };
}

/** Replaces the manifest in one step that readers see or do not see. */
export function writeManifest(folder: string, manifest: Manifest): void {
  replaceFile(pathOf(folder), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Says of streams how new the files are that show them. */
export function enterFreshness(folder: string, streams: readonly StreamFreshness[]): void {
  const manifest = readManifest(folder);
  const entries = streams.flatMap(({ stream, changesAsOf, auditedAsOf }) => {
    const entry = manifest.streams[stream];
    return entry === undefined ? [] : [[stream, { ...entry, freshness: { changesAsOf, auditedAsOf } }] as const];
  });
  writeManifest(folder, { ...manifest, streams: { ...manifest.streams, ...Object.fromEntries(entries) } });
}

/** Of streams whose files are not as a run has left them. */
export function forgetFreshness(folder: string, streams: readonly string[]): void {
  if (streams.length === 0) return;
  const manifest = readManifest(folder);
  const left = Object.entries(manifest.streams).map(([name, { freshness, ...entry }]) => [
    name,
    streams.includes(name) || freshness === undefined ? entry : { ...entry, freshness },
  ]);
  writeManifest(folder, { ...manifest, streams: Object.fromEntries(left) });
}
