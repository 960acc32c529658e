import { describe, expect, test } from 'vitest';
import { readScript } from './read-script.ts';
import { ScriptError } from './script-error.ts';
import type { ScriptFault } from './step.ts';

function faultsOf(script: string): readonly ScriptFault[] {
  try {
    readScript(script);
  } catch (reason) {
    if (reason instanceof ScriptError) return reason.faults;
    throw reason;
  }
  return [];
}

test.each([
  ['group "Ops" with ann, "Bob B"', { kind: 'group', name: 'Ops', mode: 'group', people: ['ann', 'Bob B'] }],
  ['topics "News" with ann', { kind: 'group', mode: 'topic' }],
  ['ann: hello: you', { kind: 'say', as: 'ann', place: { kind: 'direct' }, text: 'hello: you' }],
  ['ann in "Ops": @bot how many?', { kind: 'say', place: { kind: 'group', name: 'Ops' }, text: '@bot how many?' }],
  ['ann in thread: and these?', { kind: 'say', place: { kind: 'thread' } }],
  ['王伟 replies: 好的', { kind: 'say', as: '王伟', place: { kind: 'reply' }, text: '好的' }],
  ['ann here: more', { kind: 'say', place: { kind: 'here' } }],
  [
    '"Ann A" sends file "plan.pdf" in "Ops"',
    { kind: 'send', as: 'Ann A', what: 'file', name: 'plan.pdf', place: { name: 'Ops' } },
  ],
  ['ann sends image', { kind: 'send', what: 'image', place: { kind: 'direct' } }],
  ['wait for bot', { kind: 'wait', sought: undefined, withinMs: 10_000 }],
  ['wait for bot /3 approvals/i within 30 s', { kind: 'wait', sought: { source: '/3 approvals/i' }, withinMs: 30_000 }],
  ['wait for bot "a text" within 5s', { kind: 'wait', sought: { source: '"a text"' }, withinMs: 5_000 }],
  ['press "More" as ann', { kind: 'press', text: 'More', as: 'ann' }],
  ['tap "And whose?"', { kind: 'tap', text: 'And whose?', as: undefined }],
  ['expect toast "Done"', { kind: 'toast', sought: { source: '"Done"' } }],
  ['react thumbsup as ann', { kind: 'react', emoji: 'THUMBSUP', as: 'ann' }],
  ['unreact OK', { kind: 'unreact', emoji: 'OK' }],
  ['edit as ann: better', { kind: 'edit', text: 'better', as: 'ann' }],
  ['recall last', { kind: 'recall', as: undefined }],
  ['menu help as ann', { kind: 'menu', key: 'help', as: 'ann' }],
  ['open', { kind: 'open' }],
])('%s', (line, expected) => {
  expect(readScript(line)).toMatchObject([{ line: 1, ...expected }]);
});

test('remarks and empty lines are passed over, and what is indented belongs to the text above', () => {
  const steps = readScript('# a remark\n\nann: one\n  two\n    three\nrecall');
  expect(steps).toMatchObject([
    { line: 3, text: 'one\ntwo\nthree' },
    { line: 6, kind: 'recall' },
  ]);
});

describe('faults', () => {
  test('every wrong line is named, in both languages', () => {
    const faults = faultsOf('ann: fine\nshout loudly\nreact SHRUGGED\nwait for bot /(/\nexpect toast Done');
    expect(faults.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
    for (const { message } of faults) {
      expect(message.en).not.toBe('');
      expect(message.zh).toMatch(/\p{Script=Han}/u);
    }
  });

  test('what a pattern finds, and what a text finds', () => {
    const [pattern, part] = readScript('wait for bot /\\d+ approvals/\nwait for bot "(3)"');
    const fits = (step: typeof pattern, text: string) => step?.kind === 'wait' && step.sought?.fits(text);
    expect([fits(pattern, '12 approvals wait'), fits(pattern, 'no approvals')]).toEqual([true, false]);
    expect([fits(part, 'there are (3)'), fits(part, '3')]).toEqual([true, false]);
  });
});
