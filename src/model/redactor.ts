import { escapePattern } from '../util/escape-pattern.ts';
import { hidden, type Secret } from './secret.ts';

/** Shorter ones occur everywhere by chance. */
const minLength = 6;

/** Weak passwords that are words of ours too: hiding them would garble every sentence and reveal them at once. */
const ownWords: ReadonlySet<string> = new Set(['larkstream', 'password', 'postgres', 'feishu', 'secret']);

/** Other ways in which the same text is written on its way to an output. */
function formsOf(secret: Secret): string[] {
  const text = secret.reveal();
  return [text, text.trim(), encodeURIComponent(text), JSON.stringify(text).slice(1, -1)];
}

/**
 * Removes secrets from texts that leave the program, also from those of others: a server may repeat in its answer what it was
 * sent. `Secret` keeps our own code from showing one; this is the second line.
 */
export class Redactor {
  readonly #forms = new Set<string>();
  #pattern: RegExp | undefined;

  constructor(secrets: Iterable<Secret> = []) {
    this.add(secrets);
  }

  add(secrets: Iterable<Secret>): void {
    for (const form of [...secrets].flatMap(formsOf)) {
      if (form.length >= minLength && !ownWords.has(form.toLowerCase())) this.#forms.add(form);
    }
    // The longest first: one secret may be a part of another.
    const all = [...this.#forms].sort((left, right) => right.length - left.length);
    this.#pattern = all.length === 0 ? undefined : new RegExp(all.map(escapePattern).join('|'), 'g');
  }

  redact(text: string): string {
    return this.#pattern === undefined ? text : text.replace(this.#pattern, hidden);
  }
}
