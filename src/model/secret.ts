/** What stands in the place of a secret in every output. */
export const hidden = '***';

/**
 * A text that must never be shown: it prints, serialises and inspects as `***`, so that a log line, a JSON line or an error that holds
 * one by mistake gives nothing away. A copy by `structuredClone` holds nothing.
 *
 * @example
 * ```ts
 * import { Secret } from 'larkstream';
 *
 * const secret = new Secret('s3cr3t');
 * console.log(`${secret}`, JSON.stringify({ secret })); // *** {"secret":"***"}
 * ```
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the places where it is sent, stored or compared. `test/secrets.test.ts` lists the files that may call this. */
  reveal(): string {
    return this.#text;
  }

  /** Whether both are the same text. The time that this takes depends on where they differ: do not use it for input from outside. */
  equals(other: Secret): boolean {
    return this.#text === other.#text;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }
}

// Node's `util.inspect`, by which `console.log` shows an object. https://nodejs.org/api/util.html#utilinspectcustom
Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => hidden });
