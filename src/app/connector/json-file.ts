import { readFileSync } from 'node:fs';
import { ConfigError } from '../../model/errors.ts';
import { type JsonValue, tryParseJson } from '../../util/json.ts';

/**
 * A file that the platform handed over; undefined when it is empty.
 * @throws ConfigError `config.file.missing`, `config.file.malformed`; never shows what is in it.
 */
export function readJsonFile(file: string): JsonValue | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigError({ code: 'config.file.missing', message: `There is no file ${file}`, cause });
  }
  if (text.trim() === '') return undefined;
  const value = tryParseJson(text.replace(/^\uFEFF/, ''));
  if (value === undefined)
    throw new ConfigError({ code: 'config.file.malformed', message: `${file} is not valid JSON` });
  return value;
}
