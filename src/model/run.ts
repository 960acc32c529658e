import type { JsonObject, JsonValue } from '../util/json.ts';
import type { WriteMode } from './destination.ts';
import type { LarkstreamError } from './errors.ts';
import type { ModuleName } from './stream.ts';

export const runOutcomes = ['done', 'incomplete', 'failed', 'stopped'] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** An error as it stands in a report: no stack, no secret. */
export interface ReportedError {
  readonly family: LarkstreamError['family'];
  readonly code: string;
  readonly message: string;
  readonly cure: string;
  readonly details: Readonly<Record<string, JsonValue>>;
}

export interface StreamReport {
  readonly stream: string;
  readonly module: ModuleName;
  readonly mode: WriteMode;
  readonly outcome: 'complete' | 'incomplete';
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

export interface RunReport {
  readonly version: 1;
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
  /** What ended the whole run, when something did. */
  readonly error?: ReportedError;
  /** Calls, retries and waits by feed and endpoint, as the caller of the engine counted them. */
  readonly calls?: JsonObject;
}

/** Told while a run goes on; must return quickly and never throw. */
export interface RunObserver {
  onRows?(stream: string, rows: number): void;
  onEstimate?(stream: string, rows: number): void;
  onCommit?(commits: number): void;
  onWarning?(message: string, streams: readonly string[]): void;
  onIncomplete?(error: LarkstreamError, streams: readonly string[]): void;
}

export function reportError(error: LarkstreamError): ReportedError {
  return { family: error.family, code: error.code, message: error.message, cure: error.cure, details: error.details };
}
