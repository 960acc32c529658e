import { expect, test } from 'vitest';
import { parseJson } from '../../util/json.ts';
import { type AnswerShow, readAnswerShow, readTarget } from './answer-show.ts';
import type { Target } from './messenger.ts';

const show: AnswerShow = {
  people: [{ openId: 'ou_1', name: '小红' }],
  mayCallEverybody: true,
  images: ['img_1'],
  title: 'Leave',
  buttons: [{ id: 'ok', text: 'OK', value: { a: [1] }, style: 'danger', forEverybody: true }],
  owner: { turnId: 'tu_1', ownerOpenId: 'ou_1' },
};

test.each([show, { ...show, people: [], images: [], title: undefined, buttons: [], mayCallEverybody: false }])(
  'what an answer may show is read as it was written: %j',
  (one) => {
    expect(readAnswerShow(parseJson(JSON.stringify(one)))).toEqual(one);
  },
);

test.each<Target>([
  { kind: 'reply', messageId: 'om_1', chatId: 'oc_1', inThread: true },
  { kind: 'chat', chatId: 'oc_1' },
  { kind: 'person', openId: 'ou_1' },
])('a place is read as it was written: $kind', (target) => {
  expect(readTarget(parseJson(JSON.stringify(target)))).toEqual(target);
});

test.each([undefined, null, 'x', [], {}, { kind: 'reply' }, { kind: 'chat', chatId: '' }, { kind: 'other' }])(
  'what is no place is none: %j',
  (value) => {
    expect(readTarget(value)).toBeUndefined();
  },
);
