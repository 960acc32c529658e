import type { ScannedChange } from '../../model/change.ts';
import type { Key, Row } from '../../model/stream.ts';
import type { FeedContext } from '../feed.ts';
import { type AskedTable, getRecords } from './get-records.ts';
import type { RecordPage } from './rows.ts';

/** Asks about records that a scan did not deliver. */
export function askRecords(
  table: AskedTable,
  toRows: (page: RecordPage) => Row[],
  context: Pick<FeedContext, 'client' | 'signal'>,
): NonNullable<ScannedChange['ask']> {
  return async (keys) => {
    const byId = new Map(keys.map((key) => [key.at(-1) ?? '', key]));
    const rows: Row[] = [];
    const hidden: Key[] = [];
    for await (const found of getRecords(table, [...byId.keys()], context)) {
      rows.push(...toRows(found.page));
      hidden.push(...found.hidden.map((id) => byId.get(id)).filter((key) => key !== undefined));
    }
    return { rows, hidden };
  };
}
