import { expect, test } from 'vitest';
import { mostAnswerText } from '../../model/triggers/handler-answer.ts';
import { Answer } from './answer.ts';

const uploads = { uploadImage: async () => 'img_1', uploadFile: async () => 'file_1' };

test('an answer that never ends is refused, in whatever pieces it comes', async () => {
  const answer = new Answer(uploads);
  const text = 'a'.repeat(mostAnswerText / 2);
  for (let count = 0; count < 2; count++) await answer.take({ kind: 'text', text });
  for (const part of [{ kind: 'text', text: 'a' } as const, { kind: 'replace', text: `${text}${text}a` } as const])
    await expect(answer.take(part)).rejects.toMatchObject({ code: 'handler.answer.invalid' });
  await answer.take({ kind: 'replace', text: 'a' });
  expect(answer.text).toBe('a');
});
