import type { Field } from './field.ts';
import type { View } from './view.ts';

/** What a table begins with. Its generated rows are created evenly between `firstCreatedMs` and `lastCreatedMs`. */
export interface TableSeed {
  readonly id: string;
  readonly name: string;
  readonly salt: number;
  readonly fields: readonly Field[];
  readonly views: readonly View[];
  /** Rows that exist from the start; they are made anew at each read and cost no memory. */
  readonly generatedRows: number;
  /** How many of them, from the top, are blank, as in the table that every new Base begins with. */
  readonly blankRows: number;
  readonly firstCreatedMs: number;
  readonly lastCreatedMs: number;
}
