import { z } from 'zod';
import { type AnswerAttachment, type AnswerButton, mostAnswerText } from '../model/triggers/handler-answer.ts';
import type { JsonObject } from '../util/json.ts';

/** As the document of the API says it in both languages. */
const told = (en: string, zh: string): Readonly<Record<string, string>> => ({
  description: en,
  'x-description-zh': zh,
});

/** A text of an answer. */
export const answerText: z.ZodString = z.string().max(mostAnswerText).meta(told('In markdown.', 'Markdown 格式。'));
/** What may be said next. */
export const answerFollowUps: z.ZodType<readonly string[]> = z
  .array(z.string().min(1).max(200))
  .max(3)
  .meta(
    told('What the person may say next: bubbles, in direct chats only.', '接下来可以说的话：以气泡显示，仅限单聊。'),
  );
/** An image or a file. */
export const answerAttachment: z.ZodObject<
  { kind: z.ZodEnum<{ image: 'image'; file: 'file' }>; name: z.ZodString; content: z.ZodBase64 },
  z.core.$strict
> = z.strictObject({
  kind: z.enum(['image', 'file']),
  name: z.string().min(1).max(250),
  content: z.base64(),
});
/** What an answer has cost. */
export const answerTokens: z.ZodType<number> = z
  .int()
  .min(0)
  .meta(told('What the answer has used of a language model.', '本次回答消耗的模型 token 数。'));

/** The buttons of an answer. `value`: how any JSON is written where the form is shown. */
export function answerButtons(value: z.ZodType<JsonObject>): z.ZodType<readonly AnswerButton[]> {
  const button = z.strictObject({
    id: z.string().min(1).max(100).meta(told('What the handler knows the button by.', '处理程序识别按钮所用的 ID。')),
    text: z.string().min(1).max(100),
    value: value
      .optional()
      .meta(
        told(
          'Comes back with a press; at most 2,000 bytes with the id.',
          '点击时原样返回；连同 ID 不超过 2,000 字节。',
        ),
      ),
    style: z.enum(['default', 'primary', 'danger']).optional(),
    forEverybody: z
      .boolean()
      .optional()
      .meta(told('Others than the person who asked may press it too.', '提问者以外的人也可点击。')),
  });
  return z.array(button).max(20);
}

/** The fields of a complete answer. */
interface AnswerFields {
  readonly text: z.ZodOptional<z.ZodString>;
  readonly buttons: z.ZodOptional<z.ZodType<readonly AnswerButton[]>>;
  readonly followUps: z.ZodOptional<z.ZodType<readonly string[]>>;
  readonly attachments: z.ZodOptional<z.ZodType<readonly AnswerAttachment[]>>;
  readonly usage: z.ZodOptional<z.ZodType<{ readonly tokens: number }>>;
}

/** For a `z.strictObject`: a name with a slip of the pen would be lost without a word. */
export function answerFields(value: z.ZodType<JsonObject>): AnswerFields {
  return {
    text: answerText.optional(),
    buttons: answerButtons(value).optional(),
    followUps: answerFollowUps.optional(),
    attachments: z.array(answerAttachment).max(10).optional(),
    usage: z.strictObject({ tokens: answerTokens }).optional(),
  };
}
