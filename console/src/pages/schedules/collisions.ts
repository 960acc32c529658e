import type { ComingRuns } from '../../data/schedules.ts';

/** Runs of one app and tenant that begin together. */
export interface Collision {
  readonly at: string;
  readonly pipelines: readonly { readonly id: string; readonly name: string }[];
}

const togetherMs = 60_000;

/** Finds runs of one app and tenant within a minute of each other, the soonest first. */
export function collisionsOf({ items }: Pick<ComingRuns, 'items'>): readonly Collision[] {
  const groups = Map.groupBy(items, ({ integrationId, tenantKey }) => `${integrationId} ${tenantKey ?? ''}`);
  return [...groups.values()].flatMap(collisionsWithin).sort((one, other) => one.at.localeCompare(other.at));
}

function collisionsWithin(items: ComingRuns['items']): readonly Collision[] {
  const begun = items
    .flatMap(({ pipelineId, name, times }) => times.map((at) => ({ at, ms: Date.parse(at), id: pipelineId, name })))
    .sort((one, other) => one.ms - other.ms);
  const bursts: (typeof begun)[] = [];
  for (const run of begun) {
    const last = bursts.at(-1);
    if (last !== undefined && run.ms - (last.at(-1)?.ms ?? 0) < togetherMs) last.push(run);
    else bursts.push([run]);
  }
  return bursts.flatMap((runs) => {
    const pipelines = [...new Map(runs.map(({ id, name }) => [id, { id, name }])).values()];
    return pipelines.length < 2 ? [] : [{ at: runs[0]?.at ?? '', pipelines }];
  });
}
