import { ConfigError } from '../model/errors.ts';
import { isObject } from '../util/json.ts';
import { sourceSpec } from './connector-spec.ts';
import { formatPath, toProblems } from './problems.ts';
import type { RegionName, SourceSettings } from './settings.ts';
import { sourceSchema } from './source-schema.ts';

export interface ReadSource {
  readonly settings: SourceSettings;
  /** Settings that are not known here, by path: a platform keeps what an earlier version asked for. */
  readonly ignored: readonly string[];
}

/** A form that was left empty sends null, or nothing: both mean that it is not set, and a module then is off. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item)]));
}

function without(value: unknown, path: readonly PropertyKey[]): unknown {
  const [step, ...rest] = path;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? without(item, rest) : item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => rest.length > 0 || key !== step);
  return Object.fromEntries(entries.map(([key, item]) => [key, key === step ? without(item, rest) : item]));
}

/**
 * Checks the configuration of a connector: the `source` of a configuration file without its region, which the connector
 * fixes. Variables are not replaced: on a shared platform the environment is not the user's.
 * @throws ConfigError `config.setting.invalid`; the message has one line for every problem and never shows a value.
 */
export function parseSource(value: unknown, region: RegionName): ReadSource {
  const given = isObject(value) ? value : {};
  const credentials = isObject(given.credentials)
    ? { auth_type: 'custom_app', ...given.credentials }
    : given.credentials;
  let candidate = withoutNulls({ ...given, credentials, region });
  const ignored: string[] = [];
  for (;;) {
    const checked = sourceSchema.safeParse(candidate, { reportInput: true });
    if (checked.success) return { settings: checked.data, ignored };
    const unknown = checked.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
    );
    if (unknown.length === 0) {
      const problems = toProblems(checked.error.issues, sourceSpec());
      throw new ConfigError({
        code: 'config.setting.invalid',
        message: problems.map(({ path, message }) => `${formatPath(path)} ${message}`.trim()).join('\n'),
        cure: 'Correct the named setting in the configuration of the source.',
      });
    }
    for (const path of unknown) {
      ignored.push(formatPath(path));
      candidate = without(candidate, path);
    }
  }
}
