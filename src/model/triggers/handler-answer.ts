import type { JsonObject } from '../../util/json.ts';
import type { ReplyPart } from './handler.ts';

/** Of the text of an answer, in UTF-16 units: dozens of cards. It is sealed anew with each piece that comes. */
export const mostAnswerText = 500_000;

/** A button, as a handler names it. */
export interface AnswerButton {
  readonly id: string;
  readonly text: string;
  readonly value?: JsonObject | undefined;
  readonly style?: 'default' | 'primary' | 'danger' | undefined;
  readonly forEverybody?: boolean | undefined;
}

/** An image or a file, as a handler gives it. */
export interface AnswerAttachment {
  readonly kind: 'image' | 'file';
  readonly name: string;
  /** Base64. */
  readonly content: string;
}

/** A complete answer, as JSON. */
export interface HandlerAnswer {
  readonly text?: string | undefined;
  readonly buttons?: readonly AnswerButton[] | undefined;
  readonly followUps?: readonly string[] | undefined;
  readonly attachments?: readonly AnswerAttachment[] | undefined;
  readonly usage?: { readonly tokens: number } | undefined;
}

/** What is said with a complete answer. */
export function partsOfAnswer({ text, buttons, followUps, attachments = [], usage }: HandlerAnswer): ReplyPart[] {
  return [
    ...(text === undefined || text === '' ? [] : [{ kind: 'text', text } as const]),
    ...(buttons === undefined ? [] : [buttonsPart(buttons)]),
    ...(followUps === undefined ? [] : [{ kind: 'follow_ups', texts: followUps } as const]),
    ...attachments.map(attachmentPart),
    ...(usage === undefined ? [] : [{ kind: 'usage', tokens: usage.tokens } as const]),
  ];
}

/** The buttons as they are shown, with what is meant where nothing is said. */
export function buttonsPart(buttons: readonly AnswerButton[]): ReplyPart {
  return {
    kind: 'buttons',
    buttons: buttons.map(({ id, text, value = {}, style = 'default', forEverybody = false }) => ({
      id,
      text,
      value,
      style,
      forEverybody,
    })),
  };
}

/** An image or a file out of its base64. */
export function attachmentPart({ kind, name, content }: AnswerAttachment): ReplyPart {
  return { kind, name, content: Buffer.from(content, 'base64') };
}
