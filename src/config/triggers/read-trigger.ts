import { z } from 'zod';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../util/json.ts';
import type { SettingFault } from '../check-settings.ts';
import { cleanSettings } from '../check-settings.ts';
import { maxLines } from '../lines.ts';
import { formatPath, toProblems } from '../problems.ts';
import { triggerSchema, triggerShape } from './trigger-schema.ts';
import { type FromXpert, fromXpert, xpertOptions } from './xpert-options.ts';

/** Settings of a trigger as they are written, or what is wrong with them. */
export type ReadTrigger =
  | {
      readonly settings: TriggerSettings;
      /** Only where they were given by Xpert's names: whether it is to be published, and its integration. */
      readonly beside: Pick<FromXpert, 'enabled' | 'integrationId'>;
    }
  | { readonly faults: readonly SettingFault[] };

/**
 * Reads the settings of a trigger, by our names or by those of Xpert's Lark trigger. What is absent has its default. Faults name what was written, and never show a
 * value. A draft that is read so can be kept; whether it can be published is another question.
 */
export function readTrigger(given: JsonObject): ReadTrigger {
  const cleaned = cleanSettings(given);
  const xpert = fromXpert(cleaned);
  const ours = Object.fromEntries(Object.entries(cleaned).filter(([name]) => !Object.hasOwn(xpertOptions, name)));
  const twice = [...xpert.origins]
    .filter(([path]) => has(ours, path.split('.')))
    .map(([path, option]) => bothNames(path, option));
  const named = xpert.faults.map(({ option, message }): SettingFault => ({ path: [option], message }));
  if (twice.length + named.length > 0) return { faults: [...named, ...twice] };
  const read = triggerSchema.safeParse(joined(ours, xpert.settings), { reportInput: true });
  const { enabled, integrationId } = xpert;
  if (read.success) return { settings: read.data, beside: { enabled, integrationId } };
  const problems = toProblems(read.error.issues, triggerSpec(), maxLines);
  return { faults: problems.map(({ path, message }) => ({ path: asWritten(path, xpert.origins), message })) };
}

/** The settings as they are written: `readTrigger` gives the same again. */
export function writeTrigger(settings: TriggerSettings): JsonObject {
  const { progressReaction = '' } = settings.reply;
  const written: JsonValue = parseJson(JSON.stringify({ ...settings, reply: { ...settings.reply, progressReaction } }));
  return isObject(written) ? written : {};
}

let spec: JsonObject | undefined;

/** JSON Schema of the settings, with titles in both languages (`zh`). */
export function triggerSpec(): JsonObject {
  if (spec === undefined) {
    const made: JsonValue = parseJson(JSON.stringify(z.toJSONSchema(triggerShape, { io: 'input' })));
    spec = isObject(made) ? made : {};
  }
  return spec;
}

function bothNames(path: string, option: string): SettingFault {
  return {
    path: path.split('.'),
    message: { en: `is given twice: also as ${option}`, zh: `重复设置：同时以 ${option} 给出` },
  };
}

/** The option that was written, where the fault is in something that was made of it. */
function asWritten(path: SettingFault['path'], origins: ReadonlyMap<string, string>): SettingFault['path'] {
  for (const [ours, option] of origins) {
    const { length } = ours.split('.');
    if (formatPath(path.slice(0, length)) === ours) return [option, ...path.slice(length)];
  }
  return path;
}

function has(given: JsonObject, [first = '', ...rest]: readonly string[]): boolean {
  const inner = given[first];
  if (inner === undefined) return false;
  return rest.length === 0 || (isObject(inner) && has(inner, rest));
}

/** What is in either; nothing is in both but groups. */
function joined(one: JsonObject, other: JsonObject): JsonObject {
  const result: JsonObject = { ...one };
  for (const [name, value] of Object.entries(other)) {
    const present = result[name];
    result[name] = isObject(present) && isObject(value) ? joined(present, value) : value;
  }
  return result;
}
