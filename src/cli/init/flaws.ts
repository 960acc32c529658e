import type { Flaw } from '../../model/interviewer.ts';
import type { Message } from '../../model/message.ts';
import { cleanText, flawOf } from '../../schema/clean-text.ts';
import { flawOfPostgresAddress } from '../../schema/postgres-address.ts';
import { messageOfRule } from '../../schema/rules.ts';
import { words } from '../../util/words.ts';
import { isDay } from '../option-values.ts';
import { judgeAddress } from './readers.ts';

const nothing: Message = { en: 'Nothing was typed.', zh: '没有输入内容。' };

/** A short word is shown; what is long may be a secret in the wrong place. */
const named = (word: string): Message =>
  /^[\p{L}\p{N}_.-]{1,16}$/u.test(word) ? { en: `"${word}"`, zh: `“${word}”` } : { en: 'The answer', zh: '输入的内容' };

const isNone =
  (what: Message): Flaw =>
  (answer) => {
    const { en, zh } = named(answer);
    return answer === '' ? nothing : { en: `${en} is ${what.en}.`, zh: `${zh}${what.zh}。` };
  };

/** Of an answer that names no region. */
export const regionFlaw: Flaw = isNone({ en: 'neither feishu nor lark', zh: '既不是 feishu 也不是 lark' });

/** Of an answer that names no kind of destination. */
export const destinationFlaw: Flaw = isNone({ en: 'not a type of destination', zh: '不是目标类型' });

/** A rule's words, "has quotation marks around it", as a sentence. */
function ofRule(rule: string): Message {
  const { en, zh } = messageOfRule(rule);
  return { en: `The answer ${en}.`, zh: `输入的内容${zh}。` };
}

/** Of an answer that is no app id. */
export const appIdFlaw: Flaw = (answer) => {
  const text = cleanText(answer);
  const flaw = flawOf(text);
  if (text === '') return nothing;
  if (flaw !== undefined) return ofRule(flaw);
  return text.startsWith('cli_')
    ? { en: 'After cli_ come only letters and digits.', zh: 'cli_ 之后只能是字母和数字。' }
    : { en: 'An App ID begins with cli_.', zh: 'App ID 以 cli_ 开头。' };
};

/** Of an answer that is neither a variable nor a secret; never shows it. */
export const secretFlaw: Flaw = (answer) => {
  const flaw = flawOf(cleanText(answer));
  return flaw === undefined ? nothing : ofRule(flaw);
};

/** Of an answer that names something that is no module. */
export function modulesFlaw(isModule: (word: string) => boolean): Flaw {
  return (answer) => {
    const wrong = words(answer).find((word) => !isModule(word));
    return isNone({ en: 'not a module', zh: '不是模块' })(wrong ?? '');
  };
}

/** Of an answer that is no path. */
export const pathFlaw: Flaw = () => ({
  en: 'DuckDB names the database after the file, and lark is the name of the schema in it: queries would be ambiguous. Choose another name.',
  zh: 'DuckDB 以文件名作为数据库名，而其中的 schema 名为 lark：查询会有歧义。请换一个名称。',
});

/** Of an answer that is no address of a Postgres; never shows it. */
export const addressFlaw: Flaw = (answer) => {
  if (judgeAddress(answer) === 'holds-password') {
    return { en: 'The password is not kept in the configuration.', zh: '密码不保存在配置文件中。' };
  }
  const flaw = flawOfPostgresAddress(answer.replaceAll(/\$\{\w+\}/g, 'x'));
  return flaw === undefined ? nothing : ofRule(flaw);
};

/** Of an answer that is no day. */
export const dayFlaw: Flaw = (answer) => {
  if (isDay(answer)) return { en: 'That day is in the future.', zh: '这一天尚未到来。' };
  return /^\d{4}-\d{2}-\d{2}$/.test(answer)
    ? { en: 'There is no such date.', zh: '日历中没有这一天。' }
    : { en: 'A day is written as year, month and day.', zh: '日期应写作年、月、日。' };
};
