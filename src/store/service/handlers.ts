import {
  type HandlerFilter,
  type HandlerTable,
  type HandlerTrouble,
  handlerKinds,
  type ServiceHandler,
} from '../../model/triggers/tables.ts';
import type { Access } from './access.ts';
import { isPaused } from './bot-figures.ts';
import { searchText, where, whereFound } from './conditions.ts';
import type { ResourceKind } from './resource-table.ts';
import { readCheckReport, readMessage, toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';
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

const troublesSql = `SELECT handler_id, count(*) AS count, min(first_at) AS oldest_at, min(turns.due_at) FILTER (WHERE ${isPaused}) AS paused_until
  FROM turns JOIN trigger_versions ON trigger_versions.trigger_id = turns.trigger_id AND number = trigger_version
  WHERE ended_at IS NULL AND state = 'retrying' GROUP BY 1`;

/** Table `handlers`. */
export class SqlHandlers extends SqlTestedTable<ServiceHandler, HandlerFilter> implements HandlerTable {
  constructor(access: Access) {
    super(access, kind);
  }

  async troubles(): Promise<ReadonlyMap<string, HandlerTrouble>> {
    const rows = (await this.access.rows(troublesSql)).map((row) => new StoredRow(row));
    return new Map(
      rows.map((row) => [
        row.text('handler_id'),
        {
          turns: row.number('count'),
          oldestAt: row.number('oldest_at'),
          pausedUntil: row.optionalNumber('paused_until'),
        },
      ]),
    );
  }
}
