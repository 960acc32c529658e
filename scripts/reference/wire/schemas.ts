import { z } from 'zod';
import type { JsonLine } from '../../../src/cli/wire/json-line.ts';
import type { ErrorSentences, ReportedError } from '../../../src/model/run-report.ts';
import { isObject, type JsonObject } from '../../../src/util/json.ts';

type Event = JsonLine['event'];
export type LineOf<E extends Event> = Extract<JsonLine, { readonly event: E }>;

/** A schema for each key of a line: one that is missing, too many or of another type does not compile. */
type Keys<L> = { readonly [K in Exclude<keyof L, 'event'>]-?: z.ZodType<Required<L>[K]> };

/** The schema of one kind of line; what it means is its `meta`. */
export function line<E extends Event>(event: E, [en, zh]: Words, keys: Keys<LineOf<E>>): z.ZodObject {
  return z.strictObject({ event: z.literal(event), ...keys }).meta({ en, zh });
}

/** What something means, in English and Chinese. */
export type Words = readonly [en: string, zh: string];

export function meaning<S extends z.ZodType>(schema: S, en: string, zh: string): S {
  return schema.meta({ en, zh });
}

export const text = (...words: Words): z.ZodString => meaning(z.string(), ...words);
export const count = (...words: Words): z.ZodInt => meaning(z.int(), ...words);
export const flag = (...words: Words): z.ZodBoolean => meaning(z.boolean(), ...words);
export const texts = (...words: Words): z.ZodArray<z.ZodString> => meaning(z.array(z.string()), ...words);

/** A moment, in RFC 3339. */
export const instant = (...words: Words): z.ZodISODateTime => meaning(z.iso.datetime(), ...words);
/** A moment, in milliseconds since the epoch. */
export const moment = (en: string, zh: string): z.ZodInt =>
  count(`${en}, in milliseconds since the epoch`, `${zh}（毫秒时间戳）`);

export const orNull = <S extends z.ZodType>(schema: S, ...words: Words): z.ZodNullable<S> =>
  meaning(schema.nullable(), ...words);

export const object = (...words: Words): z.ZodType<JsonObject> =>
  meaning(
    z.custom<JsonObject>((value) => isObject(value)),
    ...words,
  );

export const message: z.ZodString = text('the sentence for a person', '供人阅读的说明');

/** The Chinese of one key. */
export const zhMessage: z.ZodType<{ readonly message: string }> = meaning(
  z.strictObject({ message: z.string() }),
  'the same in Chinese',
  '中文内容',
);

const sentences: z.ZodType<ErrorSentences> = z.strictObject({ message: z.string(), cure: z.string() });

const families = ['config', 'transient', 'record', 'stopped', 'bug'] as const;

/** The keys of an error, the same in every line that has one. */
export const errorKeys: Keys<ReportedError> = {
  family: meaning(
    z.enum(families),
    'in this order: a person must act; a later attempt may succeed; one record is affected; the run was stopped; a fault of Larkstream',
    '依次为：需要人处理、稍后重试可能成功、只影响一条记录、运行被停止、Larkstream 的缺陷',
  ),
  code: text('[code of the error](errors.md)', '[错误代码](errors.zh-CN.md)'),
  message,
  cure: text('what to do next', '下一步怎么做'),
  details: meaning(
    z.custom<ReportedError['details']>((value) => isObject(value)),
    'facts for programs, such as `endpoint`, `httpStatus`, `logId`',
    '供程序使用的信息，例如 `endpoint`、`httpStatus`、`logId`',
  ),
  zh: meaning(sentences.exactOptional(), '`message` and `cure` in Chinese', '中文的 `message` 和 `cure`'),
};

export const errorShape: z.ZodType<ReportedError> = z
  .strictObject(errorKeys)
  .meta({ id: 'error', en: 'An error', zh: '错误' });
