import { moduleNames, moduleTitle } from '../../config/modules.ts';
import { listOf } from '../../model/message.ts';
import { type ReportedError, type RunReport, type StreamReport, warningsOf } from '../../model/run-report.ts';
import type { ModuleName } from '../../model/stream.ts';
import { isObject, type JsonObject, readNumber } from '../../util/json.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts/texts.ts';
import { callPurposes } from './call-purposes.ts';
import { formatTable } from './format-table.ts';
import { formatCount, formatSeconds } from './numbers.ts';
import { formatError } from './print-error.ts';
import { hangText } from './wrap-text.ts';

interface ReportOptions {
  readonly report: RunReport;
  readonly target: string;
  readonly style: Style;
  readonly texts: Texts;
  /** A demo begins anew each time, so a stopped one is not continued. */
  readonly isDemo?: boolean | undefined;
  /** Width of the terminal; undefined where lines may be as long as they like. */
  readonly columns?: number | undefined;
}

/** What a module cost at the platform. */
interface Cost {
  readonly calls: number;
  /** The longest wait among the module's endpoints: they wait side by side, and from before the first row. */
  readonly waitMs: number;
}

function costOf(calls: JsonObject | undefined, module: ModuleName): Cost {
  const counted = calls?.[module];
  const endpoints = isObject(counted) ? Object.values(counted).filter(isObject) : [];
  return {
    calls: endpoints.reduce((sum, endpoint) => sum + (readNumber(endpoint, 'calls') ?? 0), 0),
    waitMs: Math.max(0, ...endpoints.map((endpoint) => readNumber(endpoint, 'waitMs') ?? 0)),
  };
}

/** In the order of the table's columns. */
const countColumns = ['rowsInserted', 'rowsUpdated', 'rowsUnchanged', 'rowsDeleted'] as const;

const sumOf = (streams: readonly StreamReport[], pick: (stream: StreamReport) => number): number =>
  streams.reduce((sum, stream) => sum + pick(stream), 0);

function moduleRows(
  module: ModuleName,
  streams: readonly StreamReport[],
  { report, texts }: ReportOptions,
): { readonly cells: string[]; readonly isModule: boolean }[] {
  const cost = costOf(report.calls, module);
  const seconds = Math.max(...streams.map((stream) => stream.seconds));
  const head = [
    moduleTitle(module, texts.language),
    ...countColumns.map((count) => formatCount(sumOf(streams, (stream) => stream[count]))),
    formatCount(cost.calls),
    formatSeconds(seconds),
    formatSeconds(Math.min(cost.waitMs / 1000, seconds)),
  ];
  const rows = streams.map((stream) => {
    const name = `  ${stream.stream}${stream.outcome === 'complete' ? '' : ` (${texts.status.streamOutcomes[stream.outcome]})`}`;
    return {
      cells: [name, ...countColumns.map((count) => formatCount(stream[count])), '', formatSeconds(stream.seconds)],
      isModule: false,
    };
  });
  return [{ cells: head, isModule: true }, ...rows];
}

function streamTable(options: ReportOptions): string[] {
  const { report, style, texts } = options;
  const modules = new Set([...moduleNames, ...report.streams.map(({ module }) => module)]);
  const rows = [...modules].flatMap((module) => {
    const streams = report.streams.filter((stream) => stream.module === module);
    return streams.length === 0 ? [] : moduleRows(module, streams, options);
  });
  const right = (title: string): { readonly title: string; readonly align: 'right' } => ({ title, align: 'right' });
  const { stream, inserted, updated, unchanged, deleted, calls, seconds, waiting } = texts.report;
  return formatTable({
    width: options.columns,
    columns: [
      { title: stream, keep: true },
      ...[inserted, updated, unchanged, deleted].map(right),
      { ...right(calls), drop: 2 },
      { ...right(seconds), drop: 3 },
      { ...right(waiting), drop: 1 },
    ],
    rows: rows.map(({ cells }) => cells),
    styleLine: (line, index) => {
      if (index < 0) return style.dim(line);
      return rows[index]?.isModule === true ? style.bold(line) : line;
    },
  });
}

/** Each error once, with the streams that it concerns. */
export function groupErrors({
  streams: all,
}: RunReport): { readonly error: ReportedError; readonly streams: string[] }[] {
  const groups = new Map<string, { readonly error: ReportedError; readonly streams: string[] }>();
  for (const { stream, errors } of all) {
    for (const error of errors) {
      const key = `${error.code}\n${error.message}`;
      const group = groups.get(key) ?? { error, streams: [] };
      // A stream can meet the same error several times.
      if (!group.streams.includes(stream)) group.streams.push(stream);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

function incompleteLines({ report, style, texts, columns }: ReportOptions): string[] {
  return groupErrors(report).flatMap(({ error, streams }) => [
    '',
    ...hangText('', `${texts.report.incomplete}${texts.colon}${listOf(streams, texts.language)}`, {
      columns,
      indent: 2,
      ink: style.yellow,
    }),
    ...formatError(error, style, texts, columns),
  ]);
}

function secondsOf(report: RunReport): number {
  return (Date.parse(report.finishedAt) - Date.parse(report.startedAt)) / 1000;
}

/** A run's end for a person: the table, the warnings, what is incomplete and what to do about it. */
export function formatReport(options: ReportOptions): string[] {
  const { report, target, style, texts, columns } = options;
  const warnings = warningsOf(report, texts.language);
  const marks = {
    done: style.green('✓'),
    incomplete: style.yellow('!'),
    failed: style.red('✗'),
    stopped: style.yellow('■'),
  };
  const summary = texts.report.summary({
    rows: sumOf(
      report.streams,
      ({ rowsInserted, rowsUpdated, rowsUnchanged }) => rowsInserted + rowsUpdated + rowsUnchanged,
    ),
    inserted: sumOf(report.streams, ({ rowsInserted }) => rowsInserted),
    updated: sumOf(report.streams, ({ rowsUpdated }) => rowsUpdated),
    deleted: sumOf(report.streams, ({ rowsDeleted }) => rowsDeleted),
    seconds: formatSeconds(secondsOf(report)),
    target,
  });
  return [
    ...(report.streams.length === 0 ? [] : streamTable(options)),
    ...callPurposes(report, texts).flatMap((line) => hangText('', style.dim(line), { columns, indent: 2 })),
    ...(warnings.length === 0 ? [] : ['', style.yellow(`${texts.report.warnings}${texts.colon}`.trimEnd())]),
    ...warnings.flatMap((warning) => hangText('  ', warning, { columns, indent: 4 })),
    ...incompleteLines(options),
    '',
    ...hangText(`${marks[report.outcome]} ${style.bold(texts.outcomes[report.outcome])}  `, summary, {
      columns,
      indent: 2,
    }),
    ...(report.outcome === 'stopped'
      ? [`  ${options.isDemo === true ? texts.demo.nextAfterStop : texts.report.nextAfterStop}`]
      : []),
  ];
}
