import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { RunProgress, ServiceRun } from '../model/service/service-run.ts';
import { type Alarm, type AlarmWithin, failuresBeforeAlert, tellOfHeld, tellOfStandstill } from './after-run.ts';
import type { EndingStore } from './end-run.ts';

interface LiveWatchParts {
  readonly store: EndingStore;
  readonly alarmWithin: AlarmWithin;
  readonly logger: Logger;
}

/**
 * A live run has no end that would tell that it fails: people are told of what keeps it from following, and that it follows again, and of
 * deletes that its reads hold.
 */
export class LiveWatch {
  readonly #parts: LiveWatchParts;
  readonly #run: Pick<ServiceRun, 'id' | 'pipelineId' | 'trigger'>;
  /** What people were told last; undefined before the first time. */
  #told: 'stands' | 'streams' | undefined;
  /** Streams whose deletes were told to be held; undefined before the first time. */
  #toldHeld: string | undefined;

  constructor(parts: LiveWatchParts, run: Pick<ServiceRun, 'id' | 'pipelineId' | 'trigger'>) {
    this.#parts = parts;
    this.#run = run;
  }

  /** What cannot be told now is told with what is heard next. */
  async heard({
    phase,
    standstill,
    heldDeletes,
  }: Pick<RunProgress, 'phase' | 'standstill' | 'heldDeletes'>): Promise<void> {
    const { pipelineId, trigger } = this.#run;
    if (trigger !== 'live') return;
    const held = heldDeletes?.join();
    if (heldDeletes !== undefined && held !== this.#toldHeld) {
      if (await this.#tell((alarm) => tellOfHeld(alarm, pipelineId, heldDeletes))) this.#toldHeld = held;
    }
    if (standstill === undefined) {
      if (phase !== 'streaming' || this.#told === 'streams') return;
      if (await this.#tell((alarm) => alarm.recover('run.failed', pipelineId))) this.#told = 'streams';
    } else if (standstill.failures >= failuresBeforeAlert && this.#told !== 'stands') {
      if (await this.#tell((alarm) => tellOfStandstill(alarm, pipelineId, standstill))) this.#told = 'stands';
    }
  }

  async #tell(work: (alarm: Alarm) => Promise<void>): Promise<boolean> {
    const { store, alarmWithin, logger } = this.#parts;
    try {
      await store.transaction(async (tables) => await work(alarmWithin(tables)));
      return true;
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('Nobody could be told how a live pipeline does', { run: this.#run.id, code, message });
      return false;
    }
  }
}
