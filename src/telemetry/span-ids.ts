import { createHash } from 'node:crypto';
import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace';

/** Ids of spans: random, or made of a name, so that processes that never meet give the same work the same ids. */
export class SpanIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #digest: string | undefined;

  /** The span that `begin` starts has the ids of the name. */
  named<T>(name: string | undefined, begin: () => T): T {
    this.#digest = name === undefined ? undefined : createHash('sha256').update(name).digest('hex');
    try {
      return begin();
    } finally {
      this.#digest = undefined;
    }
  }

  generateTraceId(): string {
    return this.#digest?.slice(0, 32) ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#digest?.slice(32, 48) ?? this.#random.generateSpanId();
  }
}
