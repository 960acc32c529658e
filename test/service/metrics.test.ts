import { expect, test } from 'vitest';
import { usualCircuit } from '../../src/handlers/circuit.ts';
import { withCircuit } from '../../src/handlers/with-circuit.ts';
import { systemClock } from '../../src/model/clock.ts';
import { TransientError, toLarkstreamError } from '../../src/model/errors.ts';
import type { Handler } from '../../src/model/triggers/handler.ts';
import { loadMetrics } from '../../src/operations/serve/load-metrics.ts';
import { makeBot } from '../support/bot-rows.ts';
import { handlerRequest } from '../support/handler-requests.ts';
import { newServiceStore } from '../support/service-store.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

test('a process that has been silent for fifteen seconds is in no figure any more', async () => {
  const server = await sharedPostgres();
  await using opened = await newServiceStore(server);
  const { store, url } = opened;
  const member = { host: 'a', programVersion: '1', roles: ['worker'] as const, slots: 4, drainingSince: undefined };
  for (const pid of [1, 2]) await store.members.join({ ...member, id: `mem_${pid}`, pid, startedAt: Date.now() });
  const figures = async () => {
    const text = await loadMetrics({ store, clock: systemClock, version: '1' });
    return /^larkstream_members\{role="worker"\} (\d+)$[\s\S]*^larkstream_worker_slots (\d+)$/m.exec(text)?.slice(1);
  };
  expect(await figures()).toEqual(['2', '8']);
  await server.query(url, `UPDATE larkstream.members SET seen_at = seen_at - 15001 WHERE id = 'mem_2'`);
  expect(await figures()).toEqual(['1', '4']);
});

test('a handler that is left in peace is told while turns wait for that', async () => {
  await using opened = await newServiceStore(await sharedPostgres());
  const { store } = opened;
  const now = await store.now();
  const clock = { now: () => 0, elapsed: () => 0, sleep: async () => {} };
  const refusing: Handler = {
    // biome-ignore lint/correctness/useYield: it fails before it says anything
    handle: async function* () {
      throw new TransientError({ code: 'handler.failed', message: { en: 'Busy', zh: '繁忙' } });
    },
  };
  const { handle } = withCircuit(refusing, { clock, random: () => 0, settings: { ...usualCircuit, failures: 1 } });
  const ask = async (): Promise<unknown> =>
    await Array.fromAsync(
      handle(handlerRequest(), {
        signal: new AbortController().signal,
        download: () => Promise.reject(new Error('nothing is attached')),
      }),
    ).catch((thrown: unknown) => thrown);
  await ask();
  const bot = await makeBot(store, 'left', now);
  const { message } = toLarkstreamError(await ask()).texts;
  const open = async () =>
    (await loadMetrics({ store, clock: systemClock, version: '1' }))
      .split('\n')
      .filter((line) => line.startsWith('larkstream_handler_circuit_open{'));
  const labels = '{handler="ha_left",name="ha_left",kind="http"}';
  expect(await open()).toEqual([`larkstream_handler_circuit_open${labels} 0`]);
  await bot.end({ state: 'retrying', lastError: message, dueAt: now + 600_000, usesNoTry: true }, now);
  expect(await open()).toEqual([`larkstream_handler_circuit_open${labels} 1`]);
  expect((await store.handlers.troubles()).get('ha_left')).toMatchObject({ turns: 1, pausedUntil: now + 600_000 });
});

test('a handler fails while turns wait for another try, and no longer than that', async () => {
  await using opened = await newServiceStore(await sharedPostgres());
  const { store } = opened;
  const now = await store.now();
  const bot = await makeBot(store, 'fails', now);
  expect(await store.handlers.troubles()).toEqual(new Map());
  const lastError = { en: 'Busy', zh: '繁忙' };
  await bot.end({ state: 'retrying', lastError, dueAt: now + 600_000 }, now);
  const oldestAt = expect.any(Number);
  expect(await store.handlers.troubles()).toEqual(
    new Map([['ha_fails', { turns: 1, oldestAt, pausedUntil: undefined }]]),
  );
});

test('what several processes have counted of bots is told together, with how bots stand, and of none of their people', async () => {
  await using opened = await newServiceStore(await sharedPostgres());
  const { store } = opened;
  const now = await store.now();
  const bot = await makeBot(store, 'leave', now - 60_000);
  await bot.fail(now - 60_000);
  const taken = { name: 'decision', subjectId: 'tr_leave', label: 'taken' } as const;
  const asked = { name: 'asked', subjectId: '', label: '150', value: 2 } as const;
  await store.tallies.add([{ ...taken, value: 2 }, { ...taken, subjectId: 'tr_gone', value: 9 }, asked], now);
  await store.tallies.add(
    [
      { ...taken, value: 3 },
      { ...asked, label: 'sum', value: 240 },
    ],
    now,
  );
  const lines = (await loadMetrics({ store, clock: systemClock, version: '1' })).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'larkstream_triggers{state="published"} 1',
      'larkstream_turns{trigger="tr_leave",name="tr_leave",state="retrying"} 1',
      'larkstream_handler_retrying{handler="ha_leave",name="ha_leave",kind="http"} 1',
      'larkstream_decisions_total{trigger="tr_leave",name="tr_leave",outcome="taken"} 5',
      '# TYPE larkstream_turn_begin_seconds histogram',
      'larkstream_turn_begin_seconds_bucket{le="0.1"} 0',
      'larkstream_turn_begin_seconds_bucket{le="0.15"} 2',
      'larkstream_turn_begin_seconds_bucket{le="+Inf"} 2',
      'larkstream_turn_begin_seconds_sum 0.24',
      'larkstream_turn_begin_seconds_count 2',
    ]),
  );
  expect(lines.join('\n')).not.toMatch(/tr_gone|ou_|oc_/);
});
