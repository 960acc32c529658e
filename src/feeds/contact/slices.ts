import type { ModuleState } from '../../model/source-state.ts';
import type { JsonValue } from '../../util/json.ts';

/** What a walk meets, and remembers the ids of. */
export type Met = 'people' | 'departments';

/** What a state of Contact is about: some of the ids that a walk has met, or the range of the app. */
export type ContactSlice = { readonly kind: 'range' } | IdsSlice;

interface IdsSlice {
  readonly kind: Met;
  readonly number: number;
}

/** The name under which a slice is stored. */
export function nameOfSlice(slice: ContactSlice): string {
  return slice.kind === 'range' ? 'range' : `${slice.kind}/${slice.number}`;
}

/** The slice of a stored name: the only place that reads one. Undefined for a name that `nameOfSlice` does not give. */
export function toSlice(name: string): ContactSlice | undefined {
  if (name === 'range') return { kind: 'range' };
  const [, kind, number] = /^(people|departments)\/(0|[1-9]\d*)$/.exec(name) ?? [];
  return kind === 'people' || kind === 'departments' ? { kind, number: Number(number) } : undefined;
}

/** The slices of ids of this kind, with what is remembered of each. */
export function slicesOf(state: ModuleState, met: Met): (readonly [slice: IdsSlice, value: JsonValue])[] {
  return [...state].flatMap(([name, value]) => {
    const slice = toSlice(name);
    return slice !== undefined && slice.kind !== 'range' && slice.kind === met ? [[slice, value] as const] : [];
  });
}
