import type { Context } from '../context.ts';
import { formatTable, type TableOptions } from '../print/format-table.ts';
import type { RemoteListedLine } from '../wire/remote-lines.ts';

interface Listed extends Omit<RemoteListedLine, 'event'> {
  readonly columns: TableOptions['columns'];
  readonly rows: TableOptions['rows'];
  /** What is said where there is nothing. */
  readonly none: string;
}

/** The end of a list for programs; for people the table, and whether there is more. */
export function sayListed({ columns, rows, none, ...listed }: Listed, context: Context): void {
  const { texts, style, columns: width, say, emit } = context;
  emit({ event: 'remote_listed', ...listed });
  if (rows.length === 0) {
    say(none);
    return;
  }
  const styleLine = (line: string, index: number): string => (index < 0 ? style.dim(line) : line);
  for (const line of formatTable({ width, columns, rows, styleLine })) say(line);
  if (listed.total > listed.shown) say(style.dim(texts.remote.more(listed.shown, listed)));
}
