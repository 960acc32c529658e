import { expect, test } from 'vitest';
import type { Logger } from '../../../model/logger.ts';
import { KeptTally } from './kept-tally.ts';
import { tallyWithLog } from './tally-with-log.ts';

function logged() {
  const lines: unknown[] = [];
  let now = 0;
  const logger: Logger = {
    debug: () => undefined,
    info: (message, details) => void lines.push([message, details]),
    warn: (message, details) => void lines.push([message, details]),
  };
  const tally = tallyWithLog({ tally: new KeptTally(), logger, clock: { elapsed: () => now } });
  return {
    tally,
    taken: () => lines.splice(0),
    later: (ms: number) => {
      now += ms;
    },
  };
}

test('a handler that fails again and again is told of once, once more when it is left in peace, and when it answers', () => {
  const { tally, taken } = logged();
  for (let times = 0; times < 5; times++) tally.count('answer', 'hd_1', 'handler.failed');
  expect(taken()).toEqual([['A handler has failed', { handler: 'hd_1', code: 'handler.failed' }]]);
  for (const status of ['handler.paused', 'handler.paused', 'handler.failed', 'handler.paused'])
    tally.count('answer', 'hd_1', status);
  expect(taken()).toEqual([
    ['A handler has failed many times in a row and is left in peace for a while', { handler: 'hd_1' }],
  ]);
  tally.count('answer', 'hd_1', 'ok');
  tally.count('answer', 'hd_1', 'ok');
  expect(taken()).toEqual([['A handler answers again', { handler: 'hd_1' }]]);
});

test('turns that die are told of once a minute for a trigger, with how many more there were', () => {
  const { tally, taken, later } = logged();
  for (let times = 0; times < 3; times++) tally.count('turn', 'tr_1', 'dead');
  tally.count('turn', 'tr_2', 'dead');
  tally.count('turn', 'tr_2', 'answered');
  expect(taken()).toMatchObject([
    [expect.anything(), { trigger: 'tr_1' }],
    [expect.anything(), { trigger: 'tr_2' }],
  ]);
  later(60_000);
  tally.count('turn', 'tr_1', 'dead');
  expect(taken()).toMatchObject([[expect.anything(), { trigger: 'tr_1', more: 2 }]]);
});
