import { expect, test } from 'vitest';
import { modules } from '../../src/feeds/registry.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { expectedRows } from '../support/expected-rows.ts';

test('expected-rows names every stream of every module: the truth tests compare no other', async () => {
  const streams = (await Promise.all(modules.map((module) => module.loadStreams()))).flat();
  const nowMs = Date.now();
  await using sandbox = await startSandbox({ users: 5, limits: 'off' });
  const expected = await expectedRows(sandbox, {
    attendanceFrom: new Date(nowMs).toISOString().slice(0, 10),
    nowMs,
  });

  const named = Object.keys(expected);
  expect(streams.map(({ name }) => name).filter((name) => !named.includes(name))).toEqual([]);
});
