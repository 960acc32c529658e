import { existsSync } from 'node:fs';
import type { Config } from '../config/settings.ts';
import type { Context } from './context.ts';

export const defaultConfigFile = 'larkstream.yaml';
const candidates = [defaultConfigFile, 'larkstream.yml', 'larkstream.json'];

/** The named file, or the one that lies in the working directory. */
export function configFileOf(file: string | undefined): string {
  return file ?? candidates.find((name) => existsSync(name)) ?? defaultConfigFile;
}

/** Reads the named file, or the one that lies in the working directory. @throws ConfigError, see `config/read-config.ts`. */
export async function loadConfig(file: string | undefined, { terminal, hide }: Context): Promise<Config> {
  const { readConfigFile } = await import('../config/read-config.ts');
  const { config, secrets } = readConfigFile(configFileOf(file), terminal.environment);
  hide(secrets);
  return config;
}
