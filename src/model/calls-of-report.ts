import { isObject, type JsonObject, readNumber, readObject } from '../util/json.ts';
import { type CallPurpose, callPurposes } from './call-purpose.ts';
import type { RunReport } from './run-report.ts';

/** What a run has asked of one endpoint of the platform, for a module. */
export interface EndpointCalls {
  readonly module: string;
  /** Such as `GET /open-apis/contact/v3/users/:user_id`. */
  readonly endpoint: string;
  readonly calls: number;
  /** What they were made for, where it was more than `exact`. */
  readonly purposes: readonly (readonly [CallPurpose, number])[];
  /** Of these, how many were repetitions. */
  readonly retries: number;
  /** Why: codes of the platform, `http 502`, `network`, `token`. */
  readonly causes: readonly (readonly [string, number])[];
  readonly throttled: number;
  readonly waitMs: number;
}

/** The calls of a report, those of most calls first; nothing of reports that have none. */
export function callsOf({ calls = {} }: Pick<RunReport, 'calls'>): readonly EndpointCalls[] {
  const lines = Object.entries(calls).flatMap(([module, endpoints]) =>
    isObject(endpoints)
      ? Object.keys(endpoints).map((endpoint) => endpointOf(module, endpoint, readObject(endpoints, endpoint)))
      : [],
  );
  return lines.toSorted((one, other) => other.calls - one.calls);
}

function endpointOf(module: string, endpoint: string, counts: JsonObject): EndpointCalls {
  const retries = readObject(counts, 'retries');
  const causes = Object.keys(retries).map((cause) => [cause, readNumber(retries, cause) ?? 0] as const);
  return {
    module,
    endpoint,
    calls: readNumber(counts, 'calls') ?? 0,
    purposes: purposesIn(counts),
    retries: causes.reduce((sum, [, times]) => sum + times, 0),
    causes,
    throttled: readNumber(counts, 'throttled') ?? 0,
    waitMs: readNumber(counts, 'waitMs') ?? 0,
  };
}

function purposesIn(counts: JsonObject): EndpointCalls['purposes'] {
  const told = readObject(counts, 'purposes');
  const named = callPurposes.map((purpose) => [purpose, readNumber(told, purpose) ?? 0] as const);
  const others = (readNumber(counts, 'calls') ?? 0) - named.reduce((sum, [, calls]) => sum + calls, 0);
  const all = named.map(([purpose, calls]) => [purpose, purpose === 'exact' ? calls + others : calls] as const);
  const made = all.filter(([, calls]) => calls > 0);
  return made.some(([purpose]) => purpose !== 'exact') ? made : [];
}

/** The calls of a module by what they were made for; empty where all were `exact`. */
export function purposesOf(report: Pick<RunReport, 'calls'>, module: string): EndpointCalls['purposes'] {
  const own = callsOf(report).filter((line) => line.module === module);
  if (own.every(({ purposes }) => purposes.length === 0)) return [];
  const parts = own.flatMap(({ calls, purposes }) => (purposes.length === 0 ? [['exact', calls] as const] : purposes));
  const sums = callPurposes.map(
    (one) => [one, parts.reduce((sum, [purpose, calls]) => (purpose === one ? sum + calls : sum), 0)] as const,
  );
  return sums.filter(([, calls]) => calls > 0);
}
