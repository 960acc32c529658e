import { expect, test } from 'vitest';
import { readCommand } from '../commands/read-command.ts';
import { planCommand } from './plan-command.ts';
import type { OpenTurn } from './plan-message.ts';

const turn = (id: string, state: OpenTurn['state'], senderOpenId: string): OpenTurn => ({
  id,
  sessionId: 'ses_1',
  version: 1,
  state,
  firstAt: 0,
  messages: [{ messageId: `m_${id}`, senderOpenId, at: 0, length: 1, body: undefined }],
  replay: undefined,
});
const open = [turn('t1', 'working', 'ou_ann'), turn('t2', 'ready', 'ou_bob'), turn('t3', 'gathering', 'ou_ann')];

function planned(text: string, isDirect = false, of = open) {
  const command = readCommand({ text, mentions: [] });
  if (command === undefined) throw new Error(text);
  return planCommand(command, { senderOpenId: 'ou_ann', isDirect, open: of });
}

test('/stop ends what its person has begun, and in a group nothing of others', () => {
  expect(planned('/stop')).toEqual({ kind: 'command', cancels: ['t1', 't3'], flushes: [] });
  expect(planned('停止', true)).toEqual({ kind: 'command', cancels: ['t1', 't2', 't3'], flushes: [] });
});

test('a word to stop is a message where there is nothing to stop; /stop is always a command', () => {
  expect(planned('取消', false, [])).toEqual({ kind: 'message' });
  expect(planned('/取消', false, [])).toEqual({ kind: 'command', cancels: [], flushes: [] });
});

test('/new lets what was said before it go on by itself', () => {
  expect(planned('/new')).toEqual({ kind: 'command', cancels: [], flushes: ['t3'] });
});

test.each(['/help', '/status', '/whoami'])('%s touches nothing', (text) => {
  expect(planned(text)).toEqual({ kind: 'command', cancels: [], flushes: [] });
});
