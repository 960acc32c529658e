import { moduleNames, toldByEvents } from '../../config/modules.ts';
import type { Clock } from '../../model/clock.ts';
import type { RunReport } from '../../model/run-report.ts';
import type { UntoldChanges } from '../../model/service/service-run.ts';
import type { ModuleName } from '../../model/stream.ts';

/** What changes while everything is read may be found before its event comes. */
const patienceMs = 5 * 60_000;

interface Found {
  readonly module: ModuleName | undefined;
  readonly rows: number;
  /** When everything was read before: nothing has told of a change since then. */
  readonly since: number;
  readonly toldFrom: number;
}

/**
 * Whether the events of a live pipeline come. That none comes shows nothing, for the tenant may be quiet; but when everything is read again, rows
 * have changed, and no event of their module has come since the read before, none will. A module of which some events come and others do not is
 * not seen: one event may change many rows, and many events one.
 */
export class UntoldWatch {
  readonly #clock: Clock;
  /** When each stream was last read as a whole. */
  readonly #reads = new Map<string, { readonly elapsed: number; readonly at: number }>();
  /** When the last event of each module came. */
  readonly #heard = new Map<ModuleName, number>();
  readonly #found: Map<string, Found>;

  /** `before`: as an attempt before has found it. */
  constructor(clock: Clock, before: UntoldChanges = {}) {
    this.#clock = clock;
    this.#found = new Map(
      Object.entries(before).map(([stream, one]) => {
        const module = moduleNames.find((name) => stream.startsWith(`${name}_`));
        return [stream, { ...one, module, toldFrom: Number.NEGATIVE_INFINITY }];
      }),
    );
  }

  /** Events of these modules have come: what was found before is over. */
  heard(modules: ReadonlySet<ModuleName>): void {
    for (const module of modules) this.#heard.set(module, this.#clock.elapsed());
    for (const [stream, { module }] of this.#found) {
      if (module !== undefined && modules.has(module)) this.#found.delete(stream);
    }
  }

  /** A read has ended; what following events alone has reported says nothing. */
  read({ isLive, outcome, streams }: RunReport): void {
    if (isLive === true || outcome === 'failed' || outcome === 'stopped') return;
    const now = { elapsed: this.#clock.elapsed(), at: this.#clock.now() };
    for (const { stream, module, mode, outcome: read, rowsInserted, rowsUpdated, rowsDeleted } of streams) {
      // Events change nothing of the other modes, which are written as a whole.
      const told = toldByEvents(module, stream);
      if (mode !== 'dedup' || read !== 'complete' || told === 'nothing') continue;
      const before = this.#reads.get(stream);
      this.#reads.set(stream, now);
      const rows = rowsInserted + rowsDeleted + (told === 'changes' ? rowsUpdated : 0);
      const heardAt = this.#heard.get(module) ?? Number.NEGATIVE_INFINITY;
      if (before === undefined || rows === 0 || heardAt >= before.elapsed) continue;
      const found = this.#found.get(stream) ?? { rows: 0, since: before.at, toldFrom: now.elapsed + patienceMs };
      this.#found.set(stream, { ...found, module, rows: found.rows + rows });
    }
  }

  /** Those whose events have had their time to come. */
  changes(): UntoldChanges {
    const now = this.#clock.elapsed();
    return Object.fromEntries(
      [...this.#found].flatMap(([stream, { rows, since, toldFrom }]) =>
        toldFrom <= now ? [[stream, { rows, since }]] : [],
      ),
    );
  }
}
