import { ConfigError, must } from '../model/errors.ts';
import type { CallOptions, Query } from './call.ts';
import { type Endpoint, endpointLabel } from './endpoint.ts';

/** The path and query of a request, every value escaped exactly once. Lists become repeated parameters, not commas. */
export function requestPath(
  endpoint: Endpoint,
  values: { path?: Readonly<Record<string, string>>; query?: Query },
): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = must(values.path?.[name], `The path parameter ${name} of ${endpointLabel(endpoint)}`);
    // An empty one would silently address another endpoint.
    if (value === '') {
      throw new ConfigError({
        code: 'config.setting.invalid',
        message: {
          en: `The id \`${name}\` for ${endpointLabel(endpoint)} is empty.`,
          zh: `${endpointLabel(endpoint)} 的 ID \`${name}\` 为空。`,
        },
        details: { endpoint: endpointLabel(endpoint), parameter: name },
      });
    }
    return encodeURIComponent(value).replaceAll('.', '%2E');
  });
  const query = Object.entries(values.query ?? {}).flatMap(([name, value]) => {
    if (value === undefined) return [];
    const several = typeof value === 'object' ? value : [value];
    return several.map((one) => `${encodeURIComponent(name)}=${encodeURIComponent(one)}`);
  });
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** The ids that identify a call of an endpoint: those of its path, and the parent of a listing. */
export function subjectOf({
  path = {},
  query = {},
}: {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Query;
}): string {
  const listed = ['approval_code', 'department_id', 'token'].flatMap((name) => {
    const value = query[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return [...Object.entries(path), ...listed].map(([name, value]) => `${name}=${value}`).join(', ');
}

/** Calls to one Base, or to one chat, disturb each other at whatever endpoint they go to. */
export function pauseKeyOf({ path, pauseKey = path?.app_token }: Pick<CallOptions, 'path' | 'pauseKey'>): {
  readonly pauseKey?: string;
} {
  return pauseKey === undefined ? {} : { pauseKey };
}
