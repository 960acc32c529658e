import type { Language } from '../../../model/message.ts';

/** What the agent of the demo can tell. */
export const intents = ['waiting', 'desk', 'mine', 'records'] as const;
/** One of `intents`, or that nothing of it was asked for. */
export type Intent = (typeof intents)[number] | 'help';

/** It has no model: it looks for words. In this order, for whose desk something lies on is asked of things that wait, too. */
const words: readonly (readonly [intent: Intent, words: RegExp])[] = [
  ['mine', /\b(?:my|mine|for me|i have)\b|我的|待我|我要/i],
  ['desk', /\b(?:whose|who|desks?|approvers?)\b|谁|审批人/i],
  ['records', /\b(?:records?|newest|latest|orders?|bases?)\b|记录|最新|订单|多维表格/i],
  ['waiting', /\b(?:approvals?|wait(?:s|ing)?|pending|how many)\b|审批|等待|待办|多少/i],
];

/** What somebody wants to know. */
export function readIntent(text: string): Intent {
  return words.find(([, pattern]) => pattern.test(text))?.[0] ?? 'help';
}

/** The language of a text; of one without words the other one that is given. */
export function languageOf(text: string, otherwise: Language): Language {
  if (/\p{Script=Han}/u.test(text)) return 'zh';
  return /\p{Script=Latin}/u.test(text) ? 'en' : otherwise;
}
