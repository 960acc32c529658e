import { expect, test } from 'vitest';
import { messageOf } from '../../../test/support/trigger-things.ts';
import { answeredMessage, turnText } from './turn-text.ts';

const ann = messageOf().sender;
const bob = { ...ann, openId: 'ou_bob', name: 'Bob' };
const said = (id: string, text: string, sender = ann) => messageOf({ id, text, sender });

test('what one person has said stands one below another', () => {
  expect(turnText([said('m1', 'How many days?'), said('m2', ''), said('m3', 'This year.')])).toBe(
    'How many days?\nThis year.',
  );
});

test('what several have said has their names; the answer goes to the last words of the first', () => {
  const all = [said('m1', 'Lunch?'), said('m2', 'Where?', bob), said('m3', 'At noon'), said('m4', 'Fine', bob)];
  expect(turnText(all)).toBe('Ann: Lunch?\nBob: Where?\nAnn: At noon\nBob: Fine');
  expect(answeredMessage(all)?.id).toBe('m3');
  expect(answeredMessage([])).toBeUndefined();
});
