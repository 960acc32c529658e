import { expect, test } from 'vitest';
import { readStreams } from '../../src/airbyte/read-streams.ts';
import type { Source } from '../../src/model/source.ts';

const never = (): never => {
  throw new Error('not asked for');
};
const source: Source = {
  id: 'tenant',
  discover: async () => ({ streams: [], unlisted: [] }),
  check: never,
  plan: never,
  refresher: never,
  subscribe: never,
  read: never,
  close: async () => {},
};
const stateOf = (stream_state: unknown) =>
  JSON.parse(
    JSON.stringify([{ type: 'STREAM', stream: { stream_descriptor: { name: 'contact_users' }, stream_state } }]),
  );

async function read(state: unknown): Promise<string> {
  const sent: string[] = [];
  const { MessageWriter } = await import('../../src/airbyte/message-writer.ts');
  const writer = new MessageWriter({
    write: async (bytes) => {
      sent.push(bytes.toString());
    },
    scrub: (text: string) => text,
  });
  await readStreams({
    source,
    catalog: { streams: [] },
    state: stateOf(state),
    writer,
    clock: { now: () => 0, elapsed: () => 0, sleep: async () => {} },
    signal: new AbortController().signal,
    newLineage: () => 'l',
  });
  await writer.flush();
  return sent.join('');
}

test('a state of a newer version is refused', async () => {
  await expect(read({ version: 2 })).rejects.toMatchObject({ code: 'state.version.newer', family: 'config' });
});

test.each(['x', 7, [], {}, { version: 0 }, { version: '1' }])(
  '%j is ignored with a warning and its cost',
  async (state) => {
    expect(await read(state)).toMatch(/Ignored the state of contact_users.*costs as much as its first sync/);
  },
);

test('a stream that the platform begins anew is nothing to warn of', async () => {
  expect(await read(null)).not.toContain('Ignored');
});
