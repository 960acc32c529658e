import { type Logger, silentLogger } from '../../model/logger.ts';
import type { JsonValue } from '../../util/json.ts';

export const logForms = ['json', 'text', 'off'] as const;
/** How a service writes its log. */
export type LogForm = (typeof logForms)[number];

type Details = Readonly<Record<string, JsonValue>>;

/** A log that programs read: one JSON object a line, with `level`, `time`, `message` and the details beside them. */
export function createLog(form: LogForm, write: (line: string) => void, now: () => number, isVerbose: boolean): Logger {
  if (form === 'off') return silentLogger;
  const nothing = (): void => {};
  const log =
    (level: string) =>
    (message: string, details: Details = {}): void =>
      write(formatLine(form, { level, time: new Date(now()).toISOString(), message }, details));
  return { debug: isVerbose ? log('debug') : nothing, info: log('info'), warn: log('warn') };
}

function formatLine(
  form: Exclude<LogForm, 'off'>,
  head: { readonly level: string; readonly time: string; readonly message: string },
  details: Details,
): string {
  // A detail must not take the place of what is said of the line itself, and the message of an error must not get lost behind it.
  const { message: error, ...others } = details;
  if (form === 'json')
    return JSON.stringify({ ...head, ...(error === undefined ? {} : { error }), ...others, ...head });
  const rest = Object.entries(details).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return `${head.time.slice(11, 19)} ${head.level} ${head.message}${rest.join('')}`;
}
