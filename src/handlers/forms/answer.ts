import { z } from 'zod';
import type { AnswerAttachment, AnswerButton, HandlerAnswer } from '../../model/triggers/handler-answer.ts';
import {
  answerButtons,
  answerFields,
  answerAttachment as attachment,
  answerFollowUps as followUps,
  answerText as text,
  answerTokens as tokens,
} from '../../schema/answer-fields.ts';
import type { JsonObject } from '../../util/json.ts';
import { invalidAnswer } from '../refusals.ts';

const anyValue: z.ZodType<JsonObject> = z.record(z.string(), z.json());
const buttons = answerButtons(anyValue);

/** `application/json`. */
export const answerForm: z.ZodType<HandlerAnswer> = z.strictObject(answerFields(anyValue));

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
