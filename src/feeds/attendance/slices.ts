import type { ModuleState } from '../../model/source-state.ts';
import type { JsonValue } from '../../util/json.ts';

/** What is asked for by people and windows of time. */
export type KindName = 'user_flows' | 'user_tasks';

/** What a state of Attendance is about: some of the people who have been read, in the generation of one run. */
export interface AttendanceSlice {
  readonly kind: KindName;
  readonly generation: number;
  /** Counts the slices of one generation. */
  readonly number: number;
}

/** The name under which a slice is stored. */
export function nameOfSlice({ kind, generation, number }: AttendanceSlice): string {
  return `${kind}/${generation}-${number}`;
}

/** The slice of a stored name: the only place that reads one. Undefined for a name that `nameOfSlice` does not give. */
export function toSlice(name: string): AttendanceSlice | undefined {
  const [, kind, generation, number] = /^(user_flows|user_tasks)\/(0|[1-9]\d*)-(0|[1-9]\d*)$/.exec(name) ?? [];
  if (kind !== 'user_flows' && kind !== 'user_tasks') return undefined;
  return { kind, generation: Number(generation), number: Number(number) };
}

/** The slices of this kind, with what is remembered of each. */
export function slicesOf(state: ModuleState, kind: KindName): (readonly [slice: AttendanceSlice, value: JsonValue])[] {
  return [...state].flatMap(([name, value]) => {
    const slice = toSlice(name);
    return slice?.kind === kind ? [[slice, value] as const] : [];
  });
}
