import { expect, test } from 'vitest';
import { newSessionNotice, readContinue, timeoutNotice } from './session-notices.ts';

test('a timeout is told with how long nothing was said, and the button leads back', () => {
  const { text, button } = timeoutNotice('ses_1', 3_600_000);
  expect(text.en).toContain('60 minutes');
  expect(text.zh).toContain('60 分钟');
  expect(readContinue(button?.value ?? {})).toEqual({ act: 'continue_session', sessionId: 'ses_1' });
});

test('where there is nothing before, there is no button', () => {
  expect(newSessionNotice(undefined).button).toBeUndefined();
  const offered = { act: 'continue_session', sessionId: 'ses_1', language: 'en' };
  expect(readContinue(offered), 'who presses is answered in the language of the offer').toEqual(offered);
  expect(readContinue({ ...offered, language: 'xx' })).toEqual({ act: 'continue_session', sessionId: 'ses_1' });
  expect(readContinue({ act: 'vote', sessionId: 'ses_1' })).toBeUndefined();
  expect(readContinue({ act: 'continue_session', sessionId: 7 })).toBeUndefined();
});
