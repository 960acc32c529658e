import { expect, test } from 'vitest';
import { newOutboxRow, newSessionMessage, newTurn } from '../../../test/support/trigger-rows.ts';
import { messageOf } from '../../../test/support/trigger-things.ts';
import { type BodyVault, SealedText } from '../../model/triggers/sealed-text.ts';
import type { StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import { openRow, openSaid, openTurn, ownerOf, sealAct, sealEvent, sealMessage, sealSaid } from './sealed-rows.ts';

/** Opens only where it was sealed; what was sealed for an owner that is erased, nowhere. */
function bodiesIn(erased: readonly string[] = []): BodyVault {
  return {
    seal: async ({ kind, id }, boundTo, text) =>
      new SealedText(`v1.${kind}.${id}.${Buffer.from(JSON.stringify([boundTo, text])).toString('base64url')}`),
    open: async ({ value }, boundTo) => {
      const [, , id = '', sealed = ''] = value.split('.');
      const [at, text]: unknown[] = JSON.parse(Buffer.from(sealed, 'base64url').toString());
      return at === boundTo && !erased.includes(id) ? String(text) : undefined;
    },
  };
}

const stored = {
  seq: 1,
  attempt: 0,
  failures: 0,
  tokens: 0,
  lastError: undefined,
  endedAt: undefined,
  laterUntil: undefined,
  replay: undefined,
};

test('a turn is opened with its messages, but for those that were recalled', async () => {
  const bodies = bodiesIn();
  const owner = ownerOf({ sessionId: 'se_1', triggerId: 'tr_1' });
  const said = ['om_1', 'om_2'].map((id) => messageOf({ id, text: '第 2 句' }));
  const messages = await Promise.all(said.map((message) => sealMessage(bodies, owner, message, 5)));
  expect(messages[0]).toMatchObject({ messageId: 'om_1', senderOpenId: 'ou_ann', at: 5, length: 5 });
  const turn = { ...newTurn('tu_1', { sessionId: 'se_1', messages }), ...stored };
  expect(await openTurn(bodies, turn)).toMatchObject({ id: 'tu_1', messages: said, event: undefined });
  const recalled = { ...turn, messages: messages.map((one, at) => (at === 0 ? { ...one, body: undefined } : one)) };
  expect((await openTurn(bodies, recalled)).messages).toEqual([said[1]]);
  expect((await openTurn(bodiesIn(['se_1']), turn)).messages).toEqual([]);
});

test('an event outside of sessions is sealed for its trigger', async () => {
  const bodies = bodiesIn();
  const event = { id: 'ev_1', type: 'approval.approval', createdAt: 5, body: { a: [1] } };
  const owner = ownerOf({ sessionId: undefined, triggerId: 'tr_1' });
  const turn = { ...newTurn('tu_1', { messages: [], event: await sealEvent(bodies, owner, event) }), ...stored };
  expect((await openTurn(bodies, turn)).event).toEqual(event);
  expect((await openTurn(bodiesIn(['tr_1']), turn)).event).toEqual({ ...event, body: {} });
});

test('what is to be said is opened as it was meant; a stream is final when its row says so', async () => {
  const bodies = bodiesIn();
  const act = { kind: 'stream', target: { kind: 'chat', chatId: 'oc_1' }, text: '你', isFinal: false } as const;
  const body = await sealAct(bodies, { kind: 'session', id: 'se_1' }, 'ob_1', act);
  const rest = {
    attempts: 0,
    revision: 2,
    done: {},
    state: 'queued',
    lastError: undefined,
    endedAt: undefined,
  } as const;
  const row: StoredOutboxRow = { ...newOutboxRow('ob_1', { kind: 'stream', body, isFinal: true }), ...rest, seq: 1 };
  expect(await openRow(bodies, row)).toEqual({
    ...{
      id: 'ob_1',
      turnId: undefined,
      integrationId: 'in_1',
      tenantKey: 't1',
      lane: 'oc_1',
      seq: 1,
      uuid: 'ob_1',
      nextAt: 1,
    },
    ...{ attempts: 0, done: {}, state: 'queued', lastError: undefined },
    // Nobody has written its end: it was cut.
    act: { ...act, text: '你 …', isFinal: true },
  });
  expect(await openRow(bodies, { ...row, body: undefined })).toBeUndefined();
  expect(await openRow(bodies, { ...row, id: 'ob_2' })).toBeUndefined();
  const whole = await sealAct(bodies, { kind: 'session', id: 'se_1' }, 'ob_1', { ...act, isFinal: true });
  expect((await openRow(bodies, { ...row, body: whole }))?.act).toMatchObject({ text: '你' });
  const sign = { kind: 'react', messageId: 'om_1', emoji: 'OnIt' } as const;
  const put = await sealAct(bodies, { kind: 'session', id: 'se_1' }, 'ob_1', sign);
  expect((await openRow(bodies, { ...row, kind: 'unreact', body: put }))?.act).toEqual({ ...sign, kind: 'unreact' });
});

test('what was said in a session is opened in its order', async () => {
  const bodies = bodiesIn();
  const said = ['m1', 'm2'].map((id) => {
    const { body: _, ...message } = newSessionMessage(id);
    return { ...message, text: `said ${id}` };
  });
  const messages = await Promise.all(said.map((message) => sealSaid(bodies, message)));
  expect(await openSaid(bodies, messages)).toEqual(said);
  expect(await openSaid(bodiesIn(['se_1']), messages)).toEqual([]);
});
