import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomFor } from '../../src/sandbox/random.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { type JsonObject, readObject, readObjects, readText } from '../../src/util/json.ts';
import { Conversation, configure, lastStates, parseMessage, streamOfState } from '../support/airbyte-protocol.ts';
import { sourceConfig, startTenant } from '../support/airbyte-tenant.ts';
import { runSource, spawnSource } from '../support/run-source.ts';

/** The connector as a process: how it is stopped, killed, and read slowly. */
const rounds = Number(process.env.CRASH_ROUNDS ?? 3);
const random = randomFor(Number(process.env.CRASH_SEED ?? 1));
const bases = [
  { tables: 2, records: 12_000 },
  { tables: 1, records: 8_000 },
];
const search = '/open-apis/bitable/v1/apps/:app_token/tables/:table_id/records/search';
let sandbox: Sandbox;
let catalog: JsonObject;
let config: JsonObject;
/** Every tenant of these settings has the same streams. */
beforeAll(async () => {
  await using tenant = await startTenant({ bases });
  catalog = configure((await runSource('discover', { config: sourceConfig(tenant) })).streams);
});
beforeEach(async () => {
  sandbox = await startTenant({ bases });
  config = sourceConfig(sandbox);
});
afterEach(async () => {
  await sandbox.close();
});

describe('the end of a process', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s ends it by that signal, at once and without a word of error',
    async (signal) => {
      let isSent = false;
      const ran = await runSource(
        'read',
        { config, catalog },
        {
          onMessage: (message, child) => {
            if (message.type !== 'RECORD' || isSent) return;
            isSent = true;
            child.kill(signal);
          },
        },
      );
      expect(ran.signal).toBe(signal);
      // At once: the pages of the tables are not read to their end before.
      expect(sandbox.stats().endpoints[search]?.calls ?? 0).toBeLessThan(56);
      expect(ran.error).toBe('');
      expect(ran.errors).toEqual([]);
    },
  );

  test('a reader who leaves ends it quietly', async () => {
    const { child, folder } = spawnSource('read', { config, catalog });
    let error = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      error += text;
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const [code] = await once(child, 'close');
    rmSync(folder, { recursive: true });
    expect(error).toBe('');
    expect(code).toBe(1);
  });

  test('a reader who takes the first message of discover and leaves does no harm', async () => {
    const { child, folder } = spawnSource('discover', { config });
    let error = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      error += text;
    });
    child.stdout?.once('data', () => {
      child.stdout?.destroy();
      child.kill('SIGTERM');
    });
    await once(child, 'close');
    rmSync(folder, { recursive: true });
    expect(error).toBe('');
  });
});

test('a slow reader slows the reading: calls stop, and memory does not grow', async () => {
  const { child, folder } = spawnSource('read', { config, catalog });
  const { stdout } = child;
  if (stdout === null) throw new Error('no stdout');
  stdout.pause();
  const callsNow = (): number => Object.values(sandbox.stats().endpoints).reduce((sum, { calls }) => sum + calls, 0);
  // With nobody reading, the calls come to rest long before the 56 pages of the tables are read.
  let before = -1;
  await expect
    .poll(
      () => {
        const isResting = callsNow() === before && before > 0;
        before = callsNow();
        return isResting;
      },
      { interval: 1_000, timeout: 30_000 },
    )
    .toBe(true);
  expect(sandbox.stats().endpoints[search]?.calls ?? 0).toBeLessThan(30);
  let text = '';
  stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  stdout.resume();
  const [code] = await once(child, 'close');
  rmSync(folder, { recursive: true });
  expect(code).toBe(0);
  const told = new Conversation(text.split('\n').filter(Boolean).map(parseMessage));
  expect(told.rows('base_records')).toHaveLength(2 * 12_000 + 8_000);
});

test(
  `killed ${rounds} times at random: what lies before the last states and what is read from them on is everything`,
  async () => {
    await sandbox.close();
    sandbox = await startTenant({ bases: bases.map(({ tables, records }) => ({ tables, records: records / 2 })) });
    config = sourceConfig(sandbox);
    const truth = new Conversation((await runSource('read', { config, catalog })).messages);
    const keys = new Map(
      readObjects(catalog, 'streams').map((entry) => {
        const stream = readObject(entry, 'stream');
        const paths = Array.isArray(stream.source_defined_primary_key) ? stream.source_defined_primary_key : [];
        return [
          readText(stream, 'name') ?? '',
          paths.map((path) => String(Array.isArray(path) ? path[0] : '')),
        ] as const;
      }),
    );
    const keyOf = (record: JsonObject): string =>
      JSON.stringify(
        (keys.get(readText(record, 'stream') ?? '') ?? []).map((column) => readObject(record, 'data')[column]),
      );
    const held = new Map([...keys.keys()].map((name) => [name, new Set<string>()]));
    let states: JsonObject[] = [];
    let finished = false;
    for (let round = 0; !finished; round++) {
      // What a platform does with records whose state has not come is its own business: here they are thrown away.
      const pending = new Map<string, string[]>();
      const ran = await runSource(
        'read',
        { config, catalog, state: lastStates(states) },
        {
          onMessage: ((upTo) => (message, child) => {
            if (message.type === 'RECORD') {
              const record = readObject(message, 'record');
              const name = readText(record, 'stream') ?? '';
              const keysOfStream = pending.get(name) ?? [];
              keysOfStream.push(keyOf(record));
              pending.set(name, keysOfStream);
              if (round < rounds && --upTo <= 0) child.kill('SIGKILL');
            }
            if (message.type !== 'STATE') return;
            const state = readObject(message, 'state');
            const name = streamOfState(state);
            for (const key of pending.get(name) ?? []) held.get(name)?.add(key);
            pending.set(name, []);
            states.push(state);
          })(random.int(15_000)),
        },
      );
      states = lastStates(states);
      finished = ran.signal === null;
      if (finished) expect(ran.code).toBe(0);
    }
    for (const [name, own] of held) {
      for (const record of truth.records.filter((one) => one.stream === name))
        expect(own.has(keyOf(record)), `${name} ${keyOf(record)}`).toBe(true);
    }
  },
  60_000 + rounds * 30_000,
);
