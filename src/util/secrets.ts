/** Shorter ones occur everywhere by chance. */
const shortest = 6;

/** Weak passwords that are words of ours too: hiding them would make nonsense of every sentence and tell them at once. */
const ownWords: ReadonlySet<string> = new Set(['larkstream', 'password', 'postgres', 'feishu', 'secret']);

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** Other ways in which the same value is written on its way to an output. */
function formsOf(value: string): string[] {
  return [value, value.trim(), encodeURIComponent(value), JSON.stringify(value).slice(1, -1)];
}

/** Values that are secret because of where they came from; they are taken out of whatever is about to leave the program. */
export class Secrets {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  add(values: Iterable<string>): void {
    for (const form of [...values].flatMap(formsOf)) {
      if (form.length >= shortest && !ownWords.has(form.toLowerCase())) this.#forms.add(form);
    }
    // The longest first: one secret may be a part of another.
    const all = [...this.#forms].sort((left, right) => right.length - left.length);
    this.#pattern = all.length === 0 ? undefined : new RegExp(all.map(escaped).join('|'), 'g');
  }

  hide(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, '***');
  }
}
