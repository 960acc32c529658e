import { expect, test } from 'vitest';
import { SealedText } from '../../model/triggers/sealed-text.ts';
import type { OpenTurn } from './plan-message.ts';
import { planRecall, type RecallPlan } from './plan-recall.ts';

const body = new SealedText('v1.session.ses_1.AAAA');
const turn = (state: OpenTurn['state'], ...ids: readonly string[]): OpenTurn => ({
  id: 't1',
  sessionId: 'ses_1',
  version: 1,
  state,
  firstAt: 0,
  messages: ids.map((messageId) => ({ messageId, senderOpenId: 'ou_ann', at: 0, length: 1, body })),
});

test.each<[OpenTurn['state'], readonly string[], boolean, RecallPlan]>([
  ['gathering', ['m1'], false, 'cancel'],
  ['ready', ['m1'], false, 'cancel'],
  ['retrying', ['m1'], false, 'cancel'],
  ['working', ['m1'], false, 'cancel'],
  ['working', ['m1'], true, 'cancel'],
  ['gathering', ['m1', 'm2'], false, 'shrink'],
  ['ready', ['m1', 'm2'], false, 'shrink'],
  ['working', ['m1', 'm2'], false, 'restart'],
  ['working', ['m1', 'm2'], true, 'shrink'],
  ['working', ['m2'], false, 'nothing'],
])('a message of a turn that is %s, with %j (spoken: %s): %s', (state, ids, hasSpoken, plan) => {
  expect(planRecall(turn(state, ...ids), 'm1', hasSpoken)).toBe(plan);
});

test('a second recall does nothing, and what was recalled before is not counted as left', () => {
  const { messages, ...rest } = turn('ready', 'm1', 'm2');
  const after = {
    ...rest,
    messages: messages.map((one) => (one.messageId === 'm1' ? { ...one, body: undefined } : one)),
  };
  expect(planRecall(after, 'm1', false)).toBe('nothing');
  expect(planRecall(after, 'm2', false)).toBe('cancel');
});
