import { type Clock, rest } from '../model/clock.ts';
import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { RunTable } from '../model/service/service-run.ts';
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

interface Waiting {
  readonly runId: string;
  readonly number: number;
  readonly told: (beat: Beat) => void;
}

/** Who asks within this time is told by one statement: a worker may have a thousand live runs. */
const gatherMs = 50;

/** Tells the store that attempts are at work, all of a worker's at once, and hears from it whether they are to go on. */
export class Pulse {
  readonly #parts: PulseParts;
  #waiting: Waiting[] = [];
  #isGathering = false;

  constructor(parts: PulseParts) {
    this.#parts = parts;
  }

  /** Never rejects: a store that is away stops no run. */
  async beat(runId: string, number: number): Promise<Beat> {
    const { promise, resolve } = Promise.withResolvers<Beat>();
    this.#waiting.push({ runId, number, told: resolve });
    if (!this.#isGathering) {
      this.#isGathering = true;
      void rest(this.#parts.clock, gatherMs).then(() => this.#send());
    }
    return await promise;
  }

  async #send(): Promise<void> {
    const asked = this.#waiting;
    this.#waiting = [];
    this.#isGathering = false;
    const { store, logger } = this.#parts;
    try {
      const known = await store.runs.heard(asked);
      for (const { runId, told } of asked) {
        const run = known.get(runId);
        told({ standing: run === undefined ? 'overtaken' : 'noted', isCancelAsked: run?.isCancelAsked ?? false });
      }
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('The store could not be told which runs are at work', { runs: asked.length, code, message });
      for (const { told } of asked) told({ standing: 'unknown', isCancelAsked: false });
    }
  }
}
