import { useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { queryClient } from './query-client.ts';

export type RunLine = ApiSchemas['RunLine'];
/** A level, with all that are graver. */
export type LogLevel = RunLine['level'];

/** Which lines of the log of a run are wanted. */
export interface LogFilter {
  readonly level?: LogLevel | undefined;
  readonly search?: string | undefined;
  /** Lines that tell of this stream. */
  readonly stream?: string | undefined;
}

const linesOfAPage = 1_000;
/** What one reading brings: a long log comes in several. */
const pagesAtOnce = 10;
const soonMs = 200;

interface ReadLog {
  readonly lines: readonly RunLine[];
  /** There are more lines than have been read. */
  readonly isMore: boolean;
}

/**
 * The log of a run. Signs of the run have what is new read, and only that: a stream of lines would hold a connection of the few that a browser has
 * for a host.
 */
export function useRunLog(id: string, filter: LogFilter) {
  const queryKey = ['run', id, 'log', filter];
  return useQuery<ReadLog>({
    queryKey,
    structuralSharing: false,
    refetchInterval: ({ state: { data } }) => (data?.isMore === true ? soonMs : false),
    queryFn: async ({ signal }) => {
      const lines = [...(queryClient.getQueryData<ReadLog>(queryKey)?.lines ?? [])];
      for (let page = 0; page < pagesAtOnce; page += 1) {
        const query = { ...filter, after: lines.at(-1)?.seq ?? 0, limit: linesOfAPage };
        const { items, next } = await api.call('GET /runs/{id}/log', { params: { id }, query, signal });
        lines.push(...items);
        if (next === null) return { lines, isMore: false };
      }
      return { lines, isMore: true };
    },
  });
}
