import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** As changes name what was done: `action: 'pipeline.pause'`, also where one of two is chosen. */
const named =
  /'((?:account|alert|alert_channel|destination|event|handler|installation|integration|keys|person|pipeline|receiver|reply|run|service|session|sign-in-provider|tenant|token|trigger|turn|worker)\.[\w.-]+)'/g;
/** Made of a kind and a step: `event.${steer}`. */
const composed = [
  'event.replay',
  'event.retry',
  'event.discard',
  'receiver.disconnect',
  'receiver.reconnect',
  'receiver.refresh',
  ...['close', 'pin', 'unpin', 'hand-over', 'take-back', 'continue', 'reset', 'fork'].map((act) => `session.${act}`),
];

test('every action of the audit has words in the console, and no words are of an action that there is not', () => {
  const files = globSync('src/control/**/*.ts', { exclude: (name) => name.endsWith('.test.ts') });
  const lines = files
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => /\baction\b/.test(line));
  const done = new Set([
    ...composed,
    ...lines.flatMap((line) => [...line.matchAll(named)].map(([, name = '']) => name)),
  ]);
  const words = readFileSync('console/src/pages/audit/action-texts.ts', 'utf8');
  const told = [...words.matchAll(/^ {2}'([^']+)': \{/gm)].map(([, name = '']) => name);
  expect(done.size).toBeGreaterThan(50);
  expect(told.sort()).toEqual([...done].sort());
});
