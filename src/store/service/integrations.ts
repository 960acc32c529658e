import { eventModes, type Integration, type IntegrationFilter } from '../../model/service/integration.ts';
import type { Access } from './access.ts';
import { searchText, where, whereFound } from './conditions.ts';
import type { ResourceKind } from './resource-table.ts';
import { readCheckReport, toStoredJson } from './stored-json.ts';
import { SqlTestedTable } from './tested-table.ts';

const kind: ResourceKind<Integration, IntegrationFilter> = {
  table: 'integrations',
  toColumns: (item) => ({
    name: item.name,
    region: item.region,
    base_url: item.baseUrl,
    kind: item.kind,
    app_id: item.appId,
    mode: item.mode,
    mode_before: item.modeBefore,
    mode_since: item.modeSince,
    disconnected_at: item.disconnectedAt,
    settings: toStoredJson(item.settings),
    test: item.test && toStoredJson(item.test),
    tested_at: item.testedAt,
    search: searchText(item.name, item.appId),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    region: row.oneOf('region', ['lark', 'feishu']),
    baseUrl: row.optionalText('base_url'),
    kind: row.oneOf('kind', ['custom_app', 'store_app']),
    appId: row.text('app_id'),
    mode: row.oneOf('mode', eventModes),
    modeBefore: row.optionalOneOf('mode_before', eventModes),
    modeSince: row.number('mode_since'),
    disconnectedAt: row.optionalNumber('disconnected_at'),
    settings: row.object('settings'),
    test: row.optionallyParsed('test', readCheckReport),
    testedAt: row.optionalNumber('tested_at'),
  }),
  conditions: ({ search, region }) => [...where('region = ?', region), ...whereFound(search)],
};

/** Table `integrations`. */
export class SqlIntegrations extends SqlTestedTable<Integration, IntegrationFilter> {
  constructor(access: Access) {
    super(access, kind);
  }
}
