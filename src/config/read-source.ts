import { ConfigError } from '../model/errors.ts';
import { type Message, untranslated } from '../model/message.ts';
import { trimTexts } from '../schema/clean-text.ts';
import { isObject } from '../util/json.ts';
import { plural } from '../util/plural.ts';
import { withoutNulls } from '../util/without-nulls.ts';
import { sourceSpec } from './connector-spec.ts';
import { joinLines, maxLines } from './lines.ts';
import { countProblems, formatPath, toProblems } from './problems.ts';
import type { RegionName, SourceSettings } from './settings.ts';
import { sourceSchema } from './source-schema.ts';

interface ReadSource {
  readonly settings: SourceSettings;
  /** One sentence for each group that holds settings not known here: a platform keeps what an earlier version asked for. */
  readonly ignored: readonly Message[];
}

/** Leaves out named keys of the object at each path; each object is copied once. */
function withoutKeys(value: unknown, found: readonly UnknownKeys[]): unknown {
  const here = new Set(found.flatMap(({ path, keys }) => (path.length === 0 ? keys : [])));
  const below = Map.groupBy(
    found.filter(({ path }) => path.length > 0),
    ({ path }) => path[0],
  );
  const visit = (item: unknown, step: PropertyKey): unknown => {
    const inside = below.get(step);
    return inside === undefined
      ? item
      : withoutKeys(
          item,
          inside.map(({ path, keys }) => ({ path: path.slice(1), keys })),
        );
  };
  if (Array.isArray(value)) return value.map(visit);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => !here.has(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, visit(item, key)]));
}

interface UnknownKeys {
  readonly path: readonly PropertyKey[];
  readonly keys: readonly string[];
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
  // A form that was left empty sends null, or nothing: both mean that it is not set, and a module then is off.
  let candidate = trimTexts(withoutNulls({ ...given, credentials, region }));
  const ignored: Message[] = [];
  for (;;) {
    const checked = sourceSchema.safeParse(candidate, { reportInput: true });
    if (checked.success) return { settings: checked.data, ignored };
    const unknown = checked.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? [issue] : []));
    if (unknown.length === 0) {
      const lines = toProblems(checked.error.issues, sourceSpec(), maxLines).map(({ path, message }) => ({
        en: `${formatPath(path)} ${message.en}`.trim(),
        zh: `${formatPath(path)} ${message.zh}`.trim(),
      }));
      throw new ConfigError({
        code: 'config.setting.invalid',
        message: joinLines(lines, countProblems(checked.error.issues)),
        cure: {
          en: 'Correct the named setting in the configuration of the source.',
          zh: '在数据源的配置中改正所指的配置项。',
        },
      });
    }
    ignored.push(...unknown.map(isIgnored));
    candidate = withoutKeys(candidate, unknown);
  }
}

/** Tells where, not what they are called: what is not known may be anything. */
function isIgnored({ path, keys }: UnknownKeys): Message {
  const place = path.length === 0 ? { en: 'The configuration', zh: '配置' } : untranslated(formatPath(path));
  return {
    en: `${place.en} has ${plural(keys.length, 'setting')} that this version does not know; ignored`,
    zh: `${place.zh} 含有 ${keys.length} 个此版本不使用的配置项，已忽略`,
  };
}
