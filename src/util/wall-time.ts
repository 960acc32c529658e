const dayMs = 86_400_000;

/** What a clock on the wall of a zone shows, as the milliseconds that a clock in UTC showing the same would mean. */
export type WallTime = number;

/** The clocks of a zone. */
export class WallClock {
  static readonly #all: Map<string, WallClock> = new Map();
  readonly #format: Intl.DateTimeFormat;

  /** One for each zone: making a format takes longer than all that a schedule asks of it. @throws RangeError when there is no such zone */
  static of(zone: string): WallClock {
    const known = WallClock.#all.get(zone) ?? new WallClock(zone);
    WallClock.#all.set(zone, known);
    return known;
  }

  private constructor(zone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** What it shows at an instant, to the second. */
  at(instant: number): WallTime {
    const parts = new Map(this.#format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const of = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  }

  /**
   * The instants at which it shows this, the first one first: two in the hour that comes twice; one that is later by what is missing, in
   * the hour that does not exist.
   */
  instantsOf(wall: WallTime): readonly [number, ...number[]] {
    const before = wall - this.#offsetAt(wall - dayMs);
    const after = wall - this.#offsetAt(wall + dayMs);
    if (before === after || this.at(after) !== wall) return [before];
    return this.at(before) === wall ? [before, after] : [after];
  }

  /** Whether the clock is not changed within a day of an instant. */
  isSteadyAround(instant: number): boolean {
    return this.#offsetAt(instant - dayMs) === this.#offsetAt(instant + dayMs);
  }

  #offsetAt(instant: number): number {
    return this.at(instant) - Math.floor(instant / 1000) * 1000;
  }
}
