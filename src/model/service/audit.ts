import type { JsonObject } from '../../util/json.ts';
import type { Caller } from './caller.ts';
import type { Page, PageRequest } from './page.ts';

/** Who did what to which thing. Written in the transaction of the change, never changed. */
export interface AuditLine {
  readonly id: string;
  readonly at: number;
  readonly actorKind: Caller['kind'];
  readonly actorId: string | undefined;
  readonly actorName: string;
  readonly address: string | undefined;
  readonly requestId: string | undefined;
  /** Such as `pipeline.pause`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string | undefined;
  /** What was changed, without secrets. */
  readonly detail: JsonObject;
}

/** A line of a list, with what people call the things that it names by their ids, as far as they are still there. */
export interface ListedAuditLine extends AuditLine {
  readonly names: Readonly<Record<string, string>>;
}

/** Which lines a list shows; times are milliseconds since the epoch, `until` is excluded. */
export interface AuditFilter {
  readonly id?: string | undefined;
  readonly objectId?: string | undefined;
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The audit: lines are added and read, never changed. */
export interface AuditTable {
  add(line: AuditLine): Promise<void>;
  page(request: PageRequest, filter: AuditFilter): Promise<Page<ListedAuditLine>>;
}
