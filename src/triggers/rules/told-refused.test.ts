import { expect, test } from 'vitest';
import type { DecisionCode, TriedTrigger } from '../../model/triggers/decision.ts';
import { toldRefused } from './told-refused.ts';

const tried = (triggerId: string, code: DecisionCode): TriedTrigger => ({
  triggerId,
  version: 1,
  outcome: code === 'matched' ? 'taken' : 'refused',
  code,
  why: { en: 'The sender ou_ann is on the deny list', zh: '发送者 ou_ann 在拒绝名单中' },
});
const told = (...all: readonly TriedTrigger[]) =>
  toldRefused({ eventId: 'ev_1', decidedAt: 0, tried: all }, (id) => id !== 'tr_silent');

test('a person learns why nobody answers, without a word of lists', () => {
  const words = told(tried('tr_a', 'chat_kind'), tried('tr_b', 'user_denied'));
  expect(words?.en).toBe('You may not use this bot. Ask its owner.');
  expect(words?.zh).toMatch(/权限/);
});

test('nothing is told who was answered, who did not ask, or by a trigger that tells nobody', () => {
  expect(told(tried('tr_a', 'quota'), tried('tr_b', 'matched'))).toBeUndefined();
  expect(told(tried('tr_a', 'not_mentioned'))).toBeUndefined();
  expect(told(tried('tr_silent', 'quota'))).toBeUndefined();
});
