import { existsSync } from 'node:fs';
import { ConfigError } from '../model/errors.ts';

/** @throws ConfigError `config.file.exists` where a command would overwrite a file without `--force`. */
export function assertFree(file: string): void {
  if (!existsSync(file)) return;
  throw new ConfigError({
    code: 'config.file.exists',
    message: { en: `${file} exists already`, zh: `${file} 已存在` },
  });
}
