import { modules } from '../feeds/registry.ts';
import { fewestScopes } from '../feeds/scopes.ts';
import type { ModuleName } from '../model/stream.ts';

/** As few scopes as open these modules, with the settings of a new configuration; columns may need more. */
export function scopesToGrant(names: readonly ModuleName[]): string[] {
  const needs = modules.filter(({ name }) => names.includes(name)).flatMap(({ scopes }) => scopes.calls);
  return fewestScopes(needs.filter(({ condition }) => condition?.isUsual !== false));
}
