import { LarkstreamError, toLarkstreamError } from '../../../model/errors.ts';
import type { Message } from '../../../model/message.ts';
import type { CheckLine } from '../../../model/service/check-report.ts';

/** Which check a line is of. The name stays the same from test to test. */
export type Check = Pick<CheckLine, 'name' | 'title'>;

/** One line, with what is to be done where something is. */
export function lineOf(
  check: Check,
  outcome: CheckLine['outcome'],
  message: Message,
  help: Pick<CheckLine, 'cure' | 'url'> = {},
): CheckLine {
  return { ...check, outcome, message, ...help };
}

/** The line of an error. @throws StoppedError when the test was stopped */
export function errorLine(check: Check, thrown: unknown, outcome: 'failed' | 'warning' = 'failed'): CheckLine {
  const error = toLarkstreamError(thrown);
  if (error.family === 'stopped') throw error;
  const { texts, code, details } = error;
  const url = typeof details.url === 'string' ? { url: details.url } : {};
  return { ...check, outcome, message: texts.message, cure: texts.cure, code, ...url };
}

/** For a check that was not tried. */
export function skippedLine(check: Check, why: Message): CheckLine {
  return lineOf(check, 'skipped', why);
}

/** The error of a call, or its answer; a stop is thrown. */
export async function tried<T>(work: () => Promise<T>): Promise<T | LarkstreamError> {
  try {
    return await work();
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.family === 'stopped') throw error;
    return error;
  }
}

/** Whether {@link tried} has failed. */
export function isRefused<T>(result: T | LarkstreamError): result is LarkstreamError {
  return result instanceof LarkstreamError;
}
