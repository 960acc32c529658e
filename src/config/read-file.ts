import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { readTextFile, type TextFileFault } from '../util/text-file.ts';

/** What a file is read as, for the messages about it. */
export interface FileRole {
  /** What the file is for: "configuration file". */
  readonly name: Message;
  readonly maxBytes: number;
  /** What to do when it is not there; it depends on the program that speaks. */
  readonly missingCure?: Message;
}

const megabyte = 1024 * 1024;

/** The configuration file. The largest in use are some kilobytes; the limit keeps a mistaken path from filling the memory. */
export const configRole: FileRole = {
  name: { en: 'configuration file', zh: '配置文件' },
  maxBytes: 4 * megabyte,
};

/**
 * The text of a file that a person or a platform names.
 * @throws ConfigError `config.file.missing`, `config.file.unreadable`, each kind of fault with a sentence of its own.
 */
export function readFileText(file: string, role: FileRole): string {
  const read = readTextFile(file, role.maxBytes);
  if ('text' in read) return read.text;
  const isMissing = read.fault === 'missing';
  throw new ConfigError({
    code: isMissing ? 'config.file.missing' : 'config.file.unreadable',
    message: sentences[read.fault](file, role, read.code ?? ''),
    ...(isMissing && role.missingCure !== undefined ? { cure: role.missingCure } : {}),
    details: { file },
  });
}

type Sentence = (file: string, role: FileRole, code: string) => Message;

const sentences: Readonly<Record<TextFileFault, Sentence>> = {
  missing: (file, { name }) => ({ en: `There is no ${name.en} ${file}`, zh: `没有${name.zh} ${file}` }),
  folder: (file, { name }) => ({ en: `${file} is a folder, not a ${name.en}`, zh: `${file} 是文件夹，不是${name.zh}` }),
  forbidden: (file) => ({
    en: `The current user may not read ${file}`,
    zh: `当前用户无权读取 ${file}`,
  }),
  unreadable: (file, _, code) => ({ en: `${file} cannot be read (${code})`, zh: `无法读取 ${file}（${code}）` }),
  'too-large': (file, { name, maxBytes }) => ({
    en: `${file} exceeds the limit of ${maxBytes / megabyte} MB for a ${name.en}`,
    zh: `${file} 超过了${name.zh}的上限 ${maxBytes / megabyte} MB`,
  }),
  utf16: (file) => ({ en: `${file} is saved as UTF-16`, zh: `${file} 以 UTF-16 编码保存` }),
  binary: (file) => ({ en: `${file} is a binary file, not text`, zh: `${file} 是二进制文件，不是文本` }),
  'not-utf8': (file) => ({
    en: `${file} holds bytes that are not UTF-8`,
    zh: `${file} 含有非 UTF-8 编码的字节`,
  }),
};
