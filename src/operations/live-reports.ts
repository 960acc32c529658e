import { toLarkstreamError } from '../model/errors.ts';
import type { RunLog } from '../model/run-log.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Discovery } from '../model/source.ts';
import type { LivePhase } from '../sync/live.ts';
import type { JsonObject } from '../util/json.ts';
import type { LiveObserver } from './live-observer.ts';
import { withUnlisted } from './run-configured-sync.ts';

/** A report that could not be saved so many times is given up. */
const maxTries = 20;

/** What becomes of the reports of one tenant's live replication: they are completed, shown and kept in the run log. */
export class LiveReports {
  /** What was discovered last. */
  discovery: Discovery = { streams: [], unlisted: [] };
  /** The last one, as it is shown and kept. */
  last: RunReport | undefined;
  readonly #observer: LiveObserver;
  readonly #calls: () => JsonObject;
  /** How often each was tried, the oldest first. */
  readonly #unsaved = new Map<RunReport, number>();

  constructor(observer: LiveObserver, calls: () => JsonObject) {
    this.#observer = observer;
    this.#calls = calls;
  }

  async add(report: RunReport, phase: LivePhase, runs: RunLog): Promise<void> {
    const isStreaming = phase === 'streaming';
    const complete: RunReport = isStreaming
      ? { ...report, isLive: true }
      : { ...withUnlisted(report, this.discovery), calls: this.#calls() };
    this.last = complete;
    if (isStreaming && report.outcome !== 'failed' && !changesSomething(report)) return;
    this.#observer.onReport?.(complete);
    this.#unsaved.set(complete, 0);
    await this.#save(runs);
  }

  /**
   * The history may lie in the very destination that has failed: what cannot be saved now is saved with the next report. Each is tried,
   * because what prevents one need not prevent the others; a person is told once, whatever the number of those that wait.
   */
  async #save(runs: RunLog): Promise<void> {
    let trouble: unknown;
    for (const [report, tries] of [...this.#unsaved]) {
      try {
        await runs.save(report);
        this.#unsaved.delete(report);
      } catch (thrown) {
        trouble = thrown;
        if (tries + 1 < maxTries) this.#unsaved.set(report, tries + 1);
        else this.#unsaved.delete(report);
      }
    }
    if (trouble !== undefined) this.#observer.onTrouble?.(toLarkstreamError(trouble));
  }
}

function changesSomething({ streams }: RunReport): boolean {
  return streams.some(({ rowsInserted, rowsUpdated, rowsDeleted }) => rowsInserted + rowsUpdated + rowsDeleted > 0);
}
