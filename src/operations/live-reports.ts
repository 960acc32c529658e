import { toLarkstreamError } from '../model/errors.ts';
import type { RunLog } from '../model/run-log.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Discovery } from '../model/source.ts';
import type { LivePhase } from '../sync/live.ts';
import type { JsonObject } from '../util/json.ts';
import type { LiveObserver } from './live-observer.ts';
import { withUnlisted } from './run-configured-sync.ts';

const maxUnsaved = 20;

/** What becomes of the reports of one tenant's live replication: they are completed, shown and kept in the run log. */
export class LiveReports {
  /** What was discovered last. */
  discovery: Discovery = { streams: [], unlisted: [] };
  /** The report of the first read, if that has failed. */
  failed: RunReport | undefined;
  readonly #observer: LiveObserver;
  readonly #calls: () => JsonObject;
  #isFirst = true;
  /** The oldest first. */
  readonly #unsaved: RunReport[] = [];

  constructor(observer: LiveObserver, calls: () => JsonObject) {
    this.#observer = observer;
    this.#calls = calls;
  }

  async add(report: RunReport, phase: LivePhase, runs: RunLog): Promise<void> {
    const isStreaming = phase === 'streaming';
    const complete: RunReport = isStreaming
      ? { ...report, isLive: true }
      : { ...withUnlisted(report, this.discovery), calls: this.#calls() };
    if (this.#isFirst && report.outcome === 'failed') this.failed = complete;
    this.#isFirst = false;
    if (isStreaming && report.outcome !== 'failed' && !changesSomething(report)) return;
    this.#observer.onReport?.(complete);
    this.#unsaved.push(complete);
    if (this.#unsaved.length > maxUnsaved) this.#unsaved.shift();
    await this.#save(runs);
  }

  /** The history may lie in the very destination that has failed: what cannot be saved now is saved with the next report. */
  async #save(runs: RunLog): Promise<void> {
    try {
      for (let [report] = this.#unsaved; report !== undefined; [report] = this.#unsaved) {
        await runs.save(report);
        this.#unsaved.shift();
      }
    } catch (thrown) {
      this.#observer.onTrouble?.(toLarkstreamError(thrown));
    }
  }
}

function changesSomething({ streams }: RunReport): boolean {
  return streams.some(({ rowsInserted, rowsUpdated, rowsDeleted }) => rowsInserted + rowsUpdated + rowsDeleted > 0);
}
