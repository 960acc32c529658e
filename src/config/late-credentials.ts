import type { ConfigError } from '../model/errors.ts';
import type { Config } from './settings.ts';
import type { MissingVariable } from './variables.ts';

/** Whether a command that calls no platform can go without it. The kind of app rules what else may stand there. */
export function isCredential({ path }: MissingVariable): boolean {
  return path.length === 3 && path[0] === 'source' && path[1] === 'credentials' && path[2] !== 'auth_type';
}

/** The configuration in which the credentials whose variables are not set are an error only where they are used. */
export function withLateCredentials(
  config: Config,
  missing: readonly MissingVariable[],
  toError: (missing: MissingVariable) => ConfigError,
): Config {
  if (missing.length === 0) return config;
  const credentials = { ...config.source.credentials };
  for (const one of missing) {
    const fail = (): never => {
      throw toError(one);
    };
    Object.defineProperty(credentials, String(one.path.at(-1)), { get: fail, enumerable: false, configurable: true });
  }
  return { ...config, source: { ...config.source, credentials } };
}
