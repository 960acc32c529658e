import fc from 'fast-check';
import type { Change } from '../../src/model/change.ts';
import type { OpenedDestination } from '../../src/model/destination.ts';
import { TransientError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import type { RunReport } from '../../src/model/run-report.ts';
import type { ReadRequest, Source } from '../../src/model/source.ts';
import type { Row, Stream } from '../../src/model/stream.ts';
import type { WriteMode } from '../../src/model/write-mode.ts';
import { runSync } from '../../src/sync/run.ts';

/** What happens upstream: a thing is there with this value and these parts, or is gone. */
type Upstream =
  | { readonly id: string; readonly value: number; readonly parts: readonly string[] }
  | { readonly gone: string };

export interface Attempt {
  readonly changes: readonly Upstream[];
  /** After so many changes have been read: the source fails, the run is stopped, or the destination fails. */
  readonly interruption: { readonly kind: 'source' | 'stop' | 'destination'; readonly after: number } | null;
  /** Everything is listed, and what is missing is gone, instead of only what is new. */
  readonly isScan: boolean;
  /** How fast time goes by: the engine commits every three seconds. */
  readonly msPerLook: number;
  readonly batch: number;
}

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const upstream: fc.Arbitrary<Upstream> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ id, value: fc.nat(3), parts: fc.uniqueArray(fc.constantFrom('1', '2', '3')) }) },
  { weight: 1, arbitrary: fc.record({ gone: id }) },
);

export const attempts: fc.Arbitrary<Attempt[]> = fc.array(
  fc.record({
    changes: fc.array(upstream, { maxLength: 8 }),
    interruption: fc.option(fc.record({ kind: fc.constantFrom('source', 'stop', 'destination'), after: fc.nat(12) })),
    isScan: fc.boolean(),
    msPerLook: fc.constantFrom(0, 400, 3_000),
    batch: fc.integer({ min: 1, max: 4 }),
  }),
  { minLength: 1, maxLength: 6 },
);

export interface Truth {
  readonly things: readonly (readonly [id: string, value: number])[];
  readonly parts: readonly (readonly [thing: string, part: string])[];
}

/** Tells what has happened since the number in its state, or lists all; a state that is lost or too new shows at the end. */
class Tenant {
  readonly #log: Upstream[] = [];

  add(changes: readonly Upstream[]): void {
    this.#log.push(...changes);
  }

  /** What is there once the first `count` changes have happened. */
  #things(count = this.#log.length): Map<string, Exclude<Upstream, { gone: string }>> {
    const things = new Map<string, Exclude<Upstream, { gone: string }>>();
    for (const change of this.#log.slice(0, count)) {
      if ('gone' in change) things.delete(change.gone);
      else things.set(change.id, change);
    }
    return things;
  }

  truth(): Truth {
    const things = [...this.#things().values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
    return {
      things: things.map((thing) => [thing.id, thing.value]),
      parts: things.flatMap((thing) => thing.parts.toSorted().map((part) => [thing.id, part] as const)),
    };
  }

  *changesSince(known: number, batch: number): Generator<Change> {
    for (let from = known; from < this.#log.length; from += batch) {
      const some = this.#log.slice(from, from + batch);
      for (const change of some) {
        if ('gone' in change) {
          yield { kind: 'deletes', stream: 'things', keys: [[change.gone]] };
          yield { kind: 'rows', stream: 'parts', rows: [], parents: [[change.gone]] };
        } else yield* rowsOf([change]);
      }
      yield { kind: 'state', module: 'base', slice: 'log', state: from + some.length };
    }
  }

  *scan(batch: number): Generator<Change> {
    const things = [...this.#things().values()];
    for (let from = 0; from < things.length; from += batch) yield* rowsOf(things.slice(from, from + batch));
    yield { kind: 'scanned', stream: 'things', scope: {} };
    yield { kind: 'scanned', stream: 'parts', scope: {} };
    yield { kind: 'state', module: 'base', slice: 'log', state: this.#log.length };
  }
}

function* rowsOf(things: readonly Exclude<Upstream, { gone: string }>[]): Generator<Change> {
  const rows: Row[] = things.map((thing) => ({ id: thing.id, count: thing.value, extra: { parts: [...thing.parts] } }));
  yield { kind: 'rows', stream: 'things', rows };
  const parts: Row[] = things.flatMap((thing) => thing.parts.map((part) => ({ thing_id: thing.id, part_id: part })));
  yield { kind: 'rows', stream: 'parts', rows: parts, parents: things.map((thing) => [thing.id]) };
}

/** A destination that fails from the n-th write on, as one whose server or disk is gone does. */
function failing(destination: OpenedDestination, after: number): OpenedDestination {
  let writes = 0;
  return new Proxy(destination, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...values: unknown[]): unknown => {
        const isWork = ['write', 'commit', 'sweep', 'finish'].includes(String(name));
        if (isWork && writes++ >= after) {
          return Promise.reject(
            new TransientError({ code: 'destination.write.failed', message: untranslated('It is gone') }),
          );
        }
        return Reflect.apply(value, target, values);
      };
    },
  });
}

function sourceOf(tenant: Tenant, attempt: Attempt, stop: AbortController): Source {
  const { interruption, isScan, batch } = attempt;
  return {
    id: 'tenant',
    check: () => {
      throw new Error('not asked for');
    },
    plan: () => {
      throw new Error('not asked for');
    },
    refresher: () => {
      throw new Error('not asked for');
    },
    subscribe: () => {
      throw new Error('not asked for');
    },
    discover: async () => ({ streams: [], unlisted: [] }),
    async *read({ state, signal }: ReadRequest) {
      const known = Number(state.get('base')?.get('log') ?? 0);
      let read = 0;
      for (const change of isScan ? tenant.scan(batch) : tenant.changesSince(known, batch)) {
        if (interruption !== null && read++ >= interruption.after) {
          if (interruption.kind === 'stop') stop.abort();
          if (interruption.kind === 'source')
            throw new TransientError({ code: 'source.scan.unstable', message: untranslated('It went') });
        }
        signal.throwIfAborted();
        yield change;
      }
      yield { kind: 'complete', streams: ['things', 'parts'] };
    },
    close: async () => {},
  };
}

export interface Sequence {
  readonly attempts: readonly Attempt[];
  readonly streams: readonly Stream[];
  readonly mode: WriteMode;
  readonly open: () => Promise<OpenedDestination>;
}

const calm: Attempt = { changes: [], interruption: null, isScan: false, msPerLook: 0, batch: 2 };

/** Lets all of it happen, then one run that nothing interrupts; returns what there should be. */
export async function play({
  attempts: all,
  streams,
  mode,
  open,
}: Sequence): Promise<{ truth: Truth; last: RunReport }> {
  const tenant = new Tenant();
  let nowMs = Date.parse('2026-01-01T00:00:00Z');
  const run = async (attempt: Attempt): Promise<RunReport> => {
    tenant.add(attempt.changes);
    const destination = await open();
    const stop = new AbortController();
    const { interruption } = attempt;
    nowMs += 60_000;
    try {
      return await runSync({
        source: sourceOf(tenant, attempt, stop),
        destination: interruption?.kind === 'destination' ? failing(destination, interruption.after) : destination,
        planned: streams.map((stream) => ({ stream, mode })),
        runId: `run-${nowMs}`,
        clock: {
          now: () => (nowMs += attempt.msPerLook),
          elapsed: () => (nowMs += attempt.msPerLook),
          sleep: async () => {},
        },
        signal: stop.signal,
        acceptDeletes: true,
      });
    } finally {
      await destination.close();
    }
  };
  for (const attempt of all) await run(attempt);
  const last = await run(calm);
  return { truth: tenant.truth(), last };
}
