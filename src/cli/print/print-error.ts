import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { type ReportedError, reportError, sentencesOf } from '../../model/run.ts';
import type { Context } from '../context.ts';
import type { Style } from '../style.ts';
import type { Texts } from '../texts/texts.ts';

/** Details worth a line of their own, in this order; everything else is for machines. */
const shownDetails = ['endpoint', 'httpStatus', 'platformCode', 'ip', 'scopes'] as const;

function place(error: ReportedError): string {
  return shownDetails
    .map((key) => error.details[key])
    .filter((value) => typeof value === 'string' || typeof value === 'number')
    .join(', ');
}

/** What happened, where, what to do next, and what to quote to those who help. */
export function formatError(error: ReportedError, style: Style, texts: Texts): string[] {
  const { message, cure } = sentencesOf(error, texts.language);
  const [first = '', ...more] = message.split('\n');
  const { logId } = error.details;
  const where = place(error);
  const facts: [string, string][] = [[texts.error.next, cure]];
  if (where !== '') facts.push([texts.error.where, where]);
  facts.push([texts.error.code, error.code]);
  if (typeof logId === 'string') facts.push([texts.error.logId, logId]);
  return [
    `${style.red('✗')} ${style.bold(first)}`,
    ...more.map((line) => `  ${style.bold(line)}`),
    ...facts.map(([name, value]) => `  ${style.dim(`${name}:`)} ${value}`),
  ];
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
  const lines = formatError(reported, context.errorStyle, context.texts);
  const stack = context.isVerbose && error.family === 'bug' ? stackOf(thrown).map(context.errorStyle.dim) : [];
  context.terminal.error(`${[...lines, ...stack].join('\n')}\n`);
  return error;
}
