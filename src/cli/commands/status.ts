import { placeOf } from '../../config/destinations/registry.ts';
import { shownDestination } from '../../config/tenant-destination.ts';
import { listOf } from '../../model/message.ts';
import { type ReportedError, type RunReport, sentencesOf } from '../../model/run-report.ts';
import type { Freshness } from '../../operations/freshness.ts';
import type { LastRuns } from '../../operations/load-last-runs.ts';
import { toVisible } from '../../util/visible.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { callPurposes } from '../print/call-purposes.ts';
import { formatEventStatus } from '../print/format-event-status.ts';
import { groupErrors } from '../print/format-report.ts';
import { formatTable } from '../print/format-table.ts';
import { formatCount, formatSeconds } from '../print/numbers.ts';
import { sayReading } from '../print/say-target.ts';
import { hangText } from '../print/wrap-text.ts';

interface StatusFlags {
  readonly limit: number;
}

const shortTime = (instant: string): string => instant.slice(0, 19).replace('T', ' ');

function rowOf(run: RunReport, { texts }: Context): string[] {
  const sum = (pick: (stream: RunReport['streams'][number]) => number): string =>
    formatCount(run.streams.reduce((total, stream) => total + pick(stream), 0));
  return [
    shortTime(run.startedAt),
    // A streaming phase is reported when it has changed something, and when it failed.
    run.isLive === true && ['done', 'stopped'].includes(run.outcome) ? texts.status.live : texts.outcomes[run.outcome],
    sum((stream) => stream.rowsInserted),
    sum((stream) => stream.rowsUpdated),
    sum((stream) => stream.rowsDeleted),
    formatSeconds((Date.parse(run.finishedAt) - Date.parse(run.startedAt)) / 1000),
    run.runId,
  ];
}

/** The number of last runs that are loaded, whatever number of them is shown; the log adds the last complete run of other streams. */
const runsForFreshness = 300;

function formatAge(asOf: string, now: number, { texts }: Context): string {
  const minutes = Math.max(0, Math.round((now - Date.parse(asOf)) / 60_000));
  if (minutes < 120) return texts.status.age(minutes, 'minutes');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? texts.status.age(hours, 'hours') : texts.status.age(Math.round(hours / 24), 'days');
}

function sayRuns(runs: readonly RunReport[], context: Context): void {
  const { texts, style } = context;
  const { started, outcome, inserted, updated, deleted, seconds, run } = texts.status;
  const lines = formatTable({
    width: context.columns,
    columns: [
      { title: `${started} (UTC)`, keep: true },
      { title: outcome },
      { title: inserted, align: 'right' },
      { title: updated, align: 'right' },
      { title: deleted, align: 'right' },
      { title: seconds, align: 'right', drop: 2 },
      { title: run, keep: true, drop: 1 },
    ],
    rows: runs.map((report) => rowOf(report, context)),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
  for (const line of lines) context.say(line);
}

function sayFreshness(streams: readonly Freshness[], context: Context): void {
  const { texts, style } = context;
  const { stream, changesAsOf, auditedAsOf, ageTitle, lastRun } = texts.status;
  const now = Date.now();
  const lines = formatTable({
    width: context.columns,
    columns: [
      { title: stream, keep: true },
      { title: `${changesAsOf} (UTC)`, keep: true },
      { title: ageTitle, align: 'right', drop: 1 },
      { title: `${auditedAsOf} (UTC)`, drop: 2 },
      { title: lastRun },
    ],
    rows: streams.map((one) => [
      one.stream,
      one.changesAsOf === null ? '–' : shortTime(one.changesAsOf),
      one.changesAsOf === null ? '–' : formatAge(one.changesAsOf, now, context),
      one.auditedAsOf === null ? '–' : shortTime(one.auditedAsOf),
      texts.status.streamOutcomes[one.outcome],
    ]),
    styleLine: (line, index) => {
      if (index < 0) return style.dim(line);
      return streams[index]?.outcome === 'complete' ? line : style.yellow(line);
    },
  });
  context.say();
  for (const line of lines) context.say(line);
  sayPending(streams, context);
  sayBehind(streams, context);
}

/** What the dash says where changes are read and the audit has not been everywhere yet. */
function sayPending(streams: readonly Freshness[], { texts, style, columns, say }: Context): void {
  const pending = streams.filter(
    ({ changesAsOf, auditedAsOf, isAuditBehind }) => changesAsOf !== null && auditedAsOf === null && !isAuditBehind,
  );
  const hours = pending.flatMap(({ auditHours }) => auditHours ?? []);
  if (hours.length === 0) return;
  const text = texts.status.auditPending(Math.max(...hours));
  for (const line of hangText('– ', text, { columns, indent: 2, ink: style.dim })) say(line);
}

/** Those whose audit does not keep its time. */
function sayBehind(streams: readonly Freshness[], { texts, style, columns, say }: Context): void {
  for (const [hours, behind] of Map.groupBy(streams, ({ auditHours }) => auditHours)) {
    const names = behind.filter(({ isAuditBehind }) => isAuditBehind).map(({ stream }) => stream);
    if (names.length === 0 || hours === null) continue;
    const text = texts.status.auditBehind(listOf(names, texts.language), hours);
    for (const line of hangText('! ', text, { columns, indent: 2, ink: style.yellow })) say(line);
  }
}

/** What the last run met, each error once. */
function sayErrors(latest: RunReport, { texts, style, columns, say }: Context): void {
  const tell = (mark: string, error: ReportedError, of: string): void => {
    const message = toVisible(sentencesOf(error, texts.language).message);
    for (const line of hangText(`${mark} `, `${of}${message} ${error.code}`, { columns, indent: 2 })) say(line);
  };
  for (const { error, streams } of groupErrors(latest))
    tell(style.yellow('!'), error, `${listOf(streams, texts.language)}${texts.colon}`);
  if (latest.error !== undefined) tell(style.red('✗'), latest.error, '');
}

/** A run whose end is not recorded: it is under way, or was killed. */
function sayBegun({ begun, isInUse }: LastRuns, { texts, style, emit, say }: Context): void {
  if (begun === undefined) return;
  emit({ event: 'begun', ...begun, isUnderWay: isInUse });
  const at = shortTime(begun.startedAt);
  say(isInUse ? style.bold(texts.status.pendingCount(at, begun.pid)) : style.yellow(texts.status.brokenOff(at)));
}

/** `larkstream status`: last runs, how old the rows are, how receiving stands. */
export async function status(file: string | undefined, flags: StatusFlags, context: Context): Promise<number> {
  const config = await loadConfig(file, context, { credentials: 'when-used' });
  sayReading(config, context);
  const [{ loadLastRuns }, { freshnessOf }, { eventStatus }] = await Promise.all([
    import('../../operations/load-last-runs.ts'),
    import('../../operations/freshness.ts'),
    import('../../operations/inspect-events.ts'),
  ]);
  const events = await eventStatus(config);
  if (events !== undefined) context.emit({ event: 'events', ...events });
  const last = await loadLastRuns(config, Math.max(flags.limit, runsForFreshness));
  const runs = last.runs.slice(0, flags.limit);
  const streams = freshnessOf(last.runs);
  sayBegun(last, context);
  for (const run of runs) context.emit({ event: 'run', ...run });
  for (const stream of streams) context.emit({ event: 'freshness', ...stream });
  const { texts } = context;
  const destination = placeOf(shownDestination(config)).name;
  const counts = { runs: runs.length, streams: streams.length, hasEvents: events !== undefined };
  context.emit({ event: 'status', appId: config.source.credentials.app_id, destination, ...counts });
  if (runs.length === 0) {
    context.say(texts.status.noRuns(destination));
    if (events !== undefined) for (const line of formatEventStatus(events, context)) context.say(line);
    return exitCodes.done;
  }
  sayRuns(runs, context);
  sayFreshness(streams, context);
  const [latest] = runs;
  if (latest !== undefined) {
    const lines = callPurposes(latest, { ...texts, callsFor: texts.status.callsOfLast });
    if (lines.length > 0) context.say();
    for (const line of lines) context.say(line);
    sayErrors(latest, context);
  }
  if (events !== undefined) for (const line of formatEventStatus(events, context)) context.say(line);
  return exitCodes.done;
}
