import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';

/** One field of a request that can't be taken. `message` goes after the field's name: "must be at least 0". Values are never shown. */
export interface FieldFault {
  /** Such as `settings.path` or `modules.base.tables[0].url`. */
  readonly path: string;
  readonly message: Message;
}

/** @throws ConfigError `api.input.invalid`, which names every field, when there is one. */
export function assertNoFaults(faults: readonly FieldFault[]): void {
  if (faults.length > 0) throw invalidFields(faults);
}

/** `api.input.invalid`, which names every field. */
export function invalidFields(faults: readonly FieldFault[]): ConfigError {
  const sentence = (language: 'en' | 'zh', colon: string, between: string): string =>
    faults.map(({ path, message }) => `${path}${colon}${message[language]}`).join(between);
  return new ConfigError({
    code: 'api.input.invalid',
    message: {
      en: `The request is not valid: ${sentence('en', ': ', '; ')}`,
      zh: `请求无效：${sentence('zh', '：', '；')}`,
    },
    details: {
      fields: faults.map(({ path, message }) => ({
        in: 'body',
        path,
        message: message.en,
        zh: { message: message.zh },
      })),
    },
  });
}
