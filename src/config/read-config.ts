import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../model/errors.ts';
import { isObject } from '../util/json.ts';
import { configSchema } from './config-schema.ts';
import { configSpec } from './connector-spec.ts';
import { type ParsedDocument, parseConfigText } from './document.ts';
import { formatPath, type Problem, toProblems } from './problems.ts';
import type { Config } from './settings.ts';
import { substituteVariables } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigText {
  readonly text: string;
  /** Name for messages; a relative destination path counts from its folder. */
  readonly file: string;
  readonly environment: Environment;
}

const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
};

/** A key without a value is an absent setting; under `modules` it switches the module on with its defaults. */
function normalise(value: unknown): unknown {
  if (!isObject(value) || !isObject(value.source)) return withoutNulls(value);
  const source = value.source;
  const modules = isObject(source.modules)
    ? Object.fromEntries(Object.entries(source.modules).map(([name, module]) => [name, module ?? {}]))
    : source.modules;
  const credentials = isObject(source.credentials)
    ? { auth_type: 'custom_app', ...source.credentials }
    : source.credentials;
  return withoutNulls({ ...value, source: { ...source, modules, credentials } });
}

/** Where a person should look: the setting, or for one that is missing, what it is missing from. */
function toLine(problem: Problem, document: ParsedDocument, file: string): string {
  const line = document.lineOf(problem.path);
  const place = line === undefined ? '' : ` (line ${line})`;
  return `${problem.path.length === 0 ? file : formatPath(problem.path)}: ${problem.message}${place}`;
}

function withAbsolutePaths(config: Config, folder: string): Config {
  const { destination, attachments, events } = config;
  return {
    ...config,
    destination:
      destination.type === 'postgres' ? destination : { ...destination, path: resolve(folder, destination.path) },
    events: /^postgres(ql)?:/.test(events.store) ? events : { ...events, store: resolve(folder, events.store) },
    ...(attachments && { attachments: { ...attachments, path: resolve(folder, attachments.path) } }),
  };
}

/**
 * Checks a configuration and fills in its defaults.
 * @throws ConfigError `config.file.malformed`, `config.variable.missing`, `config.setting.invalid`; the message has one line
 *   for every problem, and `details.problems` the same lines.
 */
export function parseConfig({ text, file, environment }: ConfigText): Config {
  const document = parseConfigText(text, file);
  const { value, missing } = substituteVariables(normalise(document.value), environment);
  const checked = configSchema.safeParse(value, { reportInput: true });
  const invalid = checked.success ? [] : toProblems(checked.error.issues, configSpec());
  const unset = missing.map(
    ({ path, variable }): Problem => ({
      path,
      message: `environment variable ${variable} is not set`,
    }),
  );
  if (checked.success && unset.length === 0) {
    return withAbsolutePaths(checked.data, dirname(file));
  }
  const atUnset = new Set(unset.map(({ path }) => formatPath(path)));
  const others = invalid.filter(({ path }) => !atUnset.has(formatPath(path)));
  const line = ({ path }: Problem): number => document.lineOf(path) ?? 0;
  const problems = [...others, ...unset]
    .sort((left, right) => line(left) - line(right))
    .map((problem) => toLine(problem, document, file));
  throw new ConfigError({
    code: others.length > 0 ? 'config.setting.invalid' : 'config.variable.missing',
    message: problems.join('\n'),
    details: { file, problems },
  });
}

/**
 * Reads a configuration file, YAML or JSON.
 * @throws ConfigError `config.file.missing` and what `parseConfig` throws.
 */
export function readConfig(file: string, environment: Environment): Config {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError({
      code: 'config.file.missing',
      message: `There is no configuration file ${file}`,
      details: { file },
      cause,
    });
  }
  return parseConfig({ text, file, environment });
}
