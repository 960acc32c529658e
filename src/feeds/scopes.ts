import type { Message } from '../model/message.ts';

/** Something that a module needs: one of these scopes is enough for it. */
export interface ScopeNeed {
  /** As the developer console names them. */
  readonly anyOf: readonly string[];
  /** What the scope opens. */
  readonly opens: Message;
  /** Where it is needed with some settings only: with which, and whether a new configuration has them. */
  readonly condition?: { readonly when: Message; readonly isUsual: boolean };
}

/** The scopes that a module reads with; those of its events are beside the events. */
export interface ModuleScopes {
  /** Without them the platform refuses calls. */
  readonly calls: readonly ScopeNeed[];
  /** Without them the platform leaves out columns and says nothing. */
  readonly columns: readonly ScopeNeed[];
}

/** `scopes` for settings that meet no condition, or for those that meet all. */
export function scopesWhere(areConditionsMet: boolean, scopes: ModuleScopes): ModuleScopes {
  const isNeeded = ({ condition }: ScopeNeed): boolean => condition === undefined || areConditionsMet;
  return { calls: scopes.calls.filter(isNeeded), columns: scopes.columns.filter(isNeeded) };
}

/** The one to grant: that which allows reading only, where there is one. */
export function recommendedScope(anyOf: readonly string[]): string {
  return anyOf.find((scope) => /:(read|readonly|retrieve)$/.test(scope)) ?? anyOf[0] ?? '';
}

/** As few scopes as fulfil all needs, and of two that fulfil as many the one that allows reading only. */
export function fewestScopes(needs: readonly ScopeNeed[]): string[] {
  const chosen: string[] = [];
  for (let unmet = needs; unmet.length > 0; ) {
    const count = (scope: string): number => unmet.filter(({ anyOf }) => anyOf.includes(scope)).length;
    const most = Math.max(...unmet.flatMap(({ anyOf }) => anyOf.map(count)));
    const best = recommendedScope(unmet.flatMap(({ anyOf }) => anyOf.filter((scope) => count(scope) === most)));
    chosen.push(best);
    unmet = unmet.filter(({ anyOf }) => !anyOf.includes(best));
  }
  return chosen;
}
