import { toLarkstreamError } from '../model/errors.ts';
import type { RunLog } from '../model/run-log.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Discovery } from '../model/source.ts';
import type { LivePhase } from '../sync/live.ts';
import type { JsonObject } from '../util/json.ts';
import type { LiveObserver } from './live-observer.ts';
import { withUnlisted } from './run-configured-sync.ts';
import { together } from './together.ts';

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
  /** Of streaming that sleeps now and then: a history of each time would be thousands a month. */
  #streamed: RunReport | undefined;

  constructor(observer: LiveObserver, calls: () => JsonObject) {
    this.#observer = observer;
    this.#calls = calls;
  }

  /** What has fallen asleep is kept until it has ended: one report says what it has done since the last read. */
  async add(report: RunReport, phase: LivePhase, runs: RunLog, sleeps = false): Promise<void> {
    if (phase !== 'streaming') {
      this.#endStreaming();
      this.last = { ...withUnlisted(report, this.discovery), calls: this.#calls() };
      this.#tell(this.last);
    } else {
      const live: RunReport = { ...report, isLive: true };
      this.#streamed = this.#streamed === undefined ? live : together(this.#streamed, live);
      this.last = this.#streamed;
      if (sleeps) return;
      this.#endStreaming();
    }
    await this.#save(runs);
  }

  #endStreaming(): void {
    const streamed = this.#streamed;
    this.#streamed = undefined;
    if (streamed !== undefined && (streamed.outcome === 'failed' || changesSomething(streamed))) this.#tell(streamed);
  }

  #tell(report: RunReport): void {
    this.#observer.onReport?.(report);
    this.#unsaved.set(report, 0);
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
