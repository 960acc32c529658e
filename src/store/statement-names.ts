import { createHash } from 'node:crypto';

/** What is asked once or twice need not be kept by the server. */
const usual = 5;
/** Lists of any length are statements of their own: beyond these, none is remembered. */
const mostKnown = 2_000;
const nameLength = 20;

/**
 * Names of statements that are asked again and again: the server keeps them parsed and planned in each session, which is most of what a small statement costs.
 * For sessions of our own only.
 */
export class StatementNames {
  /** How often, or its name. */
  readonly #asked = new Map<string, number | string>();
  #isOff = false;

  /** Undefined for a statement that is not asked often. */
  of(sql: string): string | undefined {
    if (this.#isOff) return undefined;
    const count = this.#asked.get(sql) ?? 0;
    if (typeof count === 'string') return count;
    if (count > 0 || this.#asked.size < mostKnown) this.#asked.set(sql, count < usual ? count + 1 : nameOf(sql));
    return undefined;
  }

  /** What the server keeps does not fit the tables any more: a newer program has changed them. */
  stop(): void {
    this.#isOff = true;
  }
}

function nameOf(sql: string): string {
  return createHash('sha256').update(sql).digest('base64url').slice(0, nameLength);
}
