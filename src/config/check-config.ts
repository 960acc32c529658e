import { dirname, resolve } from 'node:path';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { Secret } from '../model/secret.ts';
import { trimTexts } from '../schema/clean-text.ts';
import { isObject } from '../util/json.ts';
import { withoutNulls } from '../util/without-nulls.ts';
import { configSchema } from './config-schema.ts';
import { configSpec } from './connector-spec.ts';
import { placeOf } from './destinations/registry.ts';
import type { ParsedDocument } from './document.ts';
import { isCredential, withLateCredentials } from './late-credentials.ts';
import { joinLines, maxLines } from './lines.ts';
import { countProblems, formatPath, type Problem, toProblems } from './problems.ts';
import { secretFileOf } from './secret-file.ts';
import { secretValues } from './secret-values.ts';
import type { Config } from './settings.ts';
import { type MissingVariable, type Substituted, substituteVariables } from './variables.ts';

/** Environment variables by name, such as `process.env`; `${NAME}` in a configuration is replaced by their values. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A configuration that is not read from a file: `parseConfig` takes it. */
export interface ConfigText {
  readonly text: string;
  /** Name for messages; a relative destination path counts from its folder. */
  readonly file: string;
  readonly environment: Environment;
}

/** A key without a value is an absent setting; under `modules` it switches the module on with its defaults. */
function normalise(given: unknown): unknown {
  // For editors: where the JSON Schema of the file is.
  const { $schema: _, ...value } = isObject(given) ? given : {};
  if (!isObject(given)) return given;
  if (!isObject(value.source)) return withoutNulls(value);
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
function toLine({ path, message, at }: Problem, document: ParsedDocument, file: string): Message {
  const line = document.lineOf(at ?? path);
  const name = path.length === 0 ? file : formatPath(path);
  return {
    en: `${name}: ${message.en}${line === undefined ? '' : ` (line ${line})`}`,
    zh: `${name}：${message.zh}${line === undefined ? '' : `（第 ${line} 行）`}`,
  };
}

/** A name in the usual letters is one; anything else between `${` and `}` may be the secret itself. */
function isNotSet({ path, variable }: MissingVariable): Problem {
  return {
    path,
    message: /^[A-Z_][A-Z0-9_]{0,63}$/.test(variable)
      ? { en: `environment variable ${variable} is not set`, zh: `未设置环境变量 ${variable}` }
      : { en: 'the environment variable that it names is not set', zh: '所引用的环境变量未设置' },
  };
}

function withAbsolutePaths(config: Config, folder: string): Config {
  const { destination, attachments, events } = config;
  return {
    ...config,
    destination: placeOf(destination).from(folder),
    events: events.store instanceof Secret ? events : { ...events, store: resolve(folder, events.store) },
    ...(attachments && { attachments: { ...attachments, path: resolve(folder, attachments.path) } }),
  };
}

/** A configuration with the values that must never be shown. */
export interface ReadConfig {
  readonly config: Config;
  readonly secrets: readonly Secret[];
  /** The file of variables beside the configuration, where one was needed and others may read it. */
  readonly openSecretFile?: string | undefined;
}

/** How strictly a configuration is read. */
export interface ReadOptions {
  /** For commands that do not call the platform: credentials whose variables are not set are an error only where they are used. */
  readonly credentials?: 'when-used';
  /** Variables that a person has typed; they come before those of the environment. */
  readonly typed?: Readonly<Record<string, Secret>> | undefined;
}

/** What is checked, and where more variables are. */
export interface ConfigOrigin extends Omit<ConfigText, 'text'>, ReadOptions {
  /** Relative paths count from here, where that is not the folder of the file. */
  readonly folder?: string | undefined;
  /** Values of variables that the environment has not; undefined where there is no such place. */
  readonly moreVariables?: (names: ReadonlySet<string>) => Environment | undefined;
}

/** Checks a configuration that has been parsed, and fills in its defaults; throws as `parseConfig` does. */
export function checkConfig(
  document: ParsedDocument,
  { file, folder = dirname(file), environment, credentials, typed, moreVariables }: ConfigOrigin,
): ReadConfig {
  const { more, ...substituted } = substituteAll(
    normalise(document.value),
    { ...environment, ...typed },
    moreVariables,
  );
  const isLate = (one: MissingVariable): boolean => credentials === 'when-used' && isCredential(one);
  const missing = substituted.missing.filter((one) => !isLate(one));
  const value = trimTexts(substituted.value);
  const checked = configSchema.safeParse(value, { reportInput: true });
  const fail = (absent: readonly MissingVariable[], issues: Issues): ConfigError =>
    toError({ document, file, missing: absent, issues, isFile: moreVariables !== undefined });
  if (!checked.success || missing.length > 0) throw fail(missing, checked.success ? [] : checked.error.issues);
  const secrets = [...secretValues(value, substituted.found, configSpec()), ...more];
  const late = substituted.missing.filter(isLate);
  const config = withLateCredentials(checked.data, late, (one) => fail([one], []));
  return { config: withAbsolutePaths(config, folder), secrets };
}

/** What the environment has not is taken from elsewhere, and is secret by that. */
function substituteAll(
  value: unknown,
  environment: Readonly<Record<string, string | Secret | undefined>>,
  moreVariables: ConfigOrigin['moreVariables'],
): Substituted & { readonly more: readonly Secret[] } {
  const first = substituteVariables(value, environment);
  if (first.missing.length === 0) return { ...first, more: [] };
  const names = new Set(first.missing.map(({ variable }) => variable));
  const more = Object.entries(moreVariables?.(names) ?? {}).filter(([name, text]) => names.has(name) && text !== '');
  if (more.length === 0) return { ...first, more: [] };
  const substituted = substituteVariables(value, { ...environment, ...Object.fromEntries(more) });
  return { ...substituted, more: more.map(([, text = '']) => new Secret(text)) };
}

type Issues = NonNullable<ReturnType<typeof configSchema.safeParse>['error']>['issues'];

interface Faults {
  readonly document: ParsedDocument;
  readonly file: string;
  readonly missing: readonly MissingVariable[];
  readonly issues: Issues;
  readonly isFile: boolean;
}

function toError({ document, file, missing, issues, isFile }: Faults): ConfigError {
  const atUnset = new Set(missing.map(({ path }) => formatPath(path)));
  const others = issues.filter(({ path }) => !atUnset.has(formatPath(path)));
  const lineOf = ({ path, at }: Problem): number => document.lineOf(at ?? path) ?? 0;
  const problems = [...toProblems(others, configSpec(), maxLines), ...missing.slice(0, maxLines).map(isNotSet)];
  const shown = problems
    .sort((left, right) => lineOf(left) - lineOf(right))
    .map((problem) => toLine(problem, document, file));
  const message = joinLines(shown, countProblems(others) + missing.length);
  const isUnset = others.length === 0;
  return new ConfigError({
    code: isUnset ? 'config.variable.missing' : 'config.setting.invalid',
    message,
    ...(isUnset && isFile ? { cure: setVariable(file) } : {}),
    ...(problems.some(({ isUnnamed }) => isUnnamed === true) ? { cure: correctInItsLine } : {}),
    details: { file, problems: message.en.split('\n') },
  });
}

const correctInItsLine: Message = {
  en: 'Correct or remove the setting in each line that is told; `larkstream spec --file` prints every setting with its meaning.',
  zh: '改正或删除所示行中的配置项；`larkstream spec --file` 会列出全部配置项及其含义。',
};

function setVariable(file: string): Message {
  const beside = secretFileOf(file);
  return {
    en: `Set the variable that ${file} refers to in the environment of this command, or write a line NAME=value into ${beside}.`,
    zh: `请在运行该命令的环境中设置 ${file} 所引用的变量，或在 ${beside} 中写一行 NAME=value。`,
  };
}
