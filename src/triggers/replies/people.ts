/** Who may be called in an answer: the people of the session. */
export interface Callable {
  readonly openId: string;
  readonly name: string;
}

/** Finds `@Name` in a text. Of two people with one name nobody is called. */
export class NameFinder {
  readonly #byName: ReadonlyMap<string, Callable>;
  readonly #byId: ReadonlyMap<string, Callable>;
  /** Longest first, so that `@Ann Lee` is not Ann. */
  readonly #names: readonly string[];

  constructor(people: readonly Callable[]) {
    const named = people.filter(({ name }) => name.trim() !== '');
    const once = Map.groupBy(named, ({ name }) => name);
    this.#byName = new Map(
      [...once].flatMap(([name, those]) => {
        const [first] = those;
        return first !== undefined && new Set(those.map(({ openId }) => openId)).size === 1 ? [[name, first]] : [];
      }),
    );
    this.#byId = new Map(people.map((person) => [person.openId, person]));
    this.#names = [...once.keys()].toSorted((a, b) => b.length - a.length);
  }

  byId(openId: string): Callable | undefined {
    return this.#byId.get(openId);
  }

  /** Who is called by an `@` at `at`, with how many characters. */
  at(text: string, at: number): { readonly person: Callable; readonly length: number } | undefined {
    // `me@Tom` is an address, `@@Tom` nothing.
    if (/[\w.@/-]$/.test(text.slice(Math.max(0, at - 1), at))) return undefined;
    const name = this.#names.find((one) => text.startsWith(one, at + 1));
    if (name === undefined) return undefined;
    const person = this.#byName.get(name);
    const after = text.slice(at + 1 + name.length, at + 2 + name.length);
    // A name in Latin letters ends with a word; Chinese has no such sign.
    const goesOn = /[\p{Script=Latin}\d_]$/u.test(name) && /^[\p{Script=Latin}\d_]/u.test(after);
    return person === undefined || goesOn ? undefined : { person, length: 1 + name.length };
  }

  /** Whether what stands from an `@` to the end of a text may become a name, or already is one that may go on. */
  mayGrow(tail: string): boolean {
    return this.#names.some((name) => name.startsWith(tail.slice(1)));
  }
}
