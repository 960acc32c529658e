import { useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import type { Paging } from './search.ts';

export type AuditLine = ApiSchemas['AuditLine'];

/** Which lines a list shows. */
export interface AuditFilter {
  readonly actorId?: string | undefined;
  readonly objectId?: string | undefined;
  readonly action?: string | undefined;
  /** How far back, in milliseconds. */
  readonly lastMs?: number | undefined;
}

/** As ids of things are: the service refuses to look for anything else, such as a part of one. */
const idPattern = /^[a-z]{1,8}_[0-9a-z]{1,40}$/;
const nothing = { items: [], next: null, total: 0, totalIsAtLeast: false };

/** One line, which may stand anywhere in the list. Lines never change. */
export function useAuditLine(id: string | undefined, isWanted: boolean): AuditLine | undefined {
  const { data } = useQuery({
    queryKey: ['audit', id],
    enabled: isWanted && id !== undefined && idPattern.test(id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await api.call('GET /audit', { query: { id }, signal })).items[0] ?? null,
  });
  return data ?? undefined;
}

/** Who did what to which thing, the newest first. Every change adds a line: it is asked again while it is looked at. */
export function useAudit({ lastMs, ...filter }: AuditFilter, paging: Paging): ReadList<AuditLine> {
  return useList({
    queryKey: ['audit', 'list', filter, lastMs],
    paging,
    read: async (page, signal) => {
      if (filter.objectId !== undefined && !idPattern.test(filter.objectId)) return nothing;
      const since = lastMs === undefined ? undefined : new Date(Date.now() - lastMs).toISOString();
      return await api.call('GET /audit', { query: { ...filter, since, ...page }, signal });
    },
  });
}
