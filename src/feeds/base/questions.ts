import type { Flaw, Interviewer, Reader } from '../../model/interviewer.ts';
import type { Message } from '../../model/message.ts';
import { cleanText } from '../../schema/clean-text.ts';
import { chooseFrom, showList } from '../choose-from.ts';
import type { FeedContext } from '../feed-context.ts';
import type { ModuleQuestions } from '../questions.ts';
import { otherIdThanToken, otherThanBase } from './links.ts';
import { type SeenBase, seeBase } from './see-base.ts';
import { seeBaseForForm } from './see-for-form.ts';
import type { BaseSettings, BaseTableSettings } from './settings.ts';

/** Which Bases, one by one, and which tables of each. */
export const baseQuestions: ModuleQuestions<BaseSettings> = {
  ask: async (interviewer, context) => {
    let chosen: BaseTableSettings[] = [];
    for (;;) {
      const base = await interviewer.askFor<BaseTableSettings | null>(
        {
          en: 'Link of a Base as the browser shows it, or its token; empty when there are no more:',
          zh: '浏览器中的多维表格链接，或其 token；没有更多则留空：',
        },
        {
          choices: 'https://example.feishu.cn/base/…',
          read: (answer) => (answer === '' ? null : readBase(answer)),
          flaw: baseFlaw,
        },
      );
      if (base === null) return { tables: chosen };
      try {
        const more = context === undefined ? [base] : await chooseTables(interviewer, base, context);
        const merged = mergeBases([...chosen, ...more]);
        if (merged.length < chosen.length + more.length) {
          interviewer.say({ en: 'An entry that was given before counts once.', zh: '重复指定的内容只计一次。' });
        }
        chosen = merged;
      } catch (thrown) {
        interviewer.tell(thrown);
      }
    }
  },
  see: seeBaseForForm,
  flag: {
    takes: { en: 'a link or token of a Base', zh: '多维表格的链接或 token' },
    read: (texts) => {
      const bases = texts.map(readBase);
      const known = bases.filter((base) => base !== undefined);
      return known.length === bases.length ? { tables: mergeBases(known) } : undefined;
    },
    flaw: (texts) => {
      const at = texts.findIndex((text) => readBase(text) === undefined);
      const other = whatElse(texts[at] ?? '');
      return other && { en: `entry ${at + 1} is ${other.en}`, zh: `第 ${at + 1} 项是${other.zh}` };
    },
  },
};

/** A link as the browser shows it, or the token of a Base. */
const readBase: Reader<BaseTableSettings> = (answer) => {
  const text = cleanText(answer);
  if (whatElse(text) !== undefined) return undefined;
  if (isLink(text)) return { url: text };
  return /^[A-Za-z0-9]{4,}$/.test(text) ? { app_token: text } : undefined;
};

const isLink = (text: string): boolean => /^https?:\/\/\S+$/.test(text) && URL.canParse(text);

/** What a link or an id is that is none of a Base; undefined for any other text. */
function whatElse(answer: string): Message | undefined {
  const text = cleanText(answer);
  return isLink(text) ? otherThanBase(text) : otherIdThanToken(text);
}

/** Of an answer that is no link or token of a Base. */
export const baseFlaw: Flaw = (answer) => {
  const text = cleanText(answer);
  const other = whatElse(text);
  if (other !== undefined) return { en: `The answer is ${other.en}.`, zh: `输入的内容是${other.zh}。` };
  if (/^https?:/.test(text)) return { en: 'The link is not a complete address.', zh: '链接不是完整的网址。' };
  return /^[A-Za-z0-9]*$/.test(text)
    ? { en: 'The answer is too short for a token.', zh: '作为 token 太短。' }
    : {
        en: 'The answer is neither a link (https://…) nor a token (letters and digits only).',
        zh: '既不是以 https:// 开头的链接，也不是只含字母和数字的 token。',
      };
};

/** Each table and each Base once; a whole Base holds its tables. */
export function mergeBases(bases: readonly BaseTableSettings[]): BaseTableSettings[] {
  const isWhole = ({ url, table_id }: BaseTableSettings): boolean => url === undefined && table_id === undefined;
  const whole = new Set(bases.filter(isWhole).map(({ app_token: token }) => token));
  const kept = new Map<string, BaseTableSettings>();
  for (const base of bases) {
    if (!isWhole(base) && base.url === undefined && whole.has(base.app_token)) continue;
    // The last word on a view holds.
    kept.set(base.url ?? `${base.app_token}/${base.table_id ?? ''}`, base);
  }
  return [...kept.values()];
}

async function chooseTables(
  interviewer: Interviewer,
  base: BaseTableSettings,
  context: FeedContext,
): Promise<BaseTableSettings[]> {
  const seen = await seeBase(base.url ?? base.app_token ?? '', context);
  const { appToken, name, tables, viewId } = seen;
  interviewer.say({ en: `"${name}" has these tables:`, zh: `“${name}”包含以下数据表：` });
  showList(interviewer, tables);
  const linked = linkedTable(interviewer, seen);
  const choice = await chooseFrom(
    interviewer,
    {
      en: 'Which tables? Numbers separated by spaces, or all',
      zh: '选择哪些数据表？输入序号并用空格分隔，或输入 all',
    },
    { list: tables, ...(linked === 0 ? {} : { preset: String(linked) }) },
  );
  const ofView = linked === 0 || viewId === undefined ? undefined : tables[linked - 1]?.id;
  if (choice.length === tables.length && ofView === undefined) return [{ app_token: appToken }];
  return choice.map(({ id }) => {
    if (viewId === undefined || id !== ofView) return { app_token: appToken, table_id: id };
    interviewer.say({
      en: `The link names the view ${viewId}, so only its records are read. Remove view=… from the link to read all records.`,
      zh: `链接指定了视图 ${viewId}，因此只读取其中的记录。从链接中删去 view=… 即读取全部记录。`,
    });
    return { app_token: appToken, table_id: id, view_id: viewId };
  });
}

/** The number of the table that the link names; 0 where it names none that is there. */
function linkedTable(interviewer: Interviewer, { tables, tableId }: SeenBase): number {
  if (tableId === undefined) return 0;
  const number = tables.findIndex(({ id }) => id === tableId) + 1;
  interviewer.say(
    number === 0
      ? {
          en: `The link names table ${tableId}, which this Base does not have.`,
          zh: `链接指向数据表 ${tableId}，但该多维表格中没有它。`,
        }
      : { en: `The link names table ${number}.`, zh: `链接指向第 ${number} 个数据表。` },
  );
  return number;
}
