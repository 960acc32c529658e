import { expect, test } from 'vitest';
import { type JsonObject, readObject, readObjects } from '../../util/json.ts';
import { buttonRow, readPress } from './buttons.ts';

const owner = { turnId: 'turn_1', ownerOpenId: 'ou_ann' };
const row = buttonRow(
  [
    { id: 'mine', text: 'Mine', value: { n: 1 }, style: 'default', forEverybody: false },
    { id: 'all', text: 'All', value: {}, style: 'default', forEverybody: true },
  ],
  owner,
);
const [mine = {}, everybody = {}] = readObjects(row ?? {}, 'columns').map((column) => {
  const [button = {}] = readObjects(column, 'elements');
  const [behavior = {}] = readObjects(button, 'behaviors');
  return readObject(behavior, 'value');
});

/** As card.action.trigger says it. */
function press(value: JsonObject | string, openId: string | undefined): JsonObject {
  return {
    operator: { tenant_key: 't', ...(openId === undefined ? {} : { open_id: openId }) },
    token: 'c-295',
    action: { value, tag: 'button' },
    context: { open_message_id: 'om_1', open_chat_id: 'oc_1' },
  };
}

test('a person presses their own button', () => {
  expect(readPress(press(mine, 'ou_ann'))).toEqual({
    kind: 'pressed',
    turnId: 'turn_1',
    buttonId: 'mine',
    value: { n: 1 },
    openId: 'ou_ann',
    chatId: 'oc_1',
    messageId: 'om_1',
  });
  expect(readPress(press(JSON.stringify(mine), 'ou_ann')).kind).toBe('pressed');
});

test('somebody else gets a toast, in their own language', () => {
  const refused = readPress(press(mine, 'ou_tom'));
  expect(refused).toMatchObject({ kind: 'refused', turnId: 'turn_1', openId: 'ou_tom' });
  expect(refused.kind === 'refused' ? refused.toast : {}).toMatchObject({
    toast: {
      type: 'warning',
      i18n: { zh_cn: '只有提问的人可以点击', en_us: 'Only the person who asked may press this' },
    },
  });
});

test('a button for everybody is pressed by anybody', () => {
  expect(readPress(press(everybody, 'ou_tom')).kind).toBe('pressed');
});

test.each([
  ['of another card', press({ action: 'x' }, 'ou_ann')],
  ['without a value', press('', 'ou_ann')],
  ['by nobody', press(mine, undefined)],
  ['without its turn', press({ larkstream: 1, button: 'x' }, 'ou_ann')],
  ['of nothing', {}],
])('a press %s is not ours', (_, event) => {
  expect(readPress(event)).toEqual({ kind: 'foreign' });
});
