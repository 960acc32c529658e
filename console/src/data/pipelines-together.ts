import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { queryClient } from './query-client.ts';

export type Together = 'pause' | 'resume';
type PartDone = ApiSchemas['PipelinesTogether'];

/** As many, or more: the service counts no further than ten thousand. */
export interface Counted {
  readonly count: number;
  readonly isAtLeast: boolean;
}

async function counted(
  query: { readonly state: 'active' } | { readonly pausedWithAll: 'true' },
  signal: AbortSignal,
): Promise<Counted> {
  const { total, totalIsAtLeast } = await api.call('GET /pipelines', { query: { ...query, limit: 1 }, signal });
  return { count: total, isAtLeast: totalIsAtLeast };
}

/** How many would be paused, and how many rest because all were paused together. */
export function useTogetherCounts(isAsked: boolean) {
  return useQuery({
    queryKey: ['pipeline', 'together'],
    enabled: isAsked,
    queryFn: async ({ signal }) => {
      const [active, paused] = await Promise.all([
        counted({ state: 'active' }, signal),
        counted({ pausedWithAll: 'true' }, signal),
      ]);
      return { active, paused };
    },
  });
}

/** Pauses all that are active, or lets run again what that has paused: a request does a part of it. */
export function usePipelinesTogether() {
  return useMutation({
    mutationFn: async (to: Together): Promise<Pick<PartDone, 'changed' | 'refused'>> => {
      let changed = 0;
      const refused: PartDone['refused'][number][] = [];
      for (let cursor: string | undefined; ; ) {
        const body = cursor === undefined ? {} : { cursor };
        const part = await api.call(to === 'pause' ? 'POST /pipelines/pause-all' : 'POST /pipelines/resume-all', {
          body,
        });
        changed += part.changed;
        refused.push(...part.refused);
        if (part.next === null) return { changed, refused };
        cursor = part.next;
      }
    },
    onSettled: async () => {
      await Promise.all(
        ['pipeline', 'overview', 'run'].map((topic) => queryClient.invalidateQueries({ queryKey: [topic] })),
      );
    },
  });
}
