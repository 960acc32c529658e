import { createHash } from 'node:crypto';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  readNumber,
  readObject,
  readObjects,
  readText,
} from '../../util/json.ts';

/** What a read by changes rests on. Where any of it is another, what is held need not be what would be read, and everything is read. */
export interface Basis {
  /** The field of last-modified time that says what has changed. */
  readonly fieldId: string;
  /** A hash of the fields, of the ids that people are named by and of whether attachments are downloaded. */
  readonly hash: string;
  /** How many options each field had, where it has any: those that are added behind them change no record. */
  readonly options: Readonly<Record<string, number>>;
  /** Streams that have all of the records. */
  readonly streams: readonly string[];
}

/** How a table is read now. */
export interface Reading {
  /** As the platform lists them. */
  readonly fields: readonly JsonObject[];
  readonly streams: readonly string[];
  readonly userIdType: string;
  readonly hasDownloads: boolean;
}

/** What to remember of a reading. */
export function basisOf(reading: Reading, fieldId: string): Basis {
  const options = Object.fromEntries(
    reading.fields
      .map((field) => [readText(field, 'field_id') ?? '', optionsOf(field).length] as const)
      .filter(([, count]) => count > 0),
  );
  return { fieldId, options, hash: hashOf(reading, options), streams: [...reading.streams] };
}

/** Whether a reading gives of each record what the one before gave. */
export function restsOn(before: Basis, reading: Reading): boolean {
  const covered = new Set(before.streams);
  return reading.streams.every((name) => covered.has(name)) && hashOf(reading, before.options) === before.hash;
}

/** JSON of the current version. */
export function writeBasis({ fieldId, hash, options, streams }: Basis): JsonObject {
  return { field_id: fieldId, hash, options: { ...options }, streams: [...streams] };
}

/** Undefined for what `writeBasis` has not written. */
export function readBasis(value: JsonValue | undefined): Basis | undefined {
  if (!isObject(value) || !Array.isArray(value.streams)) return undefined;
  const [fieldId, hash] = [readText(value, 'field_id'), readText(value, 'hash')];
  if (fieldId === null || hash === null) return undefined;
  const options = Object.fromEntries(
    Object.entries(readObject(value, 'options')).filter((one): one is [string, number] => typeof one[1] === 'number'),
  );
  return { fieldId, hash, options, streams: value.streams.filter((name) => typeof name === 'string') };
}

function optionsOf(field: JsonObject): readonly JsonObject[] {
  return readObjects(readObject(field, 'property'), 'options');
}

function hashOf({ fields, userIdType, hasDownloads }: Reading, options: Basis['options']): string {
  const told = fields.map((field): JsonValue => {
    const id = readText(field, 'field_id') ?? '';
    const { options: _, ...property } = readObject(field, 'property');
    // Cells hold the names of options, and these change in all records at once.
    const named = optionsOf(field)
      .slice(0, options[id] ?? 0)
      .map((one) => [readText(one, 'id'), readText(one, 'name')]);
    return [id, readText(field, 'field_name'), readNumber(field, 'type'), property, named];
  });
  const text = JSON.stringify([userIdType, hasDownloads, told.map((one) => JSON.stringify(one)).toSorted()]);
  return createHash('sha256').update(text).digest('base64').slice(0, 24);
}
