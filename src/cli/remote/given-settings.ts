import { parseConfigText } from '../../config/document.ts';
import { type FileRole, readFileText } from '../../config/read-file.ts';
import { ConfigError } from '../../model/errors.ts';
import { isObject, type JsonObject, readObject, readText } from '../../util/json.ts';
import type { GivenSetting } from '../option-values.ts';

/** Settings of a file, and what an exported file says beside them. */
export interface FileSettings {
  readonly settings: JsonObject;
  /** The name of the handler of a trigger. */
  readonly handler: string | undefined;
  /** The name of the integration of a trigger. */
  readonly integration: string | undefined;
  /** The kind of a handler. */
  readonly type: string | undefined;
}

type Kind = 'trigger' | 'handler';

const settingsRole: FileRole = { name: { en: 'file of settings', zh: '设置文件' }, maxBytes: 1024 * 1024 };

/**
 * Reads the settings of a file: as the API has them, or the whole file of a trigger or handler as `larkstream export` writes it, of which what is
 * being edited counts. @throws ConfigError `config.file.malformed`, and what a file may be refused for
 */
export function readSettings(file: string, kind: Kind): FileSettings {
  const { value } = parseConfigText(readFileText(file, settingsRole), file);
  if (!isObject(value)) throw malformed(file, kind);
  const isExported = isObject(value.settings) && typeof value.kind === 'string' && typeof value.name === 'string';
  if (!isExported) return { settings: value, handler: undefined, integration: undefined, type: undefined };
  if (value.kind !== kind) throw malformed(file, kind);
  const edited = isObject(value.draft) ? value.draft : value;
  return {
    settings: readObject(edited, 'settings'),
    handler: readText(edited, 'handler') ?? undefined,
    integration: readText(value, 'integration') ?? undefined,
    type: readText(value, 'type') ?? undefined,
  };
}

function malformed(file: string, kind: Kind): ConfigError {
  const [things, shown] = kind === 'trigger' ? ['triggers', 'draft'] : ['handlers', 'settings'];
  const named = kind === 'trigger' ? '触发器' : '处理程序';
  return new ConfigError({
    code: 'config.file.malformed',
    message: { en: `${file} holds no settings of a ${kind}`, zh: `${file} 中没有${named}的设置` },
    cure: {
      en: `It is to hold what \`${things} show --json\` gives as \`${shown}\`, or be the file of a ${kind} that \`larkstream export\` writes.`,
      zh: `内容应与 \`${things} show --json\` 中的 \`${shown}\` 相同，或为 \`larkstream export\` 写出的${named}文件。`,
    },
  });
}

/** The same settings with those that the command line gives. */
export function withGiven(settings: Settings, given: readonly GivenSetting[] = []): Settings {
  return given.reduce((before, { path, value }) => withOne(before, path, value), settings);
}

type Settings = Readonly<Record<string, unknown>>;

function withOne(
  settings: Settings,
  [name = '', ...deeper]: readonly string[],
  value: GivenSetting['value'],
): Settings {
  const { [name]: present, ...others } = settings;
  if (deeper.length > 0) return { ...settings, [name]: withOne(isObject(present) ? present : {}, deeper, value) };
  return value === undefined ? others : { ...settings, [name]: value };
}
