import { writeTrigger } from '../../config/triggers/read-trigger.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { isObject, type JsonObject, type JsonValue } from '../../util/json.ts';

/** One setting that two versions do not have in common; undefined where one has none. */
export interface ChangedSetting {
  /** Such as `messages.groupStrategy`. */
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/** What has changed from one version to another, in the order of the settings. Lists are compared as a whole. */
export function versionDiff(before: TriggerSettings | undefined, after: TriggerSettings): readonly ChangedSetting[] {
  return diff(before === undefined ? {} : writeTrigger(before), writeTrigger(after), '');
}

function diff(before: JsonObject, after: JsonObject, above: string): readonly ChangedSetting[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const [one, other] = [before[name], after[name]];
    const path = `${above}${name}`;
    if (isObject(one) && isObject(other)) return diff(one, other, `${path}.`);
    return JSON.stringify(one) === JSON.stringify(other) ? [] : [{ path, before: one, after: other }];
  });
}
