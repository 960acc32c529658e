import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { type ReportedError, reportError, sentencesOf } from '../../model/run-report.ts';
import { toVisible } from '../../util/visible.ts';
import type { Context } from '../context.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts/texts.ts';
import { hangText } from './wrap-text.ts';

/** Details worth a line of their own, in this order; everything else is for machines. */
const shownDetails = ['endpoint', 'httpStatus', 'platformCode', 'ip', 'scopes'] as const;

function place(error: ReportedError): string {
  return shownDetails
    .map((key) => error.details[key])
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(', ');
}

/** What happened, where, what to do next, and what to quote to those who help. */
export function formatError(error: ReportedError, style: Style, texts: Texts, columns?: number): string[] {
  const [first = '', ...more] = toVisible(sentencesOf(error, texts.language).message).split('\n');
  return [
    ...hangText(`${style.red('✗')} `, first, { columns, indent: 2, ink: style.bold }),
    ...more.flatMap((line) => hangText('  ', line, { columns, indent: 2, ink: style.bold })),
    ...formatFacts(error, style, texts, columns),
  ];
}

/** The lines below what happened. */
export function formatFacts(error: ReportedError, style: Style, texts: Texts, columns?: number): string[] {
  const { logId } = error.details;
  const where = place(error);
  const facts: [string, string][] = [[texts.error.next, sentencesOf(error, texts.language).cure]];
  if (where !== '') facts.push([texts.error.where, where]);
  facts.push([texts.error.code, error.code]);
  if (typeof logId === 'string') facts.push([texts.error.logId, logId]);
  return facts.flatMap(([name, value]) =>
    hangText(`  ${style.dim(`${name}${texts.colon}`)}`, value, { columns, indent: 4 }),
  );
}

/** The stack of an error and of what caused it: only for `--verbose`, and only for what should not happen. */
function stackOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const own = thrown.stack?.split('\n').slice(1) ?? [];
  return [
    ...own,
    ...(thrown.cause === undefined ? [] : [`  caused by ${String(thrown.cause)}`, ...stackOf(thrown.cause)]),
  ];
}

/** Tells a person, or with `--json` a program, why a command ended. Returns the error as one of ours. */
export function printError(thrown: unknown, context: Context): LarkstreamError {
  const error = toLarkstreamError(thrown);
  const reported = reportError(error);
  context.emit({ event: 'error', ...reported });
  const lines = formatError(reported, context.errorStyle, context.texts, context.errorColumns);
  const stack = context.isVerbose && error.family === 'bug' ? stackOf(thrown).map(context.errorStyle.dim) : [];
  context.terminal.error(`${[...lines, ...stack].join('\n')}\n`);
  return error;
}
