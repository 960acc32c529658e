import { Channel } from './channel.ts';

interface MergeOptions {
  /** How many of the sources are read at the same time. */
  readonly concurrency: number;
  /** How many values wait for the reader before the sources are held back. */
  readonly buffer?: number;
}

/**
 * Reads several sources at once into one sequence. Each source's own order is kept; the first failure stops all and is
 * thrown. Sources are taken lazily from `sources`, so a long list costs nothing before its turn.
 */
export async function* merge<T>(
  sources: Iterable<() => AsyncIterable<T>> | AsyncIterable<() => AsyncIterable<T>>,
  options: MergeOptions,
): AsyncGenerator<T, void, void> {
  const channel = new Channel<T>(options.buffer ?? options.concurrency);
  const iterator = Symbol.asyncIterator in sources ? sources[Symbol.asyncIterator]() : sources[Symbol.iterator]();
  let ended = false;
  const worker = async (): Promise<void> => {
    while (!ended) {
      const next = await iterator.next();
      if (next.done === true) return;
      for await (const value of next.value()) await channel.push(value);
    }
  };
  const workers = Array.from({ length: options.concurrency }, worker);
  const settled = Promise.all(workers).then(
    () => channel.close(),
    (reason: unknown) => channel.fail(reason),
  );
  try {
    yield* channel;
  } finally {
    ended = true;
    channel.close();
    await settled;
    await Promise.allSettled(workers);
  }
}
