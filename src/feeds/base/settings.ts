import type { AttachmentStore } from '../../model/attachment-store.ts';

/** One table, one view of it, or (without `tableId`) every table of a Base. */
export interface TableReference {
  readonly appToken: string;
  readonly tableId?: string;
  readonly viewId?: string;
}

export interface BaseConfig {
  /** References, or links as they stand in a browser's address bar (`/base/…`, `/wiki/…`). */
  readonly tables: readonly (TableReference | { readonly url: string })[];
  readonly userIdType?: 'open_id' | 'union_id' | 'user_id';
  /** One stream for each table besides, with a typed column for each field. */
  readonly typedStreams?: boolean;
  /** Leave out tables whose revision has not moved since a recent complete scan. Opt-in: see docs/platform-assumptions.md. */
  readonly skipUnchanged?: boolean;
  /** Where attachments are downloaded to; they are not when absent. */
  readonly attachments?: AttachmentStore;
}

/** The feed's name in counts and state. */
export const account = 'base';
