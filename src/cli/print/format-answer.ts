import type { QueryAnswer, QueryCell } from '../../model/query.ts';
import type { Style } from '../style.ts';
import { displayWidth, fitWidth, padEnd } from './display-width.ts';
import { formatTable } from './format-table.ts';

interface AnswerLayout {
  /** Columns of the terminal; undefined where lines may be as long as they like. */
  readonly width: number | undefined;
  readonly style: Style;
}

/** A table where it fits; else each row as a block, one line a column, as nothing of it can be read when it wraps. */
export function formatAnswer(answer: QueryAnswer, layout: AnswerLayout): string[] {
  if (answer.columns.length === 0) return [];
  const table = formatTable({
    columns: answer.columns.map((title, at) => ({ title, align: isNumeric(answer, at) ? 'right' : 'left' })),
    rows: answer.rows.map((row) => row.map(toText)),
    maxCellWidth: layout.width === undefined ? undefined : 60,
    styleLine: (line, index) => (index < 0 ? layout.style.dim(line) : line),
  });
  const { width } = layout;
  if (width === undefined || table.every((line) => displayWidth(line) <= width)) return table;
  return answer.rows.flatMap((row, index) => formatBlock(answer.columns, row, { ...layout, index }));
}

/** One row as a JSON line, `{"event":"row","row":{…}}`; numbers and nested values stand in it as the database wrote them. */
export function toJsonRow(columns: readonly string[], row: readonly (QueryCell | null)[]): string {
  const members = columns.map((name, at) => `${JSON.stringify(name)}:${toJson(row[at] ?? null)}`);
  return `{"event":"row","row":{${members.join(',')}}}`;
}

function formatBlock(
  columns: readonly string[],
  row: readonly (QueryCell | null)[],
  { width = 0, style, index }: AnswerLayout & { readonly index: number },
): string[] {
  const nameWidth = Math.max(...columns.map(displayWidth));
  const lines = columns.map((name, at) => {
    const text = toText(row[at] ?? null).replaceAll(/\s+/g, ' ');
    return `  ${style.dim(padEnd(name, nameWidth))}  ${fitWidth(text, Math.max(10, width - nameWidth - 4))}`;
  });
  return index === 0 ? lines : ['', ...lines];
}

const isNumeric = ({ rows }: QueryAnswer, at: number): boolean =>
  rows.length > 0 && rows.every((row) => row[at] === null || (row[at]?.isJson === true && isNumber(row[at].text)));

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));

const toText = (cell: QueryCell | null): string => cell?.text ?? '';

function toJson(cell: QueryCell | null): string {
  if (cell === null) return 'null';
  return cell.isJson ? cell.text : JSON.stringify(cell.text);
}
