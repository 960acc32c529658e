import { isObject } from '../util/json.ts';
import type { ContractField } from './contract.ts';

/** Leaves out of a payload what an app may not see. */
export type Projection = (payload: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/**
 * What of a payload an app with these scopes gets: keys that the endpoint documents and whose field scope it has. Without the
 * scope the key is absent and the call succeeds all the same.
 */
export function projection(fields: readonly ContractField[], scopes: ReadonlySet<string>): Projection {
  const kept = new Map<string, Projection | undefined>();
  for (const field of fields) {
    const isAllowed = field.fieldScopes.length === 0 || field.fieldScopes.some((scope) => scopes.has(scope));
    if (isAllowed) kept.set(field.name, isGuarded(field) ? projection(field.fields, scopes) : undefined);
  }
  return (payload) => {
    const shown: Record<string, unknown> = {};
    for (const key of Object.keys(payload)) {
      if (kept.has(key)) shown[key] = inside(payload[key], kept.get(key));
    }
    return shown;
  };
}

function inside(value: unknown, project: Projection | undefined): unknown {
  if (project === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => inside(item, project));
  return isObject(value) ? project(value) : value;
}

function isGuarded(field: ContractField): boolean {
  return field.fields.some((child) => child.fieldScopes.length > 0 || isGuarded(child));
}

/** The fields documented below `data` at a key such as `items` or `user`. */
export function documentedFields(response: readonly ContractField[], key: string): readonly ContractField[] {
  const data = response.find((field) => field.name === 'data');
  return data?.fields.find((field) => field.name === key)?.fields ?? [];
}
