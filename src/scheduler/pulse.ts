import { type Clock, rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { Asked, Attempt, RunTable } from '../model/service/service-run.ts';
import { gatherWork } from '../util/gather-work.ts';
import type { Standing } from './attempt-notes.ts';

interface PulseParts {
  readonly store: { readonly runs: Pick<RunTable, 'heard'> };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How an attempt stands in the store. */
export interface Beat {
  readonly standing: Standing;
  /** A person wants the end. */
  readonly isCancelAsked: boolean;
}

/** Who asks within this time after an answer is told by one statement: a worker may have a thousand live runs. */
const gatherMs = 50;

type Named = Pick<Attempt, 'runId' | 'number'>;

/** Tells the store that attempts are at work, all of a worker's at once, and hears from it whether they are to go on. */
export class Pulse {
  readonly #parts: PulseParts;
  readonly #hear = gatherWork((attempts: readonly Named[]) => this.#tell(attempts));

  constructor(parts: PulseParts) {
    this.#parts = parts;
  }

  /** Never rejects: a store that is away stops no run. */
  async beat(runId: string, number: number): Promise<Beat> {
    const known = await this.#hear({ runId, number });
    if (known === undefined) return { standing: 'unknown', isCancelAsked: false };
    const run = known.get(runId);
    return { standing: run === undefined ? 'overtaken' : 'noted', isCancelAsked: run?.isCancelAsked ?? false };
  }

  /** Undefined when the store does not answer. */
  async #tell(attempts: readonly Named[]): Promise<ReadonlyMap<string, Asked> | undefined> {
    const { store, clock, logger } = this.#parts;
    let known: ReadonlyMap<string, Asked> | undefined;
    try {
      known = await store.runs.heard(attempts);
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('The store could not be told which runs are at work', { runs: attempts.length, code, message });
    }
    await rest(clock, gatherMs);
    return known;
  }
}
