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

/** Who did what to which thing, the newest first. Every change adds a line: it is asked again while it is looked at. */
export function useAudit({ lastMs, ...filter }: AuditFilter, paging: Paging): ReadList<AuditLine> {
  return useList({
    queryKey: ['audit', 'list', filter, lastMs],
    paging,
    read: (page, signal) => {
      const since = lastMs === undefined ? undefined : new Date(Date.now() - lastMs).toISOString();
      return api.call('GET /audit', { query: { ...filter, since, ...page }, signal });
    },
  });
}
