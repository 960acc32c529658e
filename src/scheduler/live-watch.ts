import { toLarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { RunProgress, ServiceRun } from '../model/service/service-run.ts';
import { type Alarm, type AlarmWithin, failuresBeforeAlert, tellOfStandstill } from './after-run.ts';
import type { EndingStore } from './end-run.ts';

interface LiveWatchParts {
  readonly store: EndingStore;
  readonly alarmWithin: AlarmWithin;
  readonly logger: Logger;
}

/** A live run has no end that would tell that it fails: people are told of what keeps it from following, and that it follows again. */
export class LiveWatch {
  readonly #parts: LiveWatchParts;
  readonly #run: Pick<ServiceRun, 'id' | 'pipelineId' | 'trigger'>;
  /** What people were told last; undefined before the first time. */
  #told: 'stands' | 'streams' | undefined;

  constructor(parts: LiveWatchParts, run: Pick<ServiceRun, 'id' | 'pipelineId' | 'trigger'>) {
    this.#parts = parts;
    this.#run = run;
  }

  /** What cannot be told now is told with what is heard next. */
  async heard({ phase, standstill }: Pick<RunProgress, 'phase' | 'standstill'>): Promise<void> {
    const { pipelineId, trigger } = this.#run;
    if (trigger !== 'live') return;
    if (standstill === undefined) {
      if (phase === 'streaming') await this.#tell('streams', (alarm) => alarm.recover('run.failed', pipelineId));
    } else if (standstill.failures >= failuresBeforeAlert) {
      await this.#tell('stands', (alarm) => tellOfStandstill(alarm, pipelineId, standstill));
    }
  }

  async #tell(what: 'stands' | 'streams', work: (alarm: Alarm) => Promise<void>): Promise<void> {
    if (this.#told === what) return;
    const { store, alarmWithin, logger } = this.#parts;
    try {
      await store.transaction(async (tables) => await work(alarmWithin(tables)));
      this.#told = what;
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('Nobody could be told how a live pipeline does', { run: this.#run.id, code, message });
    }
  }
}
