import type { Context } from '../context.ts';
import { formatTable } from './format-table.ts';

/** One event for one consumer, in words of the screen. */
export interface EventRow {
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
  readonly type: string;
  readonly state: string;
  /** Undefined where no consumer wants it. */
  readonly delivery: { readonly consumer: string; readonly attempts: number } | undefined;
  readonly id: string;
  readonly lastError: string | null;
}

/** Events as a table, wherever they lie. */
export function formatEvents(
  rows: readonly EventRow[],
  { texts, style, columns: width }: Pick<Context, 'texts' | 'style' | 'columns'>,
): string[] {
  const { received, type, state, consumer, attempts, id, lastError } = texts.events;
  return formatTable({
    width,
    columns: [
      { title: `${received} (UTC)`, keep: true },
      { title: type, keep: true },
      { title: state },
      { title: consumer, drop: 2 },
      { title: attempts, align: 'right', drop: 1 },
      { title: id, keep: true },
      { title: lastError },
    ],
    rows: rows.map((row) => [
      row.receivedAt.slice(0, 19).replace('T', ' '),
      row.type,
      row.state,
      row.delivery?.consumer ?? '–',
      row.delivery === undefined ? '–' : String(row.delivery.attempts),
      row.id,
      row.lastError ?? '',
    ]),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
}

/** What was pushed, as people read it. */
export function sayPayload(payload: object, { texts, style, say, sayWhole }: Context): void {
  say(style.bold(texts.events.payload));
  for (const line of JSON.stringify(payload, null, 2).split('\n')) sayWhole(`  ${line}`);
}
