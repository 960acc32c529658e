import type { AttachmentStore } from '../../model/attachment-store.ts';
import { must } from '../../model/errors.ts';
import type { UserIdType } from '../user-id-types.ts';
import type { BaseSettings, BaseTableSettings } from './settings.ts';

/** One table, one view of it, or (without `tableId`) every table of a Base. */
export interface TableReference {
  readonly appToken: string;
  readonly tableId?: string;
  readonly viewId?: string;
}

/** The settings as the walk uses them. */
export interface BaseConfig {
  /** References, or links as they stand in a browser's address bar (`/base/…`, `/wiki/…`). */
  readonly tables: readonly (TableReference | { readonly url: string })[];
  readonly userIdType?: UserIdType;
  /** One stream for each table besides, with a typed column for each field. */
  readonly typedStreams?: boolean;
  /** Leave out tables whose revision has not moved since a recent complete scan. Opt-in: see docs/platform-assumptions.md. */
  readonly skipUnchanged?: boolean;
  /** Undefined where everything is read; else each table once in this time, besides what has changed. */
  readonly auditMs?: number;
  /** Where attachments are downloaded to; they are not when absent. */
  readonly attachments?: AttachmentStore;
}

/** The feed's name in counts of calls. */
export const feed = 'base';

/** From the file's keys to the feed's; no links are resolved yet. */
export function toConfig(settings: BaseSettings, attachments: AttachmentStore | undefined): BaseConfig {
  return {
    tables: settings.tables.map(toReference),
    typedStreams: settings.typed_streams,
    skipUnchanged: settings.skip_unchanged,
    ...(settings.incremental === 'changes' ? { auditMs: settings.audit_hours * 3_600_000 } : {}),
    ...(attachments === undefined ? {} : { attachments }),
  };
}

function toReference({ url, app_token, table_id, view_id }: BaseTableSettings): BaseConfig['tables'][number] {
  if (url !== undefined) return { url };
  return {
    appToken: must(app_token, 'app_token'),
    ...(table_id === undefined ? {} : { tableId: table_id }),
    ...(view_id === undefined ? {} : { viewId: view_id }),
  };
}
