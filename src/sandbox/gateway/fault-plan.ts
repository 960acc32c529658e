import { randomFor } from '../random.ts';

/** The names by which rules, also those of `POST /sandbox/faults`, ask for a fault. */
export const faultKinds = [
  'throttle-429',
  'throttle-400',
  'code-in-200',
  'code-in-400',
  'http-500',
  'http-502-html',
  'truncated-json',
  'lost-answer',
  'not-json',
  'reset',
  'hang',
  'slow',
  'invalid-token',
  'base-not-ready',
  'empty-page',
  'empty-list',
] as const;
/**
 * What goes wrong. `slow`, `truncated-json`, `lost-answer`, `empty-page` and `empty-list` change the real answer, so that what was asked is
 * done; the others take its place.
 */
export type FaultKind = (typeof faultKinds)[number];

/** Which calls go wrong, and how. A rule without conditions strikes every call of its path. */
export interface FaultRule {
  /** A path as in the contract, or `*` for every one but the token endpoints. */
  readonly path: string;
  readonly kind: FaultKind;
  /** Leaves the first `after` calls alone. */
  readonly after?: number;
  /** Of the calls after that, only every n-th. */
  readonly every?: number;
  /** Stops after this many faults. */
  readonly times?: number;
  /** Strikes with this probability, drawn from the sandbox's seed and the call's number. */
  readonly probability?: number;
  /** For `code-in-200`, `code-in-400` and `http-500`; 2200 when left out. */
  readonly code?: number;
  readonly message?: string;
  /** For `slow`; 1000 when left out. */
  readonly delayMs?: number;
}

interface ArmedRule {
  readonly rule: FaultRule;
  readonly number: number;
  seen: number;
  struck: number;
}

/** Which calls go wrong, and how; the same calls in every run with the same seed. */
export class FaultPlan {
  readonly #seed: number;
  #rules: ArmedRule[] = [];
  #added = 0;

  constructor(seed: number, rules: readonly FaultRule[] = []) {
    this.#seed = seed;
    for (const rule of rules) this.add(rule);
  }

  add(rule: FaultRule): void {
    this.#rules.push({ rule, number: this.#added++, seen: 0, struck: 0 });
  }

  clear(): void {
    this.#rules = [];
  }

  get rules(): readonly FaultRule[] {
    return this.#rules.map(({ rule }) => rule);
  }

  /** Counts one call of `path` against every rule; the first rule that strikes decides. */
  strike(path: string): FaultRule | undefined {
    let striking: FaultRule | undefined;
    for (const armed of this.#rules) {
      const { rule } = armed;
      const concerned = rule.path === '*' ? !path.startsWith('/open-apis/auth/') : rule.path === path;
      if (!concerned) continue;
      armed.seen++;
      if (striking !== undefined || !this.#isDue(armed)) continue;
      armed.struck++;
      striking = rule;
    }
    return striking;
  }

  #isDue({ rule, number, seen, struck }: ArmedRule): boolean {
    const { after = 0, every = 1, times = Number.POSITIVE_INFINITY, probability = 1 } = rule;
    if (seen <= after || (seen - after) % every !== 0 || struck >= times) return false;
    return probability >= 1 || randomFor(this.#seed, 'fault', number, seen).chance(probability);
  }
}
