import { describe, expect, test } from 'vitest';
import { ConfigError, TransientError } from '../errors.ts';
import { untranslated } from '../message.ts';
import { type SendAction, type SendOperation, sendOperations } from './send-fault.ts';
import { judgeSendError, sendFaultOf } from './send-faults.ts';

/** Codes that the pages of the operations list, by what is done about them. */
const documented: readonly (readonly [SendOperation, SendAction, readonly number[]])[] = [
  [
    'send',
    'give_up',
    [
      230001, 230002, 230006, 230013, 230015, 230017, 230018, 230022, 230027, 230028, 230029, 230034, 230035, 230036,
      230038, 230053, 230055, 230075, 232009,
    ],
  ],
  ['send', 'retry', [230020, 99991400, 11232, 2200]],
  ['send', 'retry_soon', [230049]],
  ['send', 'split', [230025]],
  ['send', 'plainer', [230054, 230099]],
  ['send', 'other_place', [230019]],
  [
    'reply',
    'give_up',
    [
      230001, 230002, 230006, 230011, 230013, 230015, 230017, 230018, 230022, 230027, 230028, 230035, 230038, 230055,
      230075, 230111, 232009,
    ],
  ],
  ['reply', 'retry', [230020]],
  ['reply', 'retry_soon', [230049]],
  ['reply', 'split', [230025]],
  ['reply', 'plainer', [230099]],
  ['reply', 'other_place', [230019, 230050, 230054, 230071, 230072]],
  [
    'edit',
    'give_up',
    [
      230001, 230002, 230006, 230011, 230013, 230018, 230022, 230027, 230028, 230035, 230038, 230050, 230054, 230055,
      230071, 230110, 232009,
    ],
  ],
  ['edit', 'retry', [230020]],
  ['edit', 'split', [230025]],
  ['edit', 'send_anew', [230072, 230073, 230074, 230075]],
  ['patch', 'give_up', [230001, 230006, 230011, 230013, 230027, 230028, 230110, 232009]],
  ['patch', 'retry', [230020]],
  ['patch', 'split', [230025]],
  ['patch', 'send_anew', [230031]],
  ['patch', 'plainer', [230099]],
  ['recall', 'give_up', [230001, 230006, 230009, 230013, 230026, 230027, 230050, 230054, 232009]],
  ['recall', 'done', [230011, 230110]],
  [
    'react',
    'give_up',
    [
      230110, 231001, 231002, 231003, 231004, 231005, 231006, 231008, 231012, 231013, 231014, 231017, 231018, 231019,
      231020, 231021, 231022, 232009,
    ],
  ],
  ['react', 'retry_soon', [231015]],
  ['unreact', 'done', [230110, 231003, 231005, 231010, 231011]],
  [
    'unreact',
    'give_up',
    [231001, 231004, 231007, 231008, 231012, 231013, 231018, 231019, 231020, 231021, 231022, 232009],
  ],
  ['unreact', 'retry_soon', [231015]],
  ['follow_ups', 'give_up', [230001, 230002, 230003, 230004, 230005, 230006, 230007]],
  ['follow_ups', 'done', [230008]],
  ['card_create', 'other_way', [10002, 300302, 300303, 99991672]],
  ['card_create', 'split', [200860, 300305]],
  ['card_create', 'plainer', [200220, 300301, 300307]],
  ['card_write', 'other_way', [10002, 300302, 300310, 300311, 300313]],
  ['card_write', 'send_anew', [200740, 200750]],
  ['card_write', 'done', [200770]],
  ['card_write', 'retry_soon', [200810]],
  ['card_write', 'reopen', [200850, 300309]],
  ['card_write', 'higher', [300317, 300120]],
  ['card_write', 'split', [200860]],
  ['card_write', 'plainer', [200220, 300307]],
  ['card_settings', 'other_way', [10002, 300302, 300311]],
  ['card_settings', 'send_anew', [200740, 200750]],
  ['card_settings', 'done', [200770]],
  ['card_settings', 'retry_soon', [200810]],
  ['card_settings', 'higher', [300317]],
  ['card_settings', 'retry', [300122]],
  ['card_replace', 'higher', [300317]],
  ['card_replace', 'retry_soon', [200810]],
  ['upload', 'give_up', [234001, 234002, 234006, 234007, 234010, 234011, 234039, 234041]],
  ['upload', 'retry', [232096, 234042]],
];
const cases = documented.flatMap(([operation, action, codes]) =>
  codes.map((code) => [operation, code, action] as const),
);

test.each(cases)('%s: after %i, %s', (operation, code, action) => {
  const fault = sendFaultOf(operation, code);
  expect(fault.action).toBe(action);
  expect(fault.why.en).toMatch(/^[A-Z].*[^.]$/);
  expect(fault.why.zh).toMatch(/\p{Script=Han}/u);
});

describe('whom a refusal is about', () => {
  test.each([
    ['reply', 230011, 'target'],
    ['react', 231003, 'target'],
    ['send', 230002, 'chat'],
    ['send', 232009, 'chat'],
    ['send', 230053, 'person'],
    ['send', 230027, 'app'],
    ['follow_ups', 230002, 'message'],
    ['follow_ups', 230006, 'message'],
    ['send', 230006, 'app'],
  ] as const)('%s, %i: %s', (operation, code, concerns) => {
    expect(sendFaultOf(operation, code).concerns).toBe(concerns);
  });

  test.each(sendOperations)('%s: a limit of the app never gives up', (operation) => {
    expect(sendFaultOf(operation, 99991400).action).toBe('retry');
  });
});

test('what is wrong with a card stands in the words of 230099', () => {
  const tables =
    'Failed to create card content, ext=ErrCode: 11310; ErrMsg: card table number over limit; ErrorValue: table;';
  expect(sendFaultOf('send', 230099, tables).action).toBe('fewer_tables');
  expect(sendFaultOf('send', 230099, 'ext=ErrCode: 200861; ErrMsg: cardid is invalid').action).toBe('done');
  expect(sendFaultOf('send', 230099, 'ext=ErrCode: 200621; ErrMsg: parse card json err').why.en).toContain('200621');
});

test('an unknown code is not tried again, and is named', () => {
  expect(sendFaultOf('send', 424242)).toMatchObject({
    action: 'give_up',
    why: { en: expect.stringContaining('424242') },
  });
});

describe('what a messenger throws', () => {
  const lost = new TransientError({ code: 'lark.network.failed', message: untranslated('No answer') });
  const refused = (platformCode: number, family: 'config' | 'transient') =>
    new (family === 'config' ? ConfigError : TransientError)({
      code: 'lark.call.failed',
      message: untranslated(`code ${platformCode}`),
      details: { platformCode },
    });

  test('a lost answer: nobody knows whether it was done', () => {
    expect(judgeSendError('send', lost)).toMatchObject({ action: 'retry', isUnknown: true });
  });

  test('a refusal by its code, of the platform in its details', () => {
    expect(judgeSendError('card_write', refused(300317, 'config'))).toMatchObject({
      action: 'higher',
      isUnknown: false,
    });
  });

  test('an unknown code that the client takes for passing is tried again', () => {
    expect(judgeSendError('send', refused(424242, 'transient'))).toMatchObject({ action: 'retry', isUnknown: false });
  });

  test('what is no refusal, and of the settings, is about the app', () => {
    const error = new ConfigError({ code: 'lark.call.failed', message: untranslated('No proxy') });
    expect(judgeSendError('send', error)).toMatchObject({ action: 'give_up', concerns: 'app' });
  });
});
