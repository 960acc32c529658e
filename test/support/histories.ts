/** What each of some things was, and since when; for saying whether what is held was true at a moment that is recent enough. */
export class Histories {
  readonly #of = new Map<string, { readonly since: number; readonly text: string | undefined }[]>();

  /** Everything as it is now; what is not among it is gone. */
  note(now: number, all: ReadonlyMap<string, string>): void {
    for (const key of new Set([...this.#of.keys(), ...all.keys()])) {
      const known = this.#of.get(key) ?? [];
      const text = all.get(key);
      if (known.length === 0 || known.at(-1)?.text !== text) known.push({ since: now, text });
      this.#of.set(key, known);
    }
  }

  /** Whether a thing was so (undefined: not there) at a moment from `from` on. */
  wasSo(key: string, text: string | undefined, from: number): boolean {
    const known = this.#of.get(key) ?? [];
    const wasNotYet = text === undefined && (known[0]?.since ?? Number.POSITIVE_INFINITY) > from;
    return (
      wasNotYet ||
      known.some((one, at) => one.text === text && (known[at + 1]?.since ?? Number.POSITIVE_INFINITY) > from)
    );
  }

  /** When the thing was another, for messages. */
  tell(key: string, text: string | undefined): string {
    const known = this.#of.get(key) ?? [];
    return JSON.stringify({
      at: known.findIndex((one) => one.text === text),
      since: known.map(({ since }) => new Date(since).toISOString()),
    });
  }

  get keys(): Iterable<string> {
    return this.#of.keys();
  }
}
