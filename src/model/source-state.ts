import type { JsonValue } from '../util/json.ts';
import type { ModuleName } from './stream.ts';

/** What a module remembers, by slice. Opaque outside the module. */
export type ModuleState = ReadonlyMap<string, JsonValue>;

/** What a source remembers, by module. */
export type SourceState = ReadonlyMap<ModuleName, ModuleState>;

/** As states are stored, by the name of their slice. A value of null forgets it. */
export type StoredState = ReadonlyMap<string, JsonValue>;

/** The name under which a slice is stored: `<module>/<slice>`. Names of modules hold no `/`; those of slices may. */
export function storedName(module: ModuleName, slice: string): string {
  return `${module}/${slice}`;
}

/** From the stored form, which databases and platforms keep: what was written stays readable. Other names belong to no module. */
export function fromStored(stored: Iterable<readonly [name: string, value: JsonValue]>): SourceState {
  const modules = new Map<ModuleName, Map<string, JsonValue>>();
  for (const [name, value] of stored) {
    const end = name.indexOf('/');
    if (end < 0) continue;
    const module = name.slice(0, end);
    const slices = modules.get(module) ?? new Map<string, JsonValue>();
    modules.set(module, slices);
    slices.set(name.slice(end + 1), value);
  }
  return modules;
}

/** To the stored form. */
export function toStored(state: SourceState): StoredState {
  return new Map(
    [...state].flatMap(([module, slices]) =>
      [...slices].map(([slice, value]) => [storedName(module, slice), value] as const),
    ),
  );
}
