import type { Flaw, Interviewer } from '../model/interviewer.ts';
import type { Message } from '../model/message.ts';
import { words } from '../util/words.ts';

/** Something of the tenant that a person may choose. */
export interface Choice {
  readonly id: string;
  readonly name: string;
}

/** Shows a numbered list. */
export function showList(interviewer: Interviewer, list: readonly Choice[]): void {
  for (const [index, { name, id }] of list.entries()) {
    const line = `  ${index + 1}  ${name}  ${id}`;
    interviewer.say({ en: line, zh: line });
  }
}

/** Asks for numbers of a list that was shown; `preset` is a number, or all when absent. */
export async function chooseFrom<T>(
  interviewer: Interviewer,
  question: Message,
  { list, preset = 'all' }: { readonly list: readonly T[]; readonly preset?: string },
): Promise<readonly T[]> {
  const read = (answer: string): readonly T[] | undefined => readChoice(answer, list);
  return await interviewer.askFor(question, { preset, choices: '1 2, all', read, flaw: choiceFlaw(list.length) });
}

/** `1 3` of a numbered list, or everything; undefined when a number is none of the list. */
function readChoice<T>(answer: string, list: readonly T[]): readonly T[] | undefined {
  if (/^(|all|全部|\*)$/i.test(answer)) return list;
  const chosen = words(answer).map((word) => (/^\d+$/.test(word) ? list[Number(word) - 1] : undefined));
  const known = chosen.filter((item) => item !== undefined);
  return known.length === chosen.length ? [...new Set(known)] : undefined;
}

/** Of an answer that is no number of the list. */
export function choiceFlaw(count: number): Flaw {
  return (answer) => {
    const isNumbers = words(answer).every((word) => /^\d+$/.test(word));
    return isNumbers
      ? { en: `The list goes from 1 to ${count}.`, zh: `列表的序号为 1 到 ${count}。` }
      : { en: 'The answer contains something other than numbers of the list.', zh: '其中含有不是序号的内容。' };
  };
}
