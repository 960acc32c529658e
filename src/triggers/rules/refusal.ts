import type { Message } from '../../model/message.ts';
import type { DecisionCode } from '../../model/triggers/decision.ts';

/** Why a trigger does not take something. */
export interface Refusal {
  readonly code: DecisionCode;
  readonly why: Message;
}

/** A refusal in both languages. */
export function refusal(code: DecisionCode, en: string, zh: string): Refusal {
  return { code, why: { en, zh } };
}

/** `open_id`s and names that were looked for, the first of them: a list of hundreds explains nothing. */
export function some(values: readonly string[], between: string): string {
  const most = 5;
  const shown = values.slice(0, most).map((value) => (value.length > 60 ? `${value.slice(0, 60)}…` : value));
  return shown.join(between) + (values.length > most ? '…' : '');
}
