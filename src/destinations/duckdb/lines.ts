import type { Stream } from '../../model/stream.ts';
import { quoteName } from '../sql/text.ts';
import { lineOfCells } from './compared-line.ts';
import { withoutHalves } from './json-halves.ts';
import { duckdbTypes, quoteText } from './sql.ts';

/** The text of the cell at a place; stream's columns may have any name. */
const cell = (at: number): string => `cell_${at}`;

/** The columns of the table that rows are appended to as texts. */
export const lineColumns = ({ columns }: Stream): string =>
  [...columns.map((_, at) => `${cell(at)} VARCHAR`), 'compared BLOB'].join(', ');

/** Select list that makes the stream's columns. `isLenient`: texts that may be no JSON become null; without it such a text makes the statement fail. */
export function columnsOfCells({ columns }: Stream, isLenient: boolean): string {
  const values = columns.map(({ name, type }, at) => {
    if (type === 'string') return `${cell(at)} AS ${quoteName(name)}`;
    if (type === 'json' && isLenient) return `TRY_CAST(${withoutHalves(cell(at))} AS JSON) AS ${quoteName(name)}`;
    return `CAST(${cell(at)} AS ${duckdbTypes[type]}) AS ${quoteName(name)}`;
  });
  return values.join(', ');
}

/** The hash that shows whether a row has changed. Rows that say less are others, so that what was kept is looked at again once they say it. */
export function hashOfCells(stream: Stream, silent: readonly string[]): string {
  const more = silent.length === 0 ? '' : `, ${quoteText(silent.join())}`;
  const line = lineOfCells(stream, cell);
  return `CASE WHEN compared IS NULL THEN hash(${line}${more}) ELSE hash(compared${more}) END`;
}

/** For each column of JSON, conditions: its text is no JSON as it stands, and nor is it without halves. */
export function malformedCells({
  columns,
}: Stream): { readonly name: string; readonly asItStands: string; readonly withoutHalves: string }[] {
  return columns.flatMap(({ name, type }, at) => {
    if (type !== 'json') return [];
    const isMalformed = (json: string): string => `(${cell(at)} IS NOT NULL AND NOT json_valid(${json}))`;
    return [{ name, asItStands: isMalformed(cell(at)), withoutHalves: isMalformed(withoutHalves(cell(at))) }];
  });
}
