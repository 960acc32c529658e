import { z } from 'zod';
import type { ReplyPart } from '../../model/triggers/handler.ts';
import type { JsonObject } from '../../util/json.ts';
import { invalidAnswer } from '../refusals.ts';

/** A button, as a handler names it. */
interface AnswerButton {
  readonly id: string;
  readonly text: string;
  readonly value?: JsonObject | undefined;
  readonly style?: 'default' | 'primary' | 'danger' | undefined;
  readonly forEverybody?: boolean | undefined;
}

/** An image or a file, as a handler gives it. */
interface AnswerAttachment {
  readonly kind: 'image' | 'file';
  readonly name: string;
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

const text = z.string().describe('In markdown.');
const buttons = z
  .array(
    z.strictObject({
      id: z.string().min(1).max(100).describe('What the handler knows the button by.'),
      text: z.string().min(1).max(100),
      value: z
        .record(z.string(), z.json())
        .optional()
        .describe('Comes back with a press; at most 2,000 bytes with the id.'),
      style: z.enum(['default', 'primary', 'danger']).optional(),
      forEverybody: z.boolean().optional().describe('Others than the person who asked may press it too.'),
    }),
  )
  .max(20);
const followUps = z
  .array(z.string().min(1).max(200))
  .max(3)
  .describe('What the person may say next: bubbles, in direct chats only.');
const attachment = z.strictObject({
  kind: z.enum(['image', 'file']),
  name: z.string().min(1).max(250),
  content: z.base64(),
});
const tokens = z.int().min(0).describe('What the answer has used of a language model.');

/** `application/json`. Unknown fields are refused: a name with a slip of the pen would be lost without a word. */
export const answerForm: z.ZodType<HandlerAnswer> = z.strictObject({
  text: text.optional(),
  buttons: buttons.optional(),
  followUps: followUps.optional(),
  attachments: z.array(attachment).max(10).optional(),
  usage: z.strictObject({ tokens }).optional(),
});

/** One event of a streamed answer: of an event stream (`event` is its name, the rest its data), or a line of a program. */
export type AnswerEvent =
  | { readonly event: 'delta' | 'replace' | 'progress'; readonly text: string }
  | { readonly event: 'buttons'; readonly buttons: readonly AnswerButton[] }
  | { readonly event: 'follow_ups'; readonly followUps: readonly string[] }
  | ({ readonly event: 'attachment' } & AnswerAttachment)
  | { readonly event: 'usage'; readonly tokens: number }
  | { readonly event: 'ping' | 'done' | 'later' }
  | {
      readonly event: 'error';
      readonly message: string;
      readonly isFinal?: boolean | undefined;
      readonly retryAfterSeconds?: number | undefined;
    };

/** The forms of `AnswerEvent`. */
export const answerEventForm: z.ZodType<AnswerEvent> = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('delta').describe('Is added to the text.'), text }),
  z.strictObject({ event: z.literal('replace').describe('Is all of the text anew.'), text }),
  z.strictObject({
    event: z.literal('progress').describe('What is done meanwhile: shown until the answer is complete.'),
    text: z.string().max(1_000),
  }),
  z.strictObject({ event: z.literal('buttons'), buttons }),
  z.strictObject({ event: z.literal('follow_ups'), followUps }),
  attachment.extend({ event: z.literal('attachment') }),
  z.strictObject({ event: z.literal('usage'), tokens }),
  z.strictObject({ event: z.literal('ping').describe('Only says that the answer is still under way.') }),
  z.strictObject({ event: z.literal('later').describe('The answer comes later, by the reply handle.') }),
  z.strictObject({
    event: z.literal('done').describe('The answer is complete. Without it the stream was broken off.'),
  }),
  z.strictObject({
    event: z.literal('error'),
    message: z.string().max(1_000).describe('For who looks after the trigger, not for the person who asked.'),
    isFinal: z.boolean().optional().describe('No repeat mends it.'),
    retryAfterSeconds: z.number().min(0).optional(),
  }),
]);

/** The value, of the form. @throws ConfigError `handler.answer.invalid`, with the place of the first fault */
export function parsedAs<T>(form: z.ZodType<T>, value: unknown): T {
  const { success, data, error } = form.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const place = (issue?.path ?? []).join('.');
  const words = `${place === '' ? '' : `${place}: `}${issue?.message ?? ''}`;
  throw invalidAnswer({ en: words, zh: words });
}

/** A JSON text, of the form. @throws ConfigError `handler.answer.invalid` */
export function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw invalidAnswer({ en: 'it is no JSON', zh: '不是 JSON' });
  }
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
