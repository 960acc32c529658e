import { existsSync } from 'node:fs';
import type { Config } from '../config/settings.ts';
import type { Context } from './context.ts';

export const defaultConfigFile = 'larkstream.yaml';
const candidates = [defaultConfigFile, 'larkstream.yml', 'larkstream.json'];

/** Reads the named file, or the one that lies in the working directory. @throws ConfigError, see `config/read-config.ts`. */
export async function loadConfig(file: string | undefined, { terminal }: Context): Promise<Config> {
  const { readConfig } = await import('../config/read-config.ts');
  return readConfig(file ?? candidates.find((name) => existsSync(name)) ?? defaultConfigFile, terminal.environment);
}
