import { dirname } from 'node:path';
import { BugError } from '../model/errors.ts';
import type { Secret } from '../model/secret.ts';
import { trimTexts } from '../schema/clean-text.ts';
import { parseJson } from '../util/json.ts';
import { destinationSchema, placeOf } from './destinations/registry.ts';
import { modulesSchema } from './module-schemas.ts';
import type { DestinationSettings, ModuleSettings } from './settings.ts';
import { substituteVariables } from './variables.ts';

/**
 * Settings of a destination by themselves, as JSON; what `parseConfig` makes of the part `destination`.
 * @throws BugError when they are not as the schema says: whoever stores settings checks them before.
 */
export function parseDestination(
  text: string,
  { file, secrets }: { readonly file: string; readonly secrets: Readonly<Record<string, Secret>> },
): DestinationSettings {
  const { value } = substituteVariables(parseJson(text), secrets);
  const checked = destinationSchema.safeParse(trimTexts(value));
  if (checked.success) return placeOf(checked.data).from(dirname(file));
  const paths = checked.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new BugError({
    code: 'internal.unexpected',
    message: { en: `Stored settings of a destination are not valid: ${paths}`, zh: `存储的目标设置无效：${paths}` },
  });
}

/** Settings of modules by themselves; undefined when they are not as their schemas say. */
export function parseModules(given: unknown): ModuleSettings | undefined {
  const checked = modulesSchema.safeParse(given);
  return checked.success ? checked.data : undefined;
}
