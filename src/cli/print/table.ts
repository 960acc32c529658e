import { displayWidth, fitWidth, padEnd, padStart } from './display-width.ts';

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
  /** Styles a whole line once it is laid out; the title line has index -1. */
  readonly styleLine?: (line: string, index: number) => string;
}

const gap = '  ';

/** Text in columns, wide characters counted as two. Without lines or boxes: it is to be read, and copied. */
export function formatTable({ columns, rows, indent = 2, maxCellWidth = 60, styleLine }: TableOptions): string[] {
  const titles = columns.map(({ title }) => title);
  const lines = [titles, ...rows.map((row) => row.map((cell) => fitCell(cell, maxCellWidth)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column] ?? ''))));
  return lines.map((cells, index) => {
    const padded = columns.map(({ align }, column) => {
      const cell = cells[column] ?? '';
      const width = widths[column] ?? 0;
      return align === 'right' ? padStart(cell, width) : padEnd(cell, width);
    });
    const line = `${' '.repeat(indent)}${padded.join(gap)}`.trimEnd();
    return styleLine === undefined ? line : styleLine(line, index - 1);
  });
}

function fitCell(cell: string, columns: number): string {
  return fitWidth(cell.replaceAll(/[\t\r\n]+/g, ' '), columns);
}
