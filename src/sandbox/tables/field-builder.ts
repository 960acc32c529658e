import type { JsonObject } from '../../util/json.ts';
import type { Cell, CellSource, CellView, Field } from './field.ts';
import { fieldIdOf, optionIdOf, textSalt } from './names-and-tokens.ts';

/** Makes the columns of one table; ids and salts follow from the column's key, so renaming a column moves nothing. */
export class FieldBuilder {
  readonly tableId: string;
  readonly #fields: Field[] = [];

  constructor(tableId: string) {
    this.tableId = tableId;
  }

  get fields(): readonly Field[] {
    return this.#fields;
  }

  idOf(key: string): string {
    return fieldIdOf(this.tableId, key);
  }

  add(
    key: string,
    name: string,
    kind: readonly [type: number, uiType: string],
    source: CellSource,
    property: JsonObject | null = null,
  ): this {
    const isPrimary = this.#fields.length === 0;
    this.#fields.push({ id: this.idOf(key), name, type: kind[0], uiType: kind[1], property, isPrimary, source });
    return this;
  }

  pool(
    key: string,
    name: string,
    kind: readonly [type: number, uiType: string],
    cells: readonly Cell[],
    property: JsonObject | null = null,
  ): this {
    return this.poolOf(key, name, kind, () => cells, property);
  }

  /** A pool that depends on how the caller looks at it: the kind of user id, the table's revision. */
  poolOf(
    key: string,
    name: string,
    kind: readonly [type: number, uiType: string],
    cells: (view: CellView) => readonly Cell[],
    property: JsonObject | null = null,
  ): this {
    return this.add(key, name, kind, { kind: 'pool', salt: textSalt(`${this.tableId}/${key}`), cells }, property);
  }

  /** A select column with its options; `cells` gives what rows hold. */
  select(key: string, name: string, options: readonly string[], several: boolean): this {
    const property = {
      options: options.map((option, color) => ({
        color,
        id: optionIdOf(this.tableId, `${key}/${option}`),
        name: option,
      })),
    };
    if (!several) return this.pool(key, name, [3, 'SingleSelect'], [...options, ...options, undefined], property);
    const pairs = options.map(
      (option, at): Cell => (at % 2 ? [option, options[(at + 1) % options.length] ?? option] : [option]),
    );
    return this.pool(key, name, [4, 'MultiSelect'], [...pairs, undefined], property);
  }
}
