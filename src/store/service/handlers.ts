import {
  type HandlerFilter,
  type HandlerTable,
  handlerKinds,
  type ServiceHandler,
} from '../../model/triggers/tables.ts';
import type { Access } from './access.ts';
import { searchText, where, whereFound } from './conditions.ts';
import type { ResourceKind } from './resource-table.ts';
import { readCheckReport, readMessage, toStoredJson } from './stored-json.ts';
import { SqlTestedTable } from './tested-table.ts';

const kind: ResourceKind<ServiceHandler, HandlerFilter> = {
  table: 'handlers',
  toColumns: (item) => ({
    name: item.name,
    kind: item.kind,
    settings: toStoredJson(item.settings),
    disabled_at: item.disabledAt,
    disabled_why: item.disabledWhy && toStoredJson(item.disabledWhy),
    test: item.test && toStoredJson(item.test),
    tested_at: item.testedAt,
    search: searchText(item.name),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    kind: row.oneOf('kind', handlerKinds),
    settings: row.object('settings'),
    disabledAt: row.optionalNumber('disabled_at'),
    disabledWhy: row.optionallyParsed('disabled_why', readMessage),
    test: row.optionallyParsed('test', readCheckReport),
    testedAt: row.optionalNumber('tested_at'),
  }),
  conditions: ({ search, kind: wanted }) => [...where('kind = ?', wanted), ...whereFound(search)],
};

/** Table `handlers`. */
export class SqlHandlers extends SqlTestedTable<ServiceHandler, HandlerFilter> implements HandlerTable {
  constructor(access: Access) {
    super(access, kind);
  }
}
