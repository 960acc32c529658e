import { formatPath } from '../../config/problems.ts';
import { type ReadTrigger, readTrigger, writeTrigger } from '../../config/triggers/read-trigger.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import type { JsonObject } from '../../util/json.ts';
import { assertNoFaults, invalidFields } from '../field-faults.ts';

/** Settings that were read, by our names or by those of Xpert. */
export type ReadSettings = Extract<ReadTrigger, { readonly settings: unknown }>;

/** @throws ConfigError `api.input.invalid`, with the fields as they were written */
export function readSettings(given: JsonObject): ReadSettings {
  const read = readTrigger(given);
  if ('settings' in read) return read;
  throw invalidFields(read.faults.map(({ path, message }) => ({ path: formatPath(['settings', ...path]), message })));
}

/** Faults of settings, at their places in a request. @throws ConfigError `api.input.invalid` */
export function assertSettings(faults: Parameters<typeof assertNoFaults>[0]): void {
  assertNoFaults(faults.map(({ path, message }) => ({ path: `settings.${path}`, message })));
}

/** Settings as they are shown: what is absent in a request has its default here. */
export function writtenSettings(settings: TriggerSettings): JsonObject {
  return writeTrigger(settings);
}
