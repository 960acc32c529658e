import { lastErrorOf } from '../../model/event-store.ts';
import type { EventStatus } from '../../operations/inspect-events.ts';
import type { Context } from '../context.ts';
import { formatRefusals } from './format-refusals.ts';
import { formatTable } from './format-table.ts';
import { formatCount } from './numbers.ts';

const shortTime = (instant: string | null): string => (instant === null ? '–' : instant.slice(0, 19).replace('T', ' '));
const seconds = (ms: number): string => (ms / 1000).toFixed(2);

/** Connections, inbox and what went wrong, for a person. */
export function formatEventStatus(status: EventStatus, context: Context): string[] {
  const {
    texts: { events, language, colon },
    style,
    columns: width,
  } = context;
  const { connections, inbox, recentErrors } = status;
  const lines: string[] = ['', style.bold(events.heading)];
  const dim = (line: string, index: number): string => (index < 0 ? style.dim(line) : line);
  lines.push(...formatConnections(connections, context));
  const isQuiet = connections.some(({ state, lastEventAt }) => state === 'connected' && lastEventAt === null);
  if (isQuiet && inbox.lastReceivedAt === null) lines.push(style.yellow(events.connectedWithoutEvents));
  lines.push(events.inbox(inbox.pending, inbox.dead));
  if (inbox.consumers.length > 0) lines.push(...formatConsumers(status, context));
  for (const { consumer, expired } of inbox.consumers)
    if (expired > 0) lines.push(`${style.yellow('!')} ${events.expired(expired, consumer)}`);
  if (inbox.types.length > 0) {
    const { pending, done, dead, kept } = events.states;
    lines.push(
      ...formatTable({
        width,
        columns: [
          { title: events.type, keep: true },
          { title: pending, align: 'right' },
          { title: done, align: 'right' },
          { title: dead, align: 'right' },
          { title: kept, align: 'right' },
        ],
        rows: inbox.types.map((one) => [one.type, ...[one.pending, one.done, one.dead, one.kept].map(formatCount)]),
        styleLine: dim,
      }),
    );
  }
  for (const { type, eventId, error, zh } of recentErrors)
    lines.push(`${style.yellow('!')} ${type} ${style.dim(eventId)}${colon}${language === 'zh' ? zh.error : error}`);
  return lines;
}

function formatConsumers({ inbox }: EventStatus, { texts: { events }, style, columns: width }: Context): string[] {
  const { pending, done, dead } = events.states;
  return formatTable({
    width,
    columns: [
      { title: events.consumer, keep: true },
      { title: pending, align: 'right' },
      { title: done, align: 'right' },
      { title: dead, align: 'right' },
      { title: events.lagHalf, align: 'right', drop: 2 },
      { title: events.lagMost, align: 'right', drop: 1 },
    ],
    rows: inbox.consumers.map(({ consumer, lagMs, ...counts }) => [
      consumer,
      ...[counts.pending, counts.done, counts.dead].map(formatCount),
      lagMs === null ? '–' : seconds(lagMs.p50),
      lagMs === null ? '–' : seconds(lagMs.p99),
    ]),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
}

function formatConnections(connections: EventStatus['connections'], context: Context): string[] {
  const {
    texts: { events, live, language },
    style,
    columns: width,
  } = context;
  if (connections.length === 0) return [events.noConnection];
  const lines = formatTable({
    width,
    columns: [
      { title: events.mode, keep: true },
      { title: events.state, keep: true },
      { title: events.bot },
      { title: `${events.lastEvent} (UTC)`, keep: true },
      { title: events.owner, keep: true },
    ],
    rows: connections.map((one) => [
      live.modes[one.mode],
      one.isAlive ? live.connection[one.state] : events.gone,
      one.bot ?? '–',
      shortTime(one.lastEventAt),
      one.owner,
    ]),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
  const troubles = connections.flatMap((connection) => {
    const lastError = lastErrorOf(connection, language);
    const at = style.dim(events.lastErrorAt(shortTime(connection.lastErrorAt)));
    // Also while it is connected: what has ended is how people find out why something is missing.
    const errorLines = lastError === null ? [] : [`${style.yellow('!')} ${at} ${lastError}`];
    return [...errorLines, ...formatRefusals(connection.refusals, context)];
  });
  return [...lines, ...troubles];
}
