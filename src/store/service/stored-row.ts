import { BugError } from '../../model/errors.ts';
import { isObject, type JsonObject, type JsonValue, tryParseJson } from '../../util/json.ts';
import type { SqlRow } from '../database.ts';

/** Reads the columns of a row as what they must be. What no program of ours has written there is a bug, and is said to be one. */
export class StoredRow {
  readonly #row: SqlRow;

  constructor(row: SqlRow) {
    this.#row = row;
  }

  text(column: string): string {
    return this.optionalText(column) ?? this.#refuse(column);
  }

  optionalText(column: string): string | undefined {
    const value = this.#row[column];
    if (value === null || value === undefined) return undefined;
    return typeof value === 'string' ? value : this.#refuse(column);
  }

  number(column: string): number {
    return this.optionalNumber(column) ?? this.#refuse(column);
  }

  optionalNumber(column: string): number | undefined {
    const value = this.#row[column];
    if (value === null || value === undefined) return undefined;
    return typeof value === 'number' ? value : this.#refuse(column);
  }

  oneOf<T extends string>(column: string, known: readonly T[]): T {
    return this.optionalOneOf(column, known) ?? this.#refuse(column);
  }

  optionalOneOf<T extends string>(column: string, known: readonly T[]): T | undefined {
    const text = this.optionalText(column);
    if (text === undefined) return undefined;
    return known.find((one) => one === text) ?? this.#refuse(column);
  }

  object(column: string): JsonObject {
    return this.optionalObject(column) ?? this.#refuse(column);
  }

  optionalObject(column: string): JsonObject | undefined {
    const value = this.optionalJson(column);
    if (value === undefined) return undefined;
    return isObject(value) ? value : this.#refuse(column);
  }

  /** What `read` makes of the JSON that stands there; a bug when it makes nothing of it. */
  parsed<T>(column: string, read: (value: JsonValue) => T | undefined): T {
    return this.optionallyParsed(column, read) ?? this.#refuse(column);
  }

  optionallyParsed<T>(column: string, read: (value: JsonValue) => T | undefined): T | undefined {
    const value = this.optionalJson(column);
    return value === undefined ? undefined : (read(value) ?? this.#refuse(column));
  }

  optionalJson(column: string): JsonValue | undefined {
    const text = this.optionalText(column);
    return text === undefined ? undefined : (tryParseJson(text) ?? this.#refuse(column));
  }

  #refuse(column: string): never {
    throw new BugError({
      code: 'internal.unexpected',
      message: {
        en: `Column ${column} of a row of the store holds what this version cannot read`,
        zh: `存储中某行的列 ${column} 含有当前版本无法读取的内容`,
      },
    });
  }
}
