import type { Im } from '../im.ts';

/** Who plays in a script: people who work here by their names, and for other names those of the company in their order. */
export class Cast {
  readonly #im: Im;
  readonly #known = new Map<string, string>();
  #next = 0;

  constructor(im: Im) {
    this.#im = im;
  }

  /** The open_id of somebody. */
  idOf(name: string): string {
    const key = name.toLowerCase();
    const known = this.#known.get(key) ?? this.#byName(key) ?? this.#nextPerson();
    this.#known.set(key, known);
    return known;
  }

  /** A text with mentions in the place of the names of the script. */
  named(text: string): string {
    return text.replace(/@([A-Za-z][A-Za-z0-9_-]*)/g, (whole, name: string) => {
      const id = this.#known.get(name.toLowerCase());
      return id === undefined ? whole : `<at user_id="${id}"></at>`;
    });
  }

  #byName(key: string): string | undefined {
    for (const person of this.#im.parts.directory.people()) if (person.name.toLowerCase() === key) return person.openId;
    return undefined;
  }

  /** The first who plays nobody yet. */
  #nextPerson(): string {
    const { directory } = this.#im.parts;
    const taken = new Set(this.#known.values());
    while (this.#next < directory.size) {
      const person = directory.isResigned(this.#next) ? undefined : directory.personAt(this.#next);
      this.#next++;
      if (person !== undefined && !taken.has(person.openId)) return person.openId;
    }
    return directory.personAt(0).openId;
  }
}
