import type { ToldByEvents } from '../feeds/module.ts';
import { modules } from '../feeds/registry.ts';
import type { Language, Message } from '../model/message.ts';
import type { ModuleName } from '../model/stream.ts';

/** Names of all modules, in the order in which they are shown. */
export const moduleNames: readonly ModuleName[] = modules.map(({ name }) => name);

/** What a person calls a module; a run of another version may know others, which have only their name here. */
export function moduleTitle(module: ModuleName, language: Language): string {
  return modules.find(({ name }) => name === module)?.title[language] ?? module;
}

/** See `Module`. */
export function toldByEvents(module: ModuleName, stream: string): ToldByEvents {
  return modules.find(({ name }) => name === module)?.toldByEvents?.(stream) ?? 'nothing';
}

/** What a module needs to be granted, as a form lists it before anything is asked of the platform. */
export interface NeededScope {
  /** One of them is enough. */
  readonly anyOf: readonly string[];
  readonly opens: Message;
  /** `columns`: without it, some stay empty. `calls`: without it, nothing of its kind is read. */
  readonly for: 'calls' | 'columns';
}

/** The scopes of a module with its usual settings. */
export function usualScopes(module: ModuleName): readonly NeededScope[] {
  const scopes = modules.find(({ name }) => name === module)?.scopes;
  const of = (kind: NeededScope['for']): readonly NeededScope[] =>
    (scopes?.[kind] ?? [])
      .filter(({ condition }) => condition?.isUsual !== false)
      .map(({ anyOf, opens }) => ({ anyOf, opens, for: kind }));
  return [...of('calls'), ...of('columns')];
}

/** Those that read from a day on: their settings hold `start_date` and `lookback_days`. */
export const datedModules: readonly ModuleName[] = modules.flatMap(({ name, daysBack }) =>
  daysBack === undefined ? [] : [name],
);

/** How many days each of them reads when no day is set. */
export const daysBack: Readonly<Record<ModuleName, number>> = Object.fromEntries(
  modules.flatMap((module) => (module.daysBack === undefined ? [] : [[module.name, module.daysBack]])),
);

/** Whether the settings of a module hold at least one entry of all that it requires. */
export function isFilledIn(module: ModuleName, settings: object): boolean {
  const required = modules.find(({ name }) => name === module)?.requires ?? [];
  const filled = Object.entries(settings).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return required.every((key) => filled.some(([name]) => name === key));
}
