import type { JsonObject, JsonValue } from '../util/json.ts';
import type { LarkstreamError } from './errors.ts';
import type { Freshness } from './freshness.ts';
import type { Language, Message } from './message.ts';
import type { ModuleName } from './module-name.ts';
import type { WriteMode } from './write-mode.ts';

/** `done`: everything that was to be read has arrived; `incomplete`: some streams miss something; `failed`: an error ended the run; `stopped`: a person did. */
export const runOutcomes = ['done', 'incomplete', 'failed', 'stopped'] as const;
/** Decides the exit code of `sync`: 0, 3, 1 (2 for a configuration) and 130, in the order of `runOutcomes`. */
export type RunOutcome = (typeof runOutcomes)[number];

/**
 * `complete`: the run read all of the stream, and all of it is at the destination; `partial`: some of it is; `not_read`: nothing
 * of it has arrived.
 */
export const streamOutcomes = ['complete', 'partial', 'not_read'] as const;
/** One of `streamOutcomes`. */
export type StreamOutcome = (typeof streamOutcomes)[number];

/** What a person reads of an error. */
export interface ErrorSentences {
  readonly message: string;
  readonly cure: string;
}

/** An error as it stands in a report: no stack, no secret. Programs read the English sentences. */
export interface ReportedError extends ErrorSentences {
  readonly family: LarkstreamError['family'];
  readonly code: string;
  /** Absent from reports of older versions. */
  readonly zh?: ErrorSentences;
  readonly details: Readonly<Record<string, JsonValue>>;
}

/** How one stream went in a run; a complete one with its freshness, but for reports of older versions and of runs that followed events. */
export interface StreamReport extends Partial<Freshness> {
  readonly stream: string;
  readonly module: ModuleName;
  readonly mode: WriteMode;
  readonly outcome: StreamOutcome;
  /** Records that arrived from the source. */
  readonly rowsRead: number;
  /** Of these, after the last of several equal keys has won: new at the destination, written over, and left as they were. */
  readonly rowsInserted: number;
  readonly rowsUpdated: number;
  readonly rowsUnchanged: number;
  readonly rowsDeleted: number;
  /** From the first to the last record or state of the stream. */
  readonly seconds: number;
  readonly errors: readonly ReportedError[];
}

/** How a run went: what `sync --json` prints at its end, and what run logs keep. Times are RFC 3339. */
export interface RunReport {
  /** In version 1, streams of runs that were stopped or had failed were called complete. */
  readonly version: 2;
  /** Followed events instead of reading everything. */
  readonly isLive?: true;
  readonly runId: string;
  readonly sourceId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: RunOutcome;
  readonly streams: readonly StreamReport[];
  readonly commits: number;
  readonly warnings: readonly string[];
  /** The same warnings in Chinese; absent from reports of older versions. */
  readonly zh?: { readonly warnings: readonly string[] };
  /** What ended the whole run, when something did. */
  readonly error?: ReportedError;
  /** Calls, retries and waits by feed and endpoint, as the caller of the engine counted them. */
  readonly calls?: JsonObject;
}

/** Called during a run. Must return quickly and not throw. */
export interface RunObserver {
  onRows?(stream: string, rows: number): void;
  onEstimate?(stream: string, rows: number): void;
  /** So much of the work of these streams' walk is done. */
  onProgress?(streams: readonly string[], done: number, of: number): void;
  /** These streams have been read to their end. */
  onComplete?(streams: readonly string[]): void;
  /**
   * The commit has been made that began at `startedAt`; `commits` counts it and those before; it has changed rows of the streams `changed`.
   * See `StateChange.isFurther`.
   */
  onCommit?(commits: number, startedAt: number, isFurther: boolean, changed: ReadonlySet<string>): void;
  onWarning?(message: Message, streams: readonly string[]): void;
  onIncomplete?(error: LarkstreamError, streams: readonly string[]): void;
}

/** An error as a report holds it: sentences in both languages, no stack. */
export function reportError(error: LarkstreamError): ReportedError {
  const { family, code, details, texts } = error;
  const sentences = (language: Language): ErrorSentences => ({
    message: texts.message[language],
    cure: texts.cure[language],
  });
  return { family, code, ...sentences('en'), details, zh: sentences('zh') };
}

/** The sentences of an error in a language, as far as the report has them. */
export function sentencesOf(error: ReportedError, language: Language): ErrorSentences {
  return language === 'zh' && error.zh !== undefined ? error.zh : error;
}

/** The warnings in a language, as far as the report has them. */
export function warningsOf(report: RunReport, language: Language): readonly string[] {
  return language === 'zh' && report.zh !== undefined ? report.zh.warnings : report.warnings;
}

/** The report with more warnings at its end. */
export function withWarnings(report: RunReport, more: readonly Message[]): RunReport {
  const added = reportWarnings(more);
  return {
    ...report,
    warnings: [...report.warnings, ...added.warnings],
    zh: { warnings: [...warningsOf(report, 'zh'), ...added.zh.warnings] },
  };
}

/** The two fields of a report that hold its warnings. */
export function reportWarnings(warnings: readonly Message[]): Required<Pick<RunReport, 'warnings' | 'zh'>> {
  return { warnings: warnings.map(({ en }) => en), zh: { warnings: warnings.map(({ zh }) => zh) } };
}
