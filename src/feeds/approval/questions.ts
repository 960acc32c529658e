import type { Flaw, Reader } from '../../model/interviewer.ts';
import { approvalEndpoints } from '../../open-platform/endpoints/approval.ts';
import { cleanText } from '../../schema/clean-text.ts';
import { readText } from '../../util/json.ts';
import { words } from '../../util/words.ts';
import type { FeedContext } from '../feed-context.ts';
import { type ModuleQuestions, questionsFeed } from '../questions.ts';
import type { ApprovalSettings } from './settings.ts';

/** Which approvals; each that the platform knows is shown by its name. */
export const approvalQuestions: ModuleQuestions<ApprovalSettings> = {
  ask: async (interviewer, context) => {
    for (;;) {
      const codes = await interviewer.askFor(
        {
          en: 'Approval codes, or addresses of the approval editor (with definitionCode=…), separated by spaces; empty for none:',
          zh: '审批定义编码，或审批编辑页的网址（含 definitionCode=…），用空格分隔；留空则不读取：',
        },
        {
          choices: '7C468A54-8745-2245-9675-08B7C63E7A85',
          read: (answer) => readCodes(words(answer)),
          flaw: codesFlaw,
        },
      );
      if (context === undefined) return { approval_codes: codes };
      try {
        for (const code of codes) {
          const name = await nameOf(code, context);
          interviewer.say({ en: `  ${code}: ${name}`, zh: `  ${code}：${name}` });
        }
        return { approval_codes: codes };
      } catch (thrown) {
        interviewer.tell(thrown);
      }
    }
  },
  see: async (reference, context) => {
    const id = readCode(reference) ?? cleanText(reference);
    return { id, name: await nameOf(id, context), parts: [], partId: undefined, viewId: undefined };
  },
  flag: {
    takes: {
      en: 'an approval code, or an address with definitionCode=…',
      zh: '审批定义编码，或含 definitionCode=… 的网址',
    },
    read: (texts) => {
      const codes = readCodes(texts);
      return codes && { approval_codes: codes };
    },
  },
};

/** A code, or the address of the approval's editor, which holds it. */
const readCode: Reader<string> = (answer) => {
  const code = /definitionCode=([\w-]+)/.exec(answer)?.[1] ?? cleanText(answer);
  return /^[\w-]+$/.test(code) ? code : undefined;
};

function readCodes(texts: readonly string[]): string[] | undefined {
  const codes = texts.map(readCode);
  const known = codes.filter((code) => code !== undefined);
  return known.length === codes.length ? [...new Set(known)] : undefined;
}

/** Of an answer that is no approval code. */
export const codesFlaw: Flaw = (answer) => {
  const place = words(answer).findIndex((word) => readCode(word) === undefined) + 1;
  return {
    en: `Entry ${place} is not an approval code: it contains characters other than letters, digits, - and _.`,
    zh: `输入的第 ${place} 项不是审批定义编码：含有字母、数字、- 和 _ 以外的字符。`,
  };
};

async function nameOf(code: string, { client, signal }: FeedContext): Promise<string> {
  const path = { approval_code: code };
  const definition = await client.call(approvalEndpoints.getDefinition, { path, signal, feed: questionsFeed });
  return readText(definition, 'approval_name') ?? code;
}
