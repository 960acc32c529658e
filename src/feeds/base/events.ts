import { readObjects, readText } from '../../util/json.ts';
import type { EventRule } from '../module.ts';
import type { BaseHint } from './hints.ts';

/** By `event_type`; an event names records or a table, which are then read again. */
export const baseEvents: Readonly<Record<string, EventRule<BaseHint>>> = {
  'drive.file.bitable_record_changed_v1': {
    toHints: (body) => {
      const [appToken, tableId] = [readText(body, 'file_token'), readText(body, 'table_id')];
      const recordIds = readObjects(body, 'action_list').flatMap((action) => readText(action, 'record_id') ?? []);
      return appToken === null || tableId === null || recordIds.length === 0
        ? []
        : [{ kind: 'records', target: { appToken, tableId, recordIds } }];
    },
    reads: {
      en: 'the records, up to a hundred of a table with one call; of a table with a configured view, the whole table',
      zh: '相关记录：同一数据表一次调用最多一百条；配置了视图的数据表则整表重读',
    },
    scopes: ['base:record:read', 'bitable:app', 'drive:drive'],
  },
  'drive.file.bitable_field_changed_v1': {
    toHints: (body) => {
      const [appToken, tableId] = [readText(body, 'file_token'), readText(body, 'table_id')];
      return appToken === null || tableId === null ? [] : [{ kind: 'table', target: { appToken, tableId } }];
    },
    reads: { en: 'the whole table and its columns', zh: '整张数据表及其字段' },
    scopes: ['base:field:read', 'bitable:app', 'drive:drive'],
  },
};
