import { joinLines, maxLines } from '../../config/lines.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { isObject, type JsonValue } from '../../util/json.ts';

/** Where people learn what such files are to be. */
const filesCure: Message = {
  en: 'Correct the files: `larkstream export` writes such files, and docs/how-to/terminal-files-programs.md has their fields.',
  zh: '请更正这些文件：`larkstream export` 会写出这样的文件，其字段见 docs/how-to/terminal-files-programs.zh-CN.md。',
};

/** Codes whose own cure is about other files or about requests. */
const others: readonly string[] = ['config.file.malformed', 'config.setting.invalid', 'api.input.invalid'];

interface Fault {
  readonly lines: readonly Message[];
  readonly error: ConfigError;
}

/** All that is wrong with files, so that a person mends it in one go. */
export class FileFaults {
  readonly #faults: Fault[] = [];

  get areThere(): boolean {
    return this.#faults.length > 0;
  }

  /**
   * Keeps what is wrong, and gives undefined then. A message that does not name its file yet is given the name of `place`.
   * @throws what is no fault of a file; also what follows from a transaction that an earlier fault has broken
   */
  async keep<T>(place: string | undefined, work: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof ConfigError) || thrown.code.startsWith('store.')) throw thrown;
      this.#faults.push({ lines: linesOf(thrown, place), error: thrown });
      return undefined;
    }
  }

  /** @throws ConfigError with a line for each fault: file, place in it, what is wrong; its code is that of the first */
  assertNone(): void {
    const [first, ...more] = this.#faults;
    if (first === undefined) return;
    const lines = this.#faults.flatMap((fault) => fault.lines);
    const { code, texts, details, cause } = first.error;
    const isSame = more.every(({ error }) => error.code === code);
    throw new ConfigError({
      code,
      message: joinLines(lines.slice(0, maxLines), lines.length),
      cure: others.includes(code) || !isSame ? filesCure : texts.cure,
      details: more.length === 0 ? details : { fields: this.#faults.flatMap(({ error }) => fieldsOf(error)) },
      cause,
    });
  }
}

function fieldsOf({ details }: ConfigError): JsonValue[] {
  return Array.isArray(details.fields) ? details.fields : [];
}

function linesOf(error: ConfigError, place: string | undefined): readonly Message[] {
  const { message } = error.texts;
  if (place === undefined) return [message];
  const at = ({ en, zh }: Message): Message => ({ en: `${place}: ${en}`, zh: `${place}：${zh}` });
  const fields = fieldsOf(error).flatMap((field) => {
    if (!isObject(field) || !isObject(field.zh)) return [];
    return [{ en: `${field.path}: ${field.message}`, zh: `${field.path}：${field.zh.message}` }];
  });
  return (fields.length === 0 ? [message] : fields).map(at);
}
