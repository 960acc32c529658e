import type { z } from 'zod';
import { type Language, listOf, type Message } from '../../model/message.ts';

type Issue = z.core.$ZodRawIssue;

const types: Readonly<Record<string, Message>> = {
  string: { en: 'text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number', zh: '整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  array: { en: 'a list', zh: '列表' },
  object: { en: 'an object', zh: '对象' },
  record: { en: 'an object', zh: '对象' },
  null: { en: 'null', zh: 'null' },
};
const formats: Readonly<Record<string, Message>> = {
  datetime: { en: 'must be a time such as 2026-01-31T08:00:00Z', zh: '必须是时间，例如 2026-01-31T08:00:00Z' },
  url: { en: 'must be an address such as https://example.com', zh: '必须是地址，例如 https://example.com' },
  email: { en: 'must be an address of mail', zh: '必须是电子邮件地址' },
};
/** After which number of a text, list or other thing its size counts. */
const units: Readonly<Record<string, Message>> = {
  string: { en: 'characters', zh: '个字符' },
  array: { en: 'entries', zh: '项' },
};

/** What is wrong with a field, to stand after its name: “must be text”. Nothing of it is remembered: names in it come from outside. */
export function wordsIn(language: Language): { readonly error: (issue: Issue) => string } {
  return { error: (issue) => sentenceOf(issue)[language] };
}

function sentenceOf(issue: Issue): Message {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? { en: 'is missing', zh: '缺失' } : mustBe(types[issue.expected]);
    case 'unrecognized_keys':
      return {
        en: `has fields that are not known: ${listOf(issue.keys, 'en')}`,
        zh: `含有未知的字段：${listOf(issue.keys, 'zh')}`,
      };
    case 'invalid_value': {
      const values = issue.values.map(String);
      return issue.input === undefined
        ? { en: 'is missing', zh: '缺失' }
        : { en: `must be one of: ${listOf(values, 'en')}`, zh: `必须是其中之一：${listOf(values, 'zh')}` };
    }
    case 'too_small':
      return bound('at least', '不能少于', issue.origin, issue.minimum);
    case 'too_big':
      return bound('at most', '不能多于', issue.origin, issue.maximum);
    case 'invalid_format':
      return formats[issue.format] ?? { en: 'is not written as it must be', zh: '写法不正确' };
    default:
      return { en: 'is not allowed', zh: '不允许' };
  }
}

function mustBe(what: Message = { en: 'another kind of value', zh: '其他类型的值' }): Message {
  return { en: `must be ${what.en}`, zh: `必须是${what.zh}` };
}

function bound(en: string, zh: string, origin: string, size: number | bigint): Message {
  const unit = units[origin];
  return unit === undefined
    ? { en: `must be ${en} ${size}`, zh: `${zh} ${size}` }
    : { en: `must have ${en} ${size} ${unit.en}`, zh: `${zh} ${size} ${unit.zh}` };
}
