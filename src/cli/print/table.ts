import { displayWidth, fitMiddle, fitWidth, padEnd, padStart } from './display-width.ts';

export interface TableColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

export interface TableOptions {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly string[])[];
  readonly indent?: number;
  /** Cells wider than this are cut. */
  readonly maxCellWidth?: number;
  /** What the table may take in all: the widest cells of text are shortened in the middle until it fits, or as far as they can be read. */
  readonly width?: number | undefined;
  /** Styles a whole line once it is laid out; the title line has index -1. */
  readonly styleLine?: (line: string, index: number) => string;
}

const gap = '  ';

/** Text in columns, wide characters counted as two. Without lines or boxes: it is to be read, and copied. */
export function formatTable({
  columns,
  rows,
  indent = 2,
  maxCellWidth = 60,
  width: room,
  styleLine,
}: TableOptions): string[] {
  const titles = columns.map(({ title }) => title);
  const lines = [titles, ...rows.map((row) => row.map((cell) => fitCell(cell, maxCellWidth)))];
  const natural = columns.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column] ?? ''))));
  const widths = shrink(
    natural,
    columns,
    room === undefined ? undefined : room - indent - gap.length * (columns.length - 1),
  );
  return lines.map((cells, index) => {
    const padded = columns.map(({ align }, column) => {
      const width = widths[column] ?? 0;
      const cell = fitMiddle(cells[column] ?? '', width);
      return align === 'right' ? padStart(cell, width) : padEnd(cell, width);
    });
    const line = `${' '.repeat(indent)}${padded.join(gap)}`.trimEnd();
    return styleLine === undefined ? line : styleLine(line, index - 1);
  });
}

/** A column of text narrower than this cannot be read any more. */
const narrowest = 14;

function shrink(natural: readonly number[], columns: readonly TableColumn[], room: number | undefined): number[] {
  const widths = [...natural];
  const total = (): number => widths.reduce((sum, width) => sum + width, 0);
  while (room !== undefined && total() > room) {
    const widest = Math.max(...widths.filter((_, index) => columns[index]?.align !== 'right'));
    const at = widths.findIndex((width, index) => width === widest && columns[index]?.align !== 'right');
    if (widest <= narrowest || at < 0) break;
    widths[at] = widest - 1;
  }
  return widths;
}

function fitCell(cell: string, columns: number): string {
  return fitWidth(cell.replaceAll(/[\t\r\n]+/g, ' '), columns);
}
