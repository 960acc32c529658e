import { type ConfigText, checkConfig, type Environment, type ReadConfig, type ReadOptions } from './check-config.ts';
import { parseConfigText } from './document.ts';
import { configRole, readFileText } from './read-file.ts';
import { isOpenToOthers, readSecretFile, secretFileOf } from './secret-file.ts';
import type { Config } from './settings.ts';

export type { ConfigText, Environment, ReadOptions };

/**
 * Checks a configuration and fills in its defaults.
 *
 * @throws ConfigError `config.file.malformed`, `config.variable.missing`, `config.setting.invalid`; the message has one line
 *   for every problem, and `details.problems` the same lines
 *
 * @example
 * ```ts
 * import { parseConfig } from 'larkstream';
 *
 * const text = `
 * source:
 *   region: lark
 *   credentials: { app_id: cli_a1b2c3d4e5f6, app_secret: "\${LARK_APP_SECRET}" }
 *   modules: { contact: {} }
 * destination: { type: duckdb, path: lark.duckdb }
 * `;
 * const config = parseConfig({ text, file: '/srv/larkstream.yaml', environment: { LARK_APP_SECRET: 's3cr3t' } });
 * console.log(config.source.rate_limit_scale, String(config.source.credentials.app_secret)); // 1 ***
 * ```
 */
export function parseConfig({ text, ...origin }: ConfigText): Config {
  return checkConfig(parseConfigText(text, origin.file), origin).config;
}

/**
 * Reads a configuration file, YAML or JSON. Variables that the environment has not are taken from the file of variables beside it.
 *
 * @throws ConfigError `config.file.missing`, `config.file.unreadable` and what `parseConfig` throws
 *
 * @example
 * ```ts
 * import { ConfigError, readConfig } from 'larkstream';
 *
 * try {
 *   readConfig('absent.yaml', process.env);
 * } catch (error) {
 *   if (!(error instanceof ConfigError)) throw error;
 *   console.log(error.code); // config.file.missing
 * }
 * ```
 */
export function readConfig(file: string, environment: Environment): Config {
  return readConfigFile(file, environment).config;
}

/** `readConfig`, for a program that has outputs to keep secrets out of. */
export function readConfigFile(file: string, environment: Environment, options: ReadOptions = {}): ReadConfig {
  let isNeeded = false;
  const moreVariables = (names: ReadonlySet<string>): Environment | undefined => {
    const values = readSecretFile(file, names);
    isNeeded = values !== undefined;
    return values;
  };
  const read = checkConfig(parseConfigText(readFileText(file, configRole), file), {
    file,
    environment,
    moreVariables,
    ...options,
  });
  const beside = secretFileOf(file);
  return isNeeded && isOpenToOthers(beside) ? { ...read, openSecretFile: beside } : read;
}
