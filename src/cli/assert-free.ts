import { existsSync } from 'node:fs';
import { ConfigError } from '../model/errors.ts';

/** @throws ConfigError `config.file.exists` where a command would write over a file without having been told to. */
export function assertFree(file: string): void {
  if (!existsSync(file)) return;
  throw new ConfigError({
    code: 'config.file.exists',
    message: { en: `${file} exists already`, zh: `${file} 已存在` },
  });
}
