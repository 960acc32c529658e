import { describe, expect, test } from 'vitest';
import { MessageWriter } from '../../src/airbyte/message-writer.ts';
import { readStreams } from '../../src/airbyte/read-streams.ts';
import { modules } from '../../src/feeds/registry.ts';
import type { Source } from '../../src/model/source.ts';
import type { Row, Stream } from '../../src/model/stream.ts';
import { readObject, readText } from '../../src/util/json.ts';
import { Conversation, configure, parseMessage } from '../support/airbyte-protocol.ts';

const streams = (await Promise.all(modules.map((module) => module.loadStreams()))).flat();
const never = (): never => {
  throw new Error('not asked for');
};

/** Reads a source that delivers these rows of one stream, and says that this is everything. */
async function read(stream: Stream, rows: readonly Row[], breaksOff = false): Promise<Conversation> {
  const source: Source = {
    id: 'tenant',
    discover: async () => ({ streams, unlisted: [] }),
    check: never,
    plan: never,
    refresher: never,
    subscribe: never,
    close: async () => {},
    async *read() {
      yield { kind: 'rows', stream: stream.name, rows };
      yield { kind: 'state', module: stream.module, slice: 'x', state: { cursor: 1 } };
      if (breaksOff) throw new Error('broken off');
      yield { kind: 'complete', streams: streams.map(({ name }) => name) };
    },
  };
  let text = '';
  const writer = new MessageWriter({
    write: async (bytes) => {
      text += bytes.toString('utf8');
    },
    scrub: (said) => said,
  });
  const reading = readStreams({
    source,
    catalog: configure(streams.map(({ name }) => ({ name, supported_sync_modes: ['full_refresh'] }))),
    state: undefined,
    writer,
    clock: {
      now: () => 1_800_000_000_000,
      elapsed: () => 1_800_000_000_000,
      sleep: (_, signal) => new Promise((_, end) => signal?.addEventListener('abort', end)),
    },
    signal: new AbortController().signal,
    newLineage: () => 'lineage',
  });
  if (breaksOff) await reading.catch(() => undefined);
  else expect(await reading).toBe(false);
  await writer.flush();
  return new Conversation(text.split('\n').filter(Boolean).map(parseMessage));
}

const whole = ({ primaryKey, columns }: Stream): Row =>
  Object.fromEntries(
    primaryKey.map((key) => [key, columns.find(({ name }) => name === key)?.type === 'integer' ? 1 : 'there']),
  );
const without = (row: Row, column: string): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));

test('there are streams', () => {
  expect(streams.length).toBeGreaterThan(20);
});

describe.each(streams)('$name', (stream) => {
  test.each(stream.primaryKey)(
    'a record without a value in %s is told, not sent, and its stream is INCOMPLETE',
    async (column) => {
      const row = whole(stream);
      const told = await read(stream, [{ ...row, [column]: null }, row, without(row, column)]);

      expect(told.rows(stream.name)).toEqual([row]);
      expect(told.endedAs('INCOMPLETE')).toEqual([stream.name]);
      expect(told.endedAs('COMPLETE')).toHaveLength(streams.length - 1);
      expect(told.errors).toHaveLength(1);
      expect(readText(told.errors[0] ?? {}, 'message')).toContain(`2 records of ${stream.name} came without an id`);
      const counts = told.statesOf(stream.name).map((state) => readObject(state, 'sourceStats').recordCount);
      expect(counts).toEqual([1]);
    },
  );
});

test('what was taken out before a read breaks off is told as well', async () => {
  const [stream] = streams;
  if (stream === undefined) throw new Error('no stream');
  const told = await read(stream, [without(whole(stream), stream.primaryKey[0] ?? '')], true);

  expect(told.rows(stream.name)).toEqual([]);
  expect(told.errors.map((error) => readText(error, 'message'))).toEqual([expect.stringContaining('without an id')]);
});
