import { type Clock, longestSince, type Moment, momentOf } from '../model/clock.ts';
import type { ConnectionStatus } from '../model/event-store.ts';

/** The platform repeats an event for seven hours; it does not push events of a longer gap again. */
const maxRepairableGapMs = 6.5 * 3_600_000;

/** Notices when the long connection was down for so long that its events are lost. */
export class GapDetector {
  #awaySince: Moment | undefined;

  /** Shown each state that a connection comes into: true when it is back too late. */
  isMissingEvents({ mode, state }: Pick<ConnectionStatus, 'mode' | 'state'>, clock: Clock): boolean {
    if (mode !== 'long_connection') return false;
    if (state !== 'connected') {
      this.#awaySince ??= momentOf(clock);
      return false;
    }
    const awayMs = this.#awaySince === undefined ? 0 : longestSince(clock, this.#awaySince);
    this.#awaySince = undefined;
    return awayMs > maxRepairableGapMs;
  }
}

interface GapWatchOptions {
  readonly clock: Clock;
  /** Requests a snapshot: the platform never pushes the events of the gap. */
  readonly requestSnapshot: () => void;
}

/** For one receiver: to be shown each state of its connection; asks for a snapshot when events are missing for good. */
export function watchForGaps({ clock, requestSnapshot }: GapWatchOptions): (status: ConnectionStatus) => void {
  const gaps = new GapDetector();
  return (status) => {
    if (gaps.isMissingEvents(status, clock)) requestSnapshot();
  };
}
