import { existsSync } from 'node:fs';
import { openFileAdvice } from '../config/advice.ts';
import type { ReadOptions } from '../config/read-config.ts';
import type { Config } from '../config/settings.ts';
import type { Context } from './context.ts';
import { tellOne } from './tell-advice.ts';

/** Read where no file is named. */
export const defaultConfigFile = 'larkstream.yaml';
const candidates = [defaultConfigFile, 'larkstream.yml', 'larkstream.json'];

/** The named file, or the one that lies in the working directory. */
export function configFileOf(file: string | undefined): string {
  return file ?? candidates.find((name) => existsSync(name)) ?? defaultConfigFile;
}

/**
 * Reads the named file, or the one that lies in the working directory. `credentials: 'when-used'` is for commands that do not call the
 * platform. @throws ConfigError, see `config/read-config.ts`.
 */
export async function loadConfig(
  file: string | undefined,
  context: Context,
  options: ReadOptions = {},
): Promise<Config> {
  const { terminal, hide } = context;
  const { readConfigFile } = await import('../config/read-config.ts');
  const { config, secrets, openSecretFile } = readConfigFile(configFileOf(file), terminal.environment, options);
  hide(secrets);
  if (openSecretFile !== undefined) tellOne(openFileAdvice(openSecretFile), context);
  return config;
}
