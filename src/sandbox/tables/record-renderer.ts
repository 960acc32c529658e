import { type JsonObject, parseJson } from '../../util/json.ts';
import type { UserIdType } from '../people/person.ts';
import { numberOf } from './cell-text.ts';
import { type Cell, type CellSource, type Field, scatter } from './field.ts';
import { listCell } from './list-cell.ts';
import type { SandboxTable } from './sandbox-table.ts';

/** How a caller wants the records of a table written. */
export interface RecordShape {
  readonly style: 'search' | 'list';
  readonly userIdType: UserIdType;
  readonly automaticFields: boolean;
  readonly textAsArray: boolean;
  /** Field ids to show; undefined shows all. */
  readonly fieldIds: ReadonlySet<string> | undefined;
}

/** One cell of a generated row, as `,"name":value`, or "" when the cell is empty. */
type Part = (row: number, hash: number) => string;

type SystemSource = Exclude<
  CellSource,
  { readonly kind: 'pool' | 'computed' | 'formula' | 'link' | 'lookup' | 'none' }
>;

/**
 * Writes one record of a table as JSON text. Built once per table state and shape: pooled cells are written ahead, so a
 * generated record is only a concatenation of ready texts.
 */
export class RecordRenderer {
  readonly #table: SandboxTable;
  readonly #shape: RecordShape;
  readonly #fields: readonly Field[];
  readonly #parts: readonly Part[];
  readonly #persons: readonly string[];
  readonly #revision: number;

  constructor(table: SandboxTable, shape: RecordShape) {
    this.#table = table;
    this.#shape = shape;
    this.#revision = table.revision;
    this.#fields = table.fields.filter((field) => shape.fieldIds?.has(field.id) ?? true);
    this.#persons = table.people.texts(shape.userIdType);
    this.#parts = this.#fields.map((field) => this.#partOf(field));
  }

  render(row: number): string {
    const table = this.#table;
    const hash = table.hashOf(row);
    const fields = this.#needsCells(row) ? this.#writtenFields(row) : this.#generatedFields(row, hash);
    const end = `},"record_id":"${table.ids.idOf(row)}"}`;
    if (!this.#shape.automaticFields) return `{"fields":{${fields}${end}`;
    return (
      `{"created_by":${this.#persons[table.creatorOf(hash)]},"created_time":${table.createdMs(row)},` +
      `"last_modified_by":${this.#persons[table.modifierOf(row, hash)]},` +
      `"last_modified_time":${table.modifiedMs(row, hash)},"fields":{${fields}${end}`
    );
  }

  #needsCells(row: number): boolean {
    return row >= this.#table.seed.generatedRows || row < this.#table.seed.blankRows || this.#table.written(row);
  }

  #generatedFields(row: number, hash: number): string {
    const parts = this.#parts;
    let at = 0;
    let text = '';
    while (text === '' && at < parts.length) text = parts[at++]?.(row, hash) ?? '';
    // Only the first part is cut: cutting the joined text would copy it once more.
    text = text.slice(1);
    for (; at < parts.length; at++) text += parts[at]?.(row, hash);
    return text;
  }

  #writtenFields(row: number): string {
    const shown: JsonObject = {};
    for (const field of this.#fields) {
      const cell = this.#shaped(field, this.#table.cell(field, row, this.#view));
      if (cell !== undefined) shown[field.name] = cell;
    }
    return JSON.stringify(shown).slice(1, -1);
  }

  get #view(): { userIdType: UserIdType; revision: number } {
    return { userIdType: this.#shape.userIdType, revision: this.#revision };
  }

  #shaped(field: Field, cell: Cell): Cell {
    if (this.#shape.style === 'search') return cell;
    return listCell(field, cell, { textAsArray: this.#shape.textAsArray, tableOf: this.#table.tableOf });
  }

  #partOf(field: Field): Part {
    const { source } = field;
    const key = `,${JSON.stringify(field.name)}:`;
    if (source.kind === 'none') return () => '';
    if (source.kind === 'pool')
      return pooled(
        source.cells(this.#view).map((cell) => this.#written(key, field, cell)),
        source.salt,
      );
    if (source.kind === 'formula') return this.#formulaPart(field, key, source);
    if (this.#shape.style === 'list')
      return (row) => this.#written(key, field, this.#table.cell(field, row, this.#view));
    if (source.kind === 'computed') return prefixed(key, source.json);
    if (source.kind === 'link') return this.#linkPart(key, source);
    if (source.kind === 'lookup') return this.#lookupPart(key, source.through);
    return this.#systemPart(key, source);
  }

  #written(key: string, field: Field, cell: Cell): string {
    const shaped = this.#shaped(field, cell);
    return shaped === undefined ? '' : key + JSON.stringify(shaped);
  }

  #systemPart(key: string, source: SystemSource): Part {
    const table = this.#table;
    const persons = this.#persons;
    switch (source.kind) {
      case 'created-time':
        return (row) => key + table.createdMs(row);
      case 'modified-time':
        return (row, hash) => key + table.watchedMs(row, hash, source.watches);
      case 'created-user':
        return (_, hash) => `${key}[${persons[table.creatorOf(hash)]}]`;
      case 'modified-user':
        return (row, hash) => `${key}[${persons[table.modifierOf(row, hash)]}]`;
    }
  }

  #linkPart(
    key: string,
    source: { tableId: string; rows: (row: number, hash: number, targetRows: number) => readonly number[] },
  ): Part {
    const target = this.#table.tableOf(source.tableId);
    if (target === undefined) return () => '';
    return (at, hash) => {
      const rows = this.#table.linkedRows(source, at, hash);
      if (rows.length === 0) return '';
      let ids = '';
      for (const row of rows) ids += `,"${target.ids.idOf(row)}"`;
      return `${key}{"link_record_ids":[${ids.slice(1)}]}`;
    };
  }

  #lookupPart(key: string, through: string): Part {
    const link = this.#table.fields.find((field) => field.id === through)?.source;
    const target = link?.kind === 'link' ? this.#table.tableOf(link.tableId) : undefined;
    if (link?.kind !== 'link' || target === undefined) return () => '';
    const primary = target.fields.find((field) => field.isPrimary)?.source;
    return (row, hash) => {
      const [first] = this.#table.linkedRows(link, row, hash);
      if (first === undefined) return '';
      if (primary?.kind === 'computed' && !target.written(first) && !target.isBlank(first)) {
        return `${key}{"type":1,"value":${primary.json(first, target.hashOf(first))}}`;
      }
      const text = target.primaryText(first);
      return text === '' ? '' : `${key}{"type":1,"value":[{"text":${JSON.stringify(text)},"type":"text"}]}`;
    };
  }

  #formulaPart(field: Field, key: string, source: { of: string; result: (operand: number) => number }): Part {
    const operand = this.#table.fields.find((other) => other.id === source.of)?.source;
    const value = (cell: Cell): string => {
      const number = numberOf(cell);
      return Number.isNaN(number) ? '' : this.#written(key, field, { type: 2, value: [source.result(number)] });
    };
    if (operand?.kind === 'pool') return pooled(operand.cells(this.#view).map(value), operand.salt);
    if (operand?.kind !== 'computed') return () => '';
    return (row, hash) => {
      const json = operand.json(row, hash);
      return json === '' ? '' : value(parseJson(json));
    };
  }
}

function pooled(texts: readonly string[], salt: number): Part {
  const size = texts.length;
  return (_, hash) => texts[scatter(hash, salt) % size] ?? '';
}

function prefixed(key: string, json: (row: number, hash: number) => string): Part {
  return (row, hash) => {
    const text = json(row, hash);
    return text === '' ? '' : key + text;
  };
}
