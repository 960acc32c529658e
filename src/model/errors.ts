import type { JsonValue } from '../util/json.ts';
import { type ErrorCode, errorCodes } from './error-codes.ts';
import type { Message } from './message.ts';

/** What is said of each code where the error itself says nothing more precise. */
const general: Readonly<Record<ErrorCode, { readonly cause: Message; readonly cure: Message }>> = errorCodes;

/** What an error is made of. `details` go into machine-readable output, so they hold no secret either. */
export interface ErrorOptions {
  readonly code: ErrorCode;
  /** What happened and where, as a sentence. Never a secret. */
  readonly message: Message;
  /** What the person can do, where it is more precise than the code's general cure. */
  readonly cure?: Message;
  readonly details?: Readonly<Record<string, JsonValue>>;
  readonly cause?: unknown;
}

/**
 * Errors are sorted by what happens next, one class each: `ConfigError` (a person must act), `TransientError` (wait and
 * retry), `RecordError` (this one only), `StoppedError` (asked to stop), `BugError` (cannot happen).
 */
export abstract class LarkstreamError extends Error {
  abstract readonly family: 'config' | 'transient' | 'record' | 'stopped' | 'bug';
  readonly code: ErrorCode;
  readonly cure: string;
  /** The same two in every language. */
  readonly texts: { readonly message: Message; readonly cure: Message };
  readonly details: Readonly<Record<string, JsonValue>>;

  constructor({ code, message, cure, details, cause }: ErrorOptions) {
    const texts = { message, cure: cure ?? general[code].cure };
    super(texts.message.en, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = code;
    this.cure = texts.cure.en;
    this.texts = texts;
    this.details = details ?? {};
  }
}

/** A person must act on a setting, a permission or the environment; the same attempt fails again. Exit code 2. */
export class ConfigError extends LarkstreamError {
  readonly family = 'config';
}

/** The same attempt may succeed later: network, limits, a server that is down. */
export class TransientError extends LarkstreamError {
  readonly family = 'transient';
}

/** Concerns one record or stream; the others are still read. */
export class RecordError extends LarkstreamError {
  readonly family = 'record';
}

/** The caller's signal was aborted: not a fault. Exit code 130. */
export class StoppedError extends LarkstreamError {
  readonly family = 'stopped';
}

/** Thrown where Larkstream itself is wrong; `cause` holds what was thrown, for a report. */
export class BugError extends LarkstreamError {
  readonly family = 'bug';
}

const classes = {
  bug: BugError,
  config: ConfigError,
  transient: TransientError,
  record: RecordError,
  stopped: StoppedError,
};
/** The worst comes first. */
const families = ['bug', 'config', 'transient', 'record', 'stopped'] as const;

/** The error as itself when it is one of ours, several as the worst of them with the words of all; anything else is a bug that keeps its cause. */
export function toLarkstreamError(thrown: unknown): LarkstreamError {
  if (thrown instanceof LarkstreamError) return thrown;
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return joined(thrown);
  const words = thrown instanceof Error ? thrown.message : String(thrown);
  return new BugError({ code: 'internal.unexpected', message: { en: words, zh: `“${words}”` }, cause: thrown });
}

function joined(several: AggregateError): LarkstreamError {
  const errors = several.errors.map(toLarkstreamError);
  const worst = must(
    families.flatMap((family) => errors.filter((error) => error.family === family))[0],
    'The worst of the errors',
  );
  const words = (language: 'en' | 'zh', between: string): string =>
    [...new Set(errors.map(({ texts }) => texts.message[language]))].join(between);
  return new classes[worst.family]({
    code: worst.code,
    message: { en: words('en', '; '), zh: words('zh', '；') },
    cure: worst.texts.cure,
    details: worst.details,
    cause: several,
  });
}

/** An error of a family, for who knows it by name only. */
export function makeError(family: LarkstreamError['family'], options: ErrorOptions): LarkstreamError {
  return new classes[family](options);
}

/** Throws when a thing that cannot be missing is missing. */
export function must<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) {
    throw new BugError({ code: 'internal.unexpected', message: { en: `${what} is missing`, zh: `缺少“${what}”` } });
  }
  return value;
}
