import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { ConfigError } from '../model/errors.ts';
import { type FileRole, readFileText } from './read-file.ts';

/** The file of variables beside a configuration: `larkstream.env` for `larkstream.yaml`. */
export function secretFileOf(configFile: string): string {
  return join(dirname(configFile), `${basename(configFile, extname(configFile))}.env`);
}

/** Whether others on this machine may read a file. */
export function isOpenToOthers(file: string): boolean {
  return process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0;
}

const role: FileRole = {
  name: { en: 'file of variables', zh: '变量文件' },
  maxBytes: 1024 * 1024,
};

/**
 * The values of the named variables in the file beside a configuration; undefined where there is none.
 * @throws ConfigError `config.file.unreadable`, `config.file.malformed`; no message holds any of the text
 */
export function readSecretFile(
  configFile: string,
  names: ReadonlySet<string>,
): Readonly<Record<string, string>> | undefined {
  const file = secretFileOf(configFile);
  if (file === join(configFile) || !existsSync(file)) return undefined;
  return parseVariables(readFileText(file, role), file, names);
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*?)\s*$/;

/** `KEY=value` lines as a shell reads them, without anything that a shell would compute. Other names may hold what they like. */
function parseVariables(text: string, file: string, names: ReadonlySet<string>): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, name, written = ''] = assignment.exec(line) ?? [];
    if (name !== undefined && !names.has(name)) continue;
    const value = name === undefined ? undefined : plainValue(written);
    if (name === undefined || value === undefined) throw malformed(file, index + 1);
    values[name] = value;
  }
  return values;
}

/** Undefined for what has no one meaning. */
function plainValue(written: string): string | undefined {
  if (/^'[^']*'(?:\\''[^']*')*$/.test(written)) return written.slice(1, -1).replaceAll("'\\''", "'");
  if (/^"[^"$`\\]*"$/.test(written)) return written.slice(1, -1);
  return /^[^\s'"`$\\]*$/.test(written) ? written : undefined;
}

function malformed(file: string, line: number): ConfigError {
  return new ConfigError({
    code: 'config.file.malformed',
    message: { en: `${file}:${line}: this line is not KEY=value`, zh: `${file}:${line}：此行不是 KEY=value` },
    cure: {
      en: "Write one KEY=value per line; put a value with spaces or special characters in single quotes: KEY='value'.",
      zh: "每行写一个 KEY=value；值含空格或符号时用单引号：KEY='value'。",
    },
  });
}
