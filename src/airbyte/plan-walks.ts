import type { ModuleState } from '../model/source-state.ts';
import type { ModuleName, Stream } from '../model/stream.ts';
import type { ConfiguredStream } from './configured-catalog.ts';
import type { StreamState } from './stream-state.ts';

/** Streams of one module that are read together, on from one state. */
export interface Walk {
  readonly module: ModuleName;
  readonly streams: readonly Stream[];
  readonly slices: ModuleState;
  /** Set when an interrupted full read continues: when that began. */
  readonly resumeSince: number | undefined;
  readonly isFull: boolean;
  readonly lineage: string;
  /** The number of the state from which it continues. */
  readonly sequence: number;
  /** Records that the broken-off read has delivered already, by stream. */
  readonly rowsSoFar: ReadonlyMap<string, number>;
  /** Records of the last full walk that came to its end, by stream. */
  readonly rowsBefore: ReadonlyMap<string, number>;
}

interface Candidate {
  readonly stream: Stream;
  readonly state: StreamState | undefined;
}

/** What of an earlier state may be used: in a full read only that of one which was broken off. */
function usableState({ stream, mode }: ConfiguredStream, state: StreamState | undefined): StreamState | undefined {
  if (state === undefined || stream.continuation === undefined || stream.continuation === 'full') return undefined;
  if (mode === 'incremental' && stream.continuation === 'incremental') return state;
  return state.isFull && !state.isComplete ? state : undefined;
}

function groupBy<K, V>(values: Iterable<V>, keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

const isFullOnly = ({ continuation }: Stream): boolean => continuation === undefined || continuation === 'full';

/**
 * Shares the streams out to walks. Streams whose states are of one age, or of one lineage, share a walk that goes on from
 * the oldest of them: what the younger ones have is delivered once more, which costs no call. Streams without a state,
 * or with one of another lineage, walk apart: the older state of one says nothing about the others.
 */
export function planWalks(
  wanted: readonly ConfiguredStream[],
  states: ReadonlyMap<string, StreamState>,
  newLineage: () => string,
): Walk[] {
  const walks: Walk[] = [];
  for (const [module, streams] of groupBy(wanted, ({ stream }) => stream.module)) {
    const candidates = streams
      .filter(({ stream }) => !isFullOnly(stream))
      .map((one) => ({ stream: one.stream, state: usableState(one, states.get(one.stream.name)) }));
    const groups = [...groupBy(candidates, ({ state }) => state?.lineage).values()];
    const merged = mergeComplete(groups);
    const full = streams.filter(({ stream }) => isFullOnly(stream)).map(({ stream }) => stream);
    if (merged.length === 0 && full.length > 0) merged.push([]);
    // Streams that can only be read in full ride along with the first walk.
    for (const [index, group] of merged.entries())
      walks.push(toWalk(module, group, { full: index === 0 ? full : [], newLineage, states }));
  }
  return walks;
}

/** Complete states of different lineages each cover everything up to when their walk began: the oldest serves all. */
function mergeComplete(groups: Candidate[][]): Candidate[][] {
  const isComplete = (group: Candidate[]): boolean => group.every(({ state }) => state?.isComplete === true);
  const complete = groups.filter(isComplete);
  const others = groups.filter((group) => !isComplete(group));
  return complete.length === 0 ? others : [complete.flat(), ...others];
}

interface WalkOptions {
  readonly full: readonly Stream[];
  readonly states: ReadonlyMap<string, StreamState>;
  readonly newLineage: () => string;
}

function toWalk(module: ModuleName, group: Candidate[], { full, states: known, newLineage }: WalkOptions): Walk {
  const streams = [...group.map(({ stream }) => stream), ...full];
  const states = group.flatMap(({ state }) => (state === undefined ? [] : [state]));
  const [first] = states.toSorted((left, right) => left.until - right.until || left.sequence - right.sequence);
  const isFull = first === undefined || (first.isFull && !first.isComplete);
  return {
    module,
    streams,
    slices: first?.slices.get(module) ?? new Map(),
    resumeSince: isFull ? first?.until : undefined,
    isFull,
    lineage: first?.lineage ?? newLineage(),
    sequence: Math.max(0, ...states.map(({ sequence }) => sequence)),
    rowsSoFar: new Map(
      isFull
        ? group.flatMap(({ stream, state }) => (state === undefined ? [] : [[stream.name, state.rows] as const]))
        : [],
    ),
    rowsBefore: new Map(
      streams.flatMap(({ name }) => {
        const rows = rowsOfLastFullWalk(known.get(name));
        return rows === undefined ? [] : [[name, rows] as const];
      }),
    ),
  };
}

function rowsOfLastFullWalk(state: StreamState | undefined): number | undefined {
  return state?.isFull === true && state.isComplete ? state.rows : state?.rowsBefore;
}
