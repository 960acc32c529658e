import type { DestinationFilter, DestinationTable, ServiceDestination } from '../../model/service/destination.ts';
import { lockSql } from '../postgres-sessions.ts';
import type { Access } from './access.ts';
import { searchText, where, whereFound } from './conditions.ts';
import type { ResourceKind } from './resource-table.ts';
import { readCheckReport, toStoredJson } from './stored-json.ts';
import { SqlTestedTable } from './tested-table.ts';

const kind: ResourceKind<ServiceDestination, DestinationFilter> = {
  table: 'destinations',
  toColumns: ({ name, type, settings, test, testedAt }) => ({
    name,
    type,
    settings: toStoredJson(settings),
    test: test && toStoredJson(test),
    tested_at: testedAt,
    search: searchText(name),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    type: row.text('type'),
    settings: row.object('settings'),
    test: row.optionallyParsed('test', readCheckReport),
    testedAt: row.optionalNumber('tested_at'),
  }),
  conditions: ({ search, type }) => [...where('type = ?', type), ...whereFound(search)],
};

/** Table `destinations`. */
export class SqlDestinations extends SqlTestedTable<ServiceDestination, DestinationFilter> implements DestinationTable {
  constructor(access: Access) {
    super(access, kind);
  }

  async holdFiles(): Promise<void> {
    await this.access.write(({ rows }) => rows(lockSql({ name: 'files of destinations' })));
  }
}
