import { type EventFilter, prefixOf } from '../model/event-filter.ts';
import { isObject, type JsonObject, tryParseJson } from '../util/json.ts';
import type { SqlValue } from './database.ts';
import { placeholders } from './sql-text.ts';

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** Equal filters give equal texts. */
export function toFilterText({ types, appIds, tenantKeys }: EventFilter): string {
  return JSON.stringify({
    ...(types === undefined ? {} : { types: sorted(types) }),
    ...(appIds === undefined ? {} : { appIds: sorted(appIds) }),
    ...(tenantKeys === undefined ? {} : { tenantKeys: sorted(tenantKeys) }),
  });
}

/** What cannot be read fits nothing, rather than everything. */
export function parseFilter(text: string): EventFilter {
  const stored = tryParseJson(text);
  if (!isObject(stored)) return { types: [] };
  const [types, appIds, tenantKeys] = ['types', 'appIds', 'tenantKeys'].map((key) => textsIn(stored, key));
  return {
    ...(types === undefined ? {} : { types }),
    ...(appIds === undefined ? {} : { appIds }),
    ...(tenantKeys === undefined ? {} : { tenantKeys }),
  };
}

function textsIn(stored: JsonObject, key: string): string[] | undefined {
  const value = stored[key];
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Fits all that either fits. */
export function widen(one: EventFilter, other: EventFilter): EventFilter {
  const both = <T>(left: readonly T[] | undefined, right: readonly T[] | undefined): T[] | undefined =>
    left === undefined || right === undefined ? undefined : [...left, ...right];
  const types = both(one.types, other.types);
  const appIds = both(one.appIds, other.appIds);
  const tenantKeys = both(one.tenantKeys, other.tenantKeys);
  return {
    ...(types === undefined ? {} : { types }),
    ...(appIds === undefined ? {} : { appIds }),
    ...(tenantKeys === undefined ? {} : { tenantKeys }),
  };
}

/** Whether the first names all that the second does. */
function covers(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  return one === undefined || (other?.every((text) => one.includes(text)) ?? false);
}

/** The apps of what a filter fits and `known` does not: none, some, or any (undefined). Rather too many than too few. */
export function addedApps(known: EventFilter | undefined, filter: EventFilter): readonly string[] | undefined {
  const { types, appIds, tenantKeys } = filter;
  if (known === undefined || !covers(known.types, types) || !covers(known.tenantKeys, tenantKeys)) return appIds;
  if (known.appIds === undefined) return [];
  return appIds?.filter((appId) => known.appIds?.includes(appId) !== true);
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The filter as a condition on rows of `events`; its parameters begin at `from`. */
export function toCondition({ types, appIds, tenantKeys }: EventFilter, from: number): Condition {
  const values: SqlValue[] = [];
  const isOneOf = (column: string, texts: readonly string[]): string => {
    if (texts.length === 0) return '1 = 0';
    const sql = `${column} IN (${placeholders(texts.length, from + values.length)})`;
    values.push(...texts);
    return sql;
  };
  const isType = (all: readonly string[]): string => {
    const prefixes = all.flatMap((type) => prefixOf(type) ?? []);
    const begins = prefixes.map((prefix) => {
      values.push(prefix);
      // Characters, as both databases count them. LIKE would not tell a from A in SQLite.
      return `substr(type, 1, ${[...prefix].length}) = $${from + values.length - 1}`;
    });
    const whole = all.filter((type) => prefixOf(type) === undefined);
    return `(${[isOneOf('type', whole), ...begins].join(' OR ')})`;
  };
  const parts = [
    ...(types === undefined ? [] : [isType(types)]),
    ...(appIds === undefined ? [] : [isOneOf('app_id', appIds)]),
    ...(tenantKeys === undefined ? [] : [isOneOf('tenant_key', tenantKeys)]),
  ];
  return { sql: parts.length === 0 ? '1 = 1' : parts.join(' AND '), values };
}
