import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from './client.ts';
import { askedOf, type EventFilter, type EventSteer, steerEvent } from './events.ts';
import { queryClient } from './query-client.ts';

/** Which deliveries are to change: those of a filter, or of events by their ids. */
export interface ManyEvents {
  readonly steer: EventSteer;
  readonly filter: EventFilter;
  /** Found by a text, which no filter of the API knows. */
  readonly ids: readonly string[] | undefined;
}

/** How many would change. */
export interface SteerPlan {
  readonly deliveries: number;
  readonly events: number;
  /** There may be more. */
  readonly isCut: boolean;
  /** What was put back since is left alone. */
  readonly at: string;
}

const counted = 100_000;
/** So many at a time: each part is one transaction, and tells how far it is. */
const partSize = 500;

/** Retrying and discarding is of dead letters only. */
function bodyOf({ steer, filter }: Pick<ManyEvents, 'steer' | 'filter'>) {
  const { state, ...asked } = askedOf(filter);
  return { ...asked, state: steer !== 'replay' ? ('dead' as const) : state === 'kept' ? undefined : state };
}

/** Whether a filter names anything at all: everything is never meant by one that was forgotten. */
export function isNarrow({ steer, filter, ids }: ManyEvents): boolean {
  return ids !== undefined || Object.values(bodyOf({ steer, filter })).some((value) => value !== undefined);
}

/** Counts what would change. The filter stays what it was then: the last hour moves on. */
export function useSteerPlan(many: ManyEvents) {
  return useQuery({
    queryKey: ['steer_plan', many],
    enabled: isNarrow(many),
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }): Promise<SteerPlan & { readonly body: ReturnType<typeof bodyOf> }> => {
      const body = bodyOf(many);
      const { ids } = many;
      if (ids !== undefined) {
        return { deliveries: ids.length, events: ids.length, isCut: false, at: new Date().toISOString(), body };
      }
      const plan = await api.call(`POST /events/${many.steer}/plan`, { body: { ...body, limit: counted }, signal });
      return { ...plan, body };
    },
  });
}

/** How far it is. */
export interface SteerState {
  readonly is: 'ready' | 'running' | 'done' | 'stopped';
  readonly changed: number;
  readonly error?: unknown;
}

type Planned = NonNullable<ReturnType<typeof useSteerPlan>['data']>;

/** Does it part by part; the rest can be left. */
export function useSteerMany(many: ManyEvents) {
  const [state, setState] = useState<SteerState>({ is: 'ready', changed: 0 });
  const current = useRef<AbortController>(undefined);
  useEffect(() => () => current.current?.abort(), []);
  const start = async (plan: Planned): Promise<void> => {
    const ending = new AbortController();
    current.current = ending;
    let changed = 0;
    setState({ is: 'running', changed });
    try {
      for await (const count of parts(many, plan, ending.signal)) {
        changed += count;
        setState({ is: 'running', changed });
      }
      setState({ is: ending.signal.aborted ? 'stopped' : 'done', changed });
    } catch (error) {
      setState({ is: 'stopped', changed, error });
    }
    await queryClient.invalidateQueries({ queryKey: ['event'] });
  };
  return { state, start, stop: () => current.current?.abort() };
}

/** How many have changed with each part. */
async function* parts({ steer, ids }: ManyEvents, { at, body }: Planned, signal: AbortSignal): AsyncGenerator<number> {
  if (ids !== undefined) {
    for (const id of ids) {
      if (signal.aborted) return;
      yield await steerEvent({ id, steer });
    }
    return;
  }
  // A part may be smaller for what somebody has begun to work on meanwhile.
  for (let count = 1; count > 0 && !signal.aborted; ) {
    const part = { ...body, notReplayedSince: at, limit: partSize };
    ({ count } = await api.call(`POST /events/${steer}`, { body: part }));
    yield count;
  }
}
