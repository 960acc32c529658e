import { displayWidth, fitMiddle, fitWidth } from './display-width.ts';

interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** For names, times, ids and addresses, which people copy: such a cell is never cut; it takes a line of its own where it must. */
  readonly keep?: boolean;
  /** Where the table is too wide, columns that have this number are left out, the lowest first. */
  readonly drop?: number;
}

/** What a table shows, and how wide it may be. */
export interface TableOptions {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly indent?: number;
  /** What the table may take in all; without it nothing is cut and nothing left out. */
  readonly width?: number | undefined;
  /** Text wider than this is cut, except in columns to keep; 60 where the table has a width. */
  readonly maxCellWidth?: number | undefined;
  /** Styles a whole line once it is laid out; lines of the titles have index -1. */
  readonly styleLine?: (line: string, index: number) => string;
}

const gap = 2;

/** A column of text narrower than this cannot be read any more. */
const narrowest = 14;

/** Text in columns, wide characters counted as two. Without lines or boxes: it is to be read, and copied. */
export function formatTable(options: TableOptions): string[] {
  const { columns, rows, indent = 2, width, styleLine = (line) => line } = options;
  const maxCellWidth = options.maxCellWidth ?? (width === undefined ? Number.POSITIVE_INFINITY : 60);
  const fit = (cell: string, at: number): string => {
    const line = cell.replaceAll(/[\t\r\n]+/g, ' ');
    return columns[at]?.keep === true ? line : fitWidth(line, maxCellWidth);
  };
  const table = [columns.map(({ title }) => title), ...rows.map((row) => row.map(fit))];
  const layout = layOut(columns, table, { indent, width });
  return table.flatMap((row, index) => formatRow(row, layout).map((line) => styleLine(line, index - 1)));
}

interface Place {
  readonly column: TableColumn;
  /** Which cell of a row stands here. */
  readonly at: number;
  readonly start: number;
  readonly width: number;
}

interface Layout {
  readonly places: readonly Place[];
  readonly indent: number;
  readonly width: number | undefined;
}

type Measured = Omit<Place, 'start'>;

function layOut(
  columns: readonly TableColumn[],
  table: readonly (readonly string[])[],
  { indent, width }: Omit<Layout, 'places'>,
): Layout {
  const room = width === undefined ? Number.POSITIVE_INFINITY : width - indent;
  let shown: readonly Measured[] = columns.map((column, at) => ({
    column,
    at,
    width: Math.max(...table.map((row) => displayWidth(row[at] ?? ''))),
  }));
  let shrunk = shrink(shown, room, isText);
  while (total(shrunk) > room) {
    const least = Math.min(...shown.flatMap(({ column }) => column.drop ?? []));
    if (least === Number.POSITIVE_INFINITY) break;
    shown = shown.filter(({ column }) => column.drop !== least);
    shrunk = shrink(shown, room, isText);
  }
  let start = indent;
  // From the last one, so that as few columns as possible hold cells that take a line of their own.
  for (const { column } of shrunk.toReversed()) {
    if (isLeft(column)) shrunk = shrink(shrunk, room, (one) => one === column);
  }
  const places = shrunk.map((one) => {
    const place = { ...one, start };
    start += one.width + gap;
    return place;
  });
  return { places, indent, width };
}

const isLeft = ({ align }: TableColumn): boolean => align !== 'right';
const isText = (column: TableColumn): boolean => isLeft(column) && column.keep !== true;

const total = (columns: readonly Measured[]): number =>
  columns.reduce((sum, { width }) => sum + width, gap * (columns.length - 1));

/** Narrows the widest of these columns until all fit, or as far as they can be read. */
function shrink(
  columns: readonly Measured[],
  room: number,
  mayShrink: (column: TableColumn) => boolean,
): readonly Measured[] {
  const widths = columns.map(({ width }) => width);
  for (let over = total(columns) - room; over > 0; over--) {
    const widest = Math.max(narrowest, ...widths.filter((_, at) => isAt(columns, at, mayShrink)));
    const at = widths.findIndex((width, index) => width === widest && isAt(columns, index, mayShrink));
    if (widest === narrowest || at < 0) break;
    widths[at] = widest - 1;
  }
  return columns.map((column, at) => ({ ...column, width: widths[at] ?? column.width }));
}

function isAt(columns: readonly Measured[], at: number, is: (column: TableColumn) => boolean): boolean {
  const column = columns[at]?.column;
  return column !== undefined && is(column);
}

/** A row in one line; in more where a cell that is kept whole leaves no room for what follows it. */
function formatRow(row: readonly string[], { places, indent, width: room }: Layout): string[] {
  const lines: string[] = [];
  let line = '';
  let end = 0;
  const put = (start: number, cell: string, cellWidth: number): void => {
    line += ' '.repeat(start - end) + cell;
    end = start + cellWidth;
  };
  const breakLine = (): void => {
    lines.push(line);
    line = '';
    end = 0;
  };
  for (const { column, at, start, width } of places) {
    const cell = column.keep === true || column.align === 'right' ? (row[at] ?? '') : fitMiddle(row[at] ?? '', width);
    const cellWidth = displayWidth(cell);
    if (cellWidth === 0) continue;
    const begin = column.align === 'right' ? start + width - cellWidth : start;
    const isBeyond = room !== undefined && begin + cellWidth > room && begin > indent + gap;
    if (end > 0 && (end + gap > begin || isBeyond)) breakLine();
    put(isBeyond ? indent + gap : begin, cell, cellWidth);
  }
  return [...lines, line];
}
