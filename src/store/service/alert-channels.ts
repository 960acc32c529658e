import {
  type AlertChannel,
  type AlertKind,
  alertKinds,
  channelKinds,
  type QuietHours,
} from '../../model/service/alert.ts';
import { isObject, type JsonValue } from '../../util/json.ts';
import type { Access } from './access.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';
import { toStoredJson } from './stored-json.ts';

const kind: ResourceKind<AlertChannel, object> = {
  table: 'alert_channels',
  toColumns: (item) => ({
    name: item.name,
    kind: item.kind,
    language: item.language,
    settings: toStoredJson(item.settings),
    kinds: toStoredJson(item.kinds),
    quiet_hours: item.quietHours && toStoredJson(item.quietHours),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    kind: row.oneOf('kind', channelKinds),
    language: row.oneOf('language', ['en', 'zh']),
    settings: row.object('settings'),
    kinds: row.parsed('kinds', readKinds),
    quietHours: row.optionallyParsed('quiet_hours', readQuietHours),
  }),
  conditions: () => [],
};

/** Table `alert_channels`. */
export class SqlAlertChannels extends SqlResourceTable<AlertChannel, object> {
  constructor(access: Access) {
    super(access, kind);
  }
}

function readKinds(value: JsonValue): readonly AlertKind[] | undefined {
  return Array.isArray(value) ? alertKinds.filter((one) => value.includes(one)) : undefined;
}

function readQuietHours(value: JsonValue): QuietHours | undefined {
  if (!isObject(value)) return undefined;
  const { from, to, zone } = value;
  return typeof from === 'string' && typeof to === 'string' && typeof zone === 'string'
    ? { from, to, zone }
    : undefined;
}
