import type { ReceivedEvent } from './event.ts';

/** Which events a consumer wants: all that is named must fit. Plain data, so that it can be stored and compared. */
export interface EventFilter {
  /** One that ends in `*` stands for all types that begin so (`im.message.*`). Absent: every type. */
  readonly types?: readonly string[];
  /** Absent: every app. */
  readonly appIds?: readonly string[];
  /** Absent: every tenant. */
  readonly tenantKeys?: readonly string[];
}

/** What a type must begin with; undefined for one that must be equal. */
export function prefixOf(type: string): string | undefined {
  return type.endsWith('*') ? type.slice(0, -1) : undefined;
}

/** True without `types`. A type that ends in the wildcard matches by its prefix. */
export function matchesType({ types }: EventFilter, type: string): boolean {
  if (types === undefined) return true;
  return types.some((one) => {
    const prefix = prefixOf(one);
    return prefix === undefined ? one === type : type.startsWith(prefix);
  });
}

/** Whether the consumer of the filter is to get the event. */
export function matchesEvent(
  filter: EventFilter,
  { type, appId, tenantKey }: Pick<ReceivedEvent, 'type' | 'appId' | 'tenantKey'>,
): boolean {
  const { appIds, tenantKeys } = filter;
  if (appIds !== undefined && !appIds.includes(appId)) return false;
  if (tenantKeys !== undefined && !tenantKeys.includes(tenantKey)) return false;
  return matchesType(filter, type);
}
