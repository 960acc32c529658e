import type { z } from 'zod';
import type { Message } from '../model/message.ts';
import { trimTexts } from '../schema/clean-text.ts';
import { isObject, type JsonObject, readObject } from '../util/json.ts';
import { withoutNulls } from '../util/without-nulls.ts';
import { streamsSchema } from './config-schema.ts';
import { configSpec } from './connector-spec.ts';
import { destinationSchema } from './destinations/registry.ts';
import type { SettingPath } from './document.ts';
import { eventsSchema } from './events-schema.ts';
import { maxLines } from './lines.ts';
import { modulesSchema } from './module-schemas.ts';
import { toProblems } from './problems.ts';
import { sourceSchema } from './source-schema.ts';

/** One setting that is not as its schema says. `message` goes after the setting's name: "must be at least 0". */
export interface SettingFault {
  readonly path: SettingPath;
  readonly message: Message;
}

/** A part of the configuration that is checked by itself. */
export type ConfigPart = 'source' | 'modules' | 'destination' | 'streams' | 'events';

const parts: Readonly<Record<ConfigPart, { readonly schema: z.ZodType; readonly at: readonly string[] }>> = {
  source: { schema: sourceSchema, at: ['source'] },
  modules: { schema: modulesSchema, at: ['source', 'modules'] },
  destination: { schema: destinationSchema, at: ['destination'] },
  streams: { schema: streamsSchema, at: ['streams'] },
  events: { schema: eventsSchema, at: ['events'] },
};

/** Made when a fault is to be described for the first time. */
let spec: JsonObject | undefined;

/** What is wrong with a part of a configuration, by the schemas that check the file. Values are never shown: they may be secrets. */
export function faultsIn(part: ConfigPart, given: unknown): readonly SettingFault[] {
  const { schema, at } = parts[part];
  const checked = schema.safeParse(given, { reportInput: true });
  if (checked.success) return [];
  spec ??= configSpec();
  const own = at.reduce((above, name) => readObject(readObject(above, 'properties'), name), spec);
  return toProblems(checked.error.issues, own, maxLines).map(({ path, message }) => ({ path, message }));
}

/** Settings as a file of them would be read: without blanks around texts, and without keys that hold nothing. */
export function cleanSettings(given: JsonObject): JsonObject {
  const cleaned = trimTexts(withoutNulls(given));
  return isObject(cleaned) ? cleaned : {};
}

/** The same for modules, of which one without settings is switched on with its defaults. */
export function cleanModules(given: JsonObject): JsonObject {
  return cleanSettings(Object.fromEntries(Object.entries(given).map(([name, module]) => [name, module ?? {}])));
}
