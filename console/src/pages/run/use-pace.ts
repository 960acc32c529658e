import { useRef } from 'react';
import { isOpen, type Run } from '../../data/runs.ts';

const windowMs = 60_000;
const leastMs = 1_500;

interface Sample {
  readonly at: number;
  readonly calls: number;
}

/** Calls a minute: of the last minute that the page has seen, of a run that has ended over its whole time. Undefined until that can be told. */
export function usePace(run: Run): number | undefined {
  const samples = useRef<readonly Sample[]>([]);
  const { progress, startedAt, finishedAt } = run;
  if (progress === null) return undefined;
  const { calls } = progress;
  if (!isOpen(run))
    return perMinute(calls, Date.parse(finishedAt ?? progress.at) - Date.parse(startedAt ?? progress.at));
  const at = Date.parse(progress.at);
  const last = samples.current.at(-1);
  // Another attempt counts from its beginning.
  const before = last !== undefined && calls < last.calls ? [] : samples.current;
  if (last?.at !== at) samples.current = [...before, { at, calls }].filter((sample) => sample.at > at - windowMs);
  const [first] = samples.current;
  return first === undefined ? undefined : perMinute(calls - first.calls, at - first.at);
}

function perMinute(calls: number, ms: number): number | undefined {
  return ms < leastMs ? undefined : Math.round((calls * 60_000) / ms);
}
