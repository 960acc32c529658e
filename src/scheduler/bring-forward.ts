import type { Clock } from '../model/clock.ts';
import { LarkstreamError } from '../model/errors.ts';
import type { Logger } from '../model/logger.ts';
import type { DuePipeline } from '../model/service/pipeline.ts';
import type { ServiceStore, ServiceTables } from '../model/service/service-store.ts';
import { firstDue, nextDue } from './next-due.ts';

interface BringForwardParts {
  readonly store: Pick<ServiceTables, 'pipelines'> & Pick<ServiceStore, 'bringBack'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is due so soon needs no look. */
const soonMs = 60_000;
/** Clocks are corrected by less again and again: nothing is done twice for that. */
const slackMs = 60_000;
/** A clock that has gone back by more was set. */
const setBackMs = 1_000;
/** The net under that. */
const lookMs = 60_000;
/** A cron line costs milliseconds, and nothing else is done meanwhile. */
const maxLines = 50;

/**
 * Brings forward what is due later than its schedule allows: the clock that said when was ahead, and has been put right since. For a moment
 * is enough; the pipeline would stand still until that time, and be fresh by its own account. What was heard of, ended or is held until then
 * is brought back.
 */
export class BringForward {
  readonly #parts: BringForwardParts;
  /** Pipelines whose time was found right → that time. It stays right as long as the clock goes on. */
  readonly #right = new Map<string, number>();
  #before: { readonly now: number; readonly elapsed: number } | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: BringForwardParts) {
    this.#parts = parts;
  }

  /** Looks at the first time, when the clock of the store, which says `now`, was set back, and once a minute. */
  async look(now: number): Promise<void> {
    const { store, clock, logger } = this.#parts;
    const elapsed = clock.elapsed();
    const before = this.#before;
    this.#before = { now, elapsed };
    const isSetBack = before !== undefined && now - before.now < elapsed - before.elapsed - setBackMs;
    if (isSetBack) this.#right.clear();
    else if (elapsed - this.#lookedAt < lookMs) return;
    await store.bringBack();
    const { wrong, isAll } = this.#wrongOf(await store.pipelines.dueAfter(now + soonMs), now);
    for (const { id, dueAt, to } of wrong) {
      if (!(await store.pipelines.bringForward(id, dueAt, to))) continue;
      logger.warn('A pipeline was due later than its schedule says: a clock was ahead', { pipeline: id, dueAt, to });
    }
    this.#lookedAt = isAll ? elapsed : Number.NEGATIVE_INFINITY;
  }

  /** With when they are to be due. */
  #wrongOf(
    due: readonly DuePipeline[],
    now: number,
  ): { readonly wrong: readonly (DuePipeline & { readonly to: number })[]; readonly isAll: boolean } {
    const wrong: (DuePipeline & { readonly to: number })[] = [];
    let lines = 0;
    this.#keepOnly(new Set(due.map(({ id }) => id)));
    for (const one of due) {
      if (this.#right.get(one.id) === one.dueAt) continue;
      if (one.schedule.kind === 'cron' && ++lines > maxLines) return { wrong, isAll: false };
      const to = earlierTimeOf(one, now);
      if (to === undefined) this.#right.set(one.id, one.dueAt);
      else wrong.push({ ...one, to });
    }
    return { wrong, isAll: true };
  }

  #keepOnly(ids: ReadonlySet<string>): void {
    for (const id of this.#right.keys()) if (!ids.has(id)) this.#right.delete(id);
  }
}

/** When it is to be due instead; undefined where its time is right. */
function earlierTimeOf({ id, schedule, dueAt }: DuePipeline, now: number): number | undefined {
  try {
    const latest = nextDue(schedule, schedule.kind === 'live' ? now : now + slackMs, id);
    return latest === undefined || dueAt <= latest ? undefined : firstDue(schedule, now, id);
  } catch (thrown) {
    // One that cannot be scheduled is told of when it is due.
    if (thrown instanceof LarkstreamError) return undefined;
    throw thrown;
  }
}
