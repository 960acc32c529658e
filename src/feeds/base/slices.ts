import type { StateChange } from '../../model/change.ts';
import type { ModuleState } from '../../model/source-state.ts';
import type { TableKey } from './rows.ts';

/** What a state of Base is about: the list of a Base's tables, or one of these tables. */
export type BaseSlice = { readonly kind: 'list'; readonly appToken: string } | ({ readonly kind: 'table' } & TableKey);

/** The name under which a slice is stored. Tokens and ids of the platform hold no `/`. */
export function nameOfSlice(slice: BaseSlice): string {
  return slice.kind === 'list' ? slice.appToken : `${slice.appToken}/${slice.tableId}`;
}

/** The slice of a stored name: the only place that reads one. */
export function toSlice(name: string): BaseSlice {
  const [appToken = '', ...rest] = name.split('/');
  return rest.length === 0 ? { kind: 'list', appToken } : { kind: 'table', appToken, tableId: rest.join('/') };
}

/** What to remember of one slice. */
export function stateOf(slice: BaseSlice, state: StateChange['state']): StateChange {
  return { kind: 'state', module: 'base', slice: nameOfSlice(slice), state };
}

/** Ids of the tables of this Base of which something is remembered. */
export function rememberedTables(state: ModuleState, appToken: string): string[] {
  return [...state.keys()]
    .map(toSlice)
    .flatMap((slice) => (slice.kind === 'table' && slice.appToken === appToken ? [slice.tableId] : []));
}
