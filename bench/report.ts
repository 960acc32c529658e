/** What a part of the benchmark found, ready to be printed, written to the docs, or read by a program. */
export interface Section {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Unrounded, for `--json`. */
  readonly figures: readonly Readonly<Record<string, unknown>>[];
  readonly misses: number;
}

/** A figure that has to keep a bound. */
export interface Aim {
  readonly what: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export const whole = (value: number): string => Math.round(value).toLocaleString('en');

/** What is missed, with the bound; nothing when all is well. NaN keeps no bound. */
export function missed(aims: readonly Aim[]): string[] {
  return aims.flatMap(({ what, value, atMost, atLeast }) => {
    if (atMost !== undefined && !(value <= atMost)) return [`${what} > ${atMost}`];
    if (atLeast !== undefined && !(value >= atLeast)) return [`${what} < ${atLeast}`];
    return [];
  });
}

export const verdict = (misses: readonly string[]): string =>
  misses.length === 0 ? 'ok' : `miss: ${misses.join(', ')}`;

const isNumeric = (cell: string): boolean => /^[\d.,×]+( |$)/.test(cell);

export function toText({ title, columns, rows }: Section): string {
  const widths = columns.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const isRight = columns.map((_, at) => rows.every((row) => isNumeric(row[at] ?? '')));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => (isRight[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return ['', title, ...[columns, ...rows].map((cells) => `  ${line(cells)}`)].join('\n');
}

export function toMarkdown({ columns, rows }: Section): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), `|${'---|'.repeat(columns.length)}`, ...rows.map(line)].join('\n');
}
