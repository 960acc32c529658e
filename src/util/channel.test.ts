import { expect, test } from 'vitest';
import { Channel } from './channel.ts';
import { merge } from './merge.ts';

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

test('a writer waits while the weight is at the bound, and everything arrives in order', async () => {
  const channel = new Channel<number>(3);
  let inside = 0;
  let most = 0;
  const writing = (async () => {
    for (let value = 0; value < 100; value++) {
      await channel.push(value);
      most = Math.max(most, ++inside);
    }
    channel.close();
  })();
  const seen: number[] = [];
  for await (const value of channel) {
    inside--;
    seen.push(value);
  }
  await writing;

  expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(most).toBeLessThanOrEqual(4);
});

test('a channel delivers its items before it throws a failure', async () => {
  const channel = new Channel<string>(10);
  await channel.push('a');
  channel.fail(new Error('broken'));
  const seen: string[] = [];

  await expect(
    (async () => {
      for await (const value of channel) seen.push(value);
    })(),
  ).rejects.toThrow('broken');
  expect(seen).toEqual(['a']);
});

test('a writer that waits learns that the reader has left', async () => {
  const channel = new Channel<number>(1);
  await channel.push(1);
  const waiting = Promise.all([channel.push(2), channel.push(3)]);
  for await (const _ of channel) break;

  await expect(waiting).rejects.toThrow('closed');
});

test('merge keeps each source in its order and reads no more of them at once than asked', async () => {
  let running = 0;
  let most = 0;
  const source = (name: string) =>
    async function* (): AsyncGenerator<string> {
      most = Math.max(most, ++running);
      for (let step = 0; step < 5; step++) {
        await Promise.resolve();
        yield `${name}${step}`;
      }
      running--;
    };
  const all = await collect(merge(['a', 'b', 'c', 'd', 'e'].map(source), { concurrency: 2 }));

  expect(all).toHaveLength(25);
  for (const name of ['a', 'e']) {
    expect(all.filter((value) => value.startsWith(name))).toEqual([0, 1, 2, 3, 4].map((step) => `${name}${step}`));
  }
  expect(most).toBe(2);
});

test('merge throws the first failure, and a reader that leaves stops the sources', async () => {
  async function* endless(): AsyncGenerator<number> {
    for (let value = 0; ; value++) yield value;
  }
  async function* failing(): AsyncGenerator<number> {
    yield 1;
    throw new Error('broken');
  }
  await expect(collect(merge([endless, failing], { concurrency: 2 }))).rejects.toThrow('broken');
  for await (const value of merge([endless, endless], { concurrency: 2 })) if (value > 10) break;
});
