import { readFileText } from '../config/read-file.ts';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { isDeeperThan } from '../util/is-deeper-than.ts';
import { type JsonValue, tryParseJson } from '../util/json.ts';

/** The files of the protocol; each is named by the option of the same name. */
type ConnectorFile = 'config' | 'catalog' | 'state';

const megabyte = 1024 * 1024;

/** A catalog has a schema for every stream, a state one entry for every slice of a tenant. */
const roles: Readonly<Record<ConnectorFile, { readonly name: Message; readonly maxBytes: number }>> = {
  config: { name: { en: 'configuration file', zh: '配置文件' }, maxBytes: 4 * megabyte },
  catalog: { name: { en: 'catalog file', zh: '目录（catalog）文件' }, maxBytes: 256 * megabyte },
  state: { name: { en: 'state file', zh: '状态（state）文件' }, maxBytes: 256 * megabyte },
};

const maxDepth = 100;

/**
 * A file that the platform passed in; undefined when it is empty.
 * @throws ConfigError `config.file.missing`, `config.file.unreadable`, `config.file.malformed`; never shows what is in it.
 */
export function readJsonFile(file: string, kind: ConnectorFile): JsonValue | undefined {
  const { name, maxBytes } = roles[kind];
  const missingCure = {
    en: `Give --${kind} a path that this program can read; in a container, a path inside the container.`,
    zh: `用 --${kind} 指定本程序能看到的文件；在容器中应为容器内的路径。`,
  };
  const text = readFileText(file, { name, maxBytes, missingCure });
  if (text.trim() === '') return undefined;
  const value = tryParseJson(text);
  if (value === undefined) {
    throw malformed(kind, { en: `The ${name.en} ${file} is not valid JSON`, zh: `${name.zh} ${file} 不是有效的 JSON` });
  }
  if (isDeeperThan(maxDepth, value)) {
    throw malformed(kind, { en: `The ${name.en} ${file} is nested too deeply`, zh: `${name.zh} ${file} 嵌套过深` });
  }
  return value;
}

const cures: Readonly<Record<ConnectorFile, Message>> = {
  config: {
    en: 'Write the settings as one JSON object; the command spec describes them.',
    zh: '请把配置写成一个 JSON 对象；spec 命令会给出说明。',
  },
  catalog: {
    en: 'Pass the configured catalog that the platform created from the output of discover.',
    zh: '请提供平台根据 discover 的输出生成的 configured catalog。',
  },
  state: {
    en: 'Pass the state that the previous read sent, or none to read everything again.',
    zh: '请提供上一次 read 输出的状态；不提供则重新读取全部数据。',
  },
};

function malformed(kind: ConnectorFile, message: Message): ConfigError {
  return new ConfigError({ code: 'config.file.malformed', message, cure: cures[kind] });
}
