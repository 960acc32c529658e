import { isObject, type JsonObject, readNumber, readObject } from '../util/json.ts';
import type { RunReport } from './run-report.ts';

/** What a run has asked of one endpoint of the platform, for a module. */
export interface EndpointCalls {
  readonly module: string;
  /** Such as `GET /open-apis/contact/v3/users/:user_id`. */
  readonly endpoint: string;
  readonly calls: number;
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
    retries: causes.reduce((sum, [, times]) => sum + times, 0),
    causes,
    throttled: readNumber(counts, 'throttled') ?? 0,
    waitMs: readNumber(counts, 'waitMs') ?? 0,
  };
}
