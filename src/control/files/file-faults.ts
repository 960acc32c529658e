import { joinLines, maxLines } from '../../config/lines.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { isObject, type JsonObject } from '../../util/json.ts';

/** Where people learn what such files are to be. */
const filesCure: Message = {
  en: 'Correct the files: `larkstream export` writes such files, with all of their fields.',
  zh: '请更正这些文件：`larkstream export` 会写出这样的文件，含全部字段。',
};

/** Codes whose own cure is about other files or about requests. */
const others: readonly string[] = ['config.file.malformed', 'config.setting.invalid', 'api.input.invalid'];

interface Fault {
  readonly lines: readonly Message[];
  /** The same for programs: file, field where it is known, and what is wrong. */
  readonly fields: readonly JsonObject[];
  readonly error: ConfigError;
}

/** Which file is looked at, and whether messages name it already. */
interface FilePlace {
  readonly file: string;
  readonly isNamed: boolean;
}

/** All that is wrong with files, so that a person mends it in one go. */
export class FileFaults {
  readonly #faults: Fault[] = [];

  get areThere(): boolean {
    return this.#faults.length > 0;
  }

  /**
   * Keeps what is wrong, and gives undefined then. A message that does not name its file yet is given the name.
   * @throws what is no fault of a file; also what follows from a transaction that an earlier fault has broken
   */
  async keep<T>(place: FilePlace, work: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof ConfigError) || thrown.code.startsWith('store.')) throw thrown;
      const lines = linesOf(thrown, place);
      this.#faults.push({ lines, fields: fieldsOf(thrown, { place, lines }), error: thrown });
      return undefined;
    }
  }

  /**
   * @throws ConfigError with a line for each fault, and a field in its details: file, place in it, what is wrong. Its code is that of all of
   * them, `config.setting.invalid` where they differ
   */
  assertNone(): void {
    const [first, ...more] = this.#faults;
    if (first === undefined) return;
    const lines = this.#faults.flatMap((fault) => fault.lines);
    const { code, texts, cause } = first.error;
    const isSame = more.every(({ error }) => error.code === code);
    throw new ConfigError({
      code: isSame ? code : 'config.setting.invalid',
      message: joinLines(lines.slice(0, maxLines), lines.length),
      cure: others.includes(code) || !isSame ? filesCure : texts.cure,
      details: { ...first.error.details, fields: this.#faults.flatMap(({ fields }) => fields).slice(0, maxLines) },
      cause,
    });
  }
}

function foundFields({ details }: ConfigError): readonly JsonObject[] {
  return Array.isArray(details.fields) ? details.fields.filter(isObject) : [];
}

/** What has no fields of its own is told as it stands in the message. */
function fieldsOf(
  error: ConfigError,
  { place, lines }: { readonly place: FilePlace; readonly lines: readonly Message[] },
): readonly JsonObject[] {
  const { file } = place;
  const fields = foundFields(error);
  if (fields.length > 0) return fields.map((field) => ({ ...field, file, code: error.code }));
  return lines.flatMap(eachLine).map(({ en, zh }) => ({ file, code: error.code, message: en, zh: { message: zh } }));
}

/** The lines of a message, whose languages have the same ones. */
function eachLine({ en, zh }: Message): readonly Message[] {
  const chinese = zh.split('\n');
  return en.split('\n').map((line, at) => ({ en: line, zh: chinese[at] ?? line }));
}

function linesOf(error: ConfigError, { file, isNamed }: FilePlace): readonly Message[] {
  const { message } = error.texts;
  if (isNamed) return [message];
  const at = ({ en, zh }: Message): Message => ({ en: `${file}: ${en}`, zh: `${file}：${zh}` });
  const fields = foundFields(error).flatMap((field) => {
    if (!isObject(field.zh)) return [];
    return [{ en: `${field.path}: ${field.message}`, zh: `${field.path}：${field.zh.message}` }];
  });
  return (fields.length === 0 ? [message] : fields).map(at);
}
