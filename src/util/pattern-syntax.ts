/** A part of a regular expression. */
export type PatternNode =
  | { readonly kind: 'character'; readonly fits: (point: string) => boolean }
  | {
      readonly kind: 'boundary';
      readonly holds: (before: string | undefined, after: string | undefined) => boolean;
    }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'repeat'; readonly part: PatternNode; readonly min: number; readonly max: number };

type Parsed = { readonly node: PatternNode } | { readonly flaw: 'syntax' | 'looks_around' | 'looks_back' };

/** Longer ones are taken for mistakes. */
const maxLength = 1_000;

/** The parts of a regular expression with the syntax of JavaScript's flag `u`, as far as it looks neither around nor back. */
export function parsePattern(source: string): Parsed {
  const ignoresCase = source.startsWith('(?i)');
  const rest = ignoresCase ? source.slice(4) : source;
  const flags = ignoresCase ? 'iu' : 'u';
  if (source.length > maxLength || !isExpression(rest, flags)) return { flaw: 'syntax' };
  const reader = new PatternReader(rest, flags);
  const node = reader.choice();
  if (reader.flaw !== undefined) return { flaw: reader.flaw };
  // What the language takes and this does not, such as flags inside.
  return reader.isAtEnd ? { node } : { flaw: 'syntax' };
}

function isExpression(source: string, flags: string): boolean {
  try {
    new RegExp(source, flags);
    return true;
  } catch {
    return false;
  }
}

const isWord = (point: string | undefined): boolean => point !== undefined && /^\w$/.test(point);
const boundaries: Readonly<Record<string, Extract<PatternNode, { kind: 'boundary' }>['holds']>> = {
  '^': (before) => before === undefined,
  $: (_, after) => after === undefined,
  '\\b': (before, after) => isWord(before) !== isWord(after),
  '\\B': (before, after) => isWord(before) === isWord(after),
};

/** One character in the words of the language: an escape, a class in brackets, a dot, or itself. */
const atom =
  /\\u\{[\da-f]+\}|\\ud[89ab][\da-f]{2}\\ud[c-f][\da-f]{2}|\\u[\da-f]{4}|\\x[\da-f]{2}|\\p\{[^}]*\}|\\c[a-z]|\\.|\[(?:\\.|[^\]\\])*\]|./isuy;
const quantifier = /(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/y;

/** Reads an expression of which is known that the language takes it. */
class PatternReader {
  flaw: 'syntax' | 'looks_around' | 'looks_back' | undefined;
  readonly #source: string;
  readonly #flags: string;
  #at = 0;

  constructor(source: string, flags: string) {
    this.#source = source;
    this.#flags = flags;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#source.length;
  }

  choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#take('|')) parts.push(this.#sequence());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: 'choice', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (!this.isAtEnd && this.flaw === undefined && !/[|)]/.test(this.#source.charAt(this.#at))) {
      parts.push(this.#repeated(this.#part()));
    }
    return { kind: 'sequence', parts };
  }

  #part(): PatternNode {
    if (this.#take('(')) return this.#group();
    const words = this.#match(atom)?.[0] ?? '';
    const holds = boundaries[words];
    if (holds !== undefined) return { kind: 'boundary', holds };
    if (/^\\[1-9k]/.test(words)) this.flaw = 'looks_back';
    const expression = isExpression(`^(?:${words})$`, this.#flags) ? words : `\\${words}`;
    const whole = new RegExp(`^(?:${expression})$`, this.#flags);
    return { kind: 'character', fits: (point) => whole.test(point) };
  }

  #group(): PatternNode {
    if (this.#take('?:') || this.#match(/\?<[^=!>][^>]*>/y) !== undefined) return this.#inside();
    if (this.#source.charAt(this.#at) === '?') {
      this.flaw = /\?<?[=!]/y.test(this.#source.slice(this.#at)) ? 'looks_around' : 'syntax';
      return { kind: 'sequence', parts: [] };
    }
    return this.#inside();
  }

  #inside(): PatternNode {
    const node = this.choice();
    if (!this.#take(')')) this.flaw ??= 'syntax';
    return node;
  }

  #repeated(part: PatternNode): PatternNode {
    const found = this.#match(quantifier);
    if (found === undefined) return part;
    const [, sign, least, comma, most] = found;
    if (sign !== undefined) {
      return { kind: 'repeat', part, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Number.POSITIVE_INFINITY };
    }
    const min = Number(least);
    const max = comma === undefined ? min : most === '' ? Number.POSITIVE_INFINITY : Number(most);
    return { kind: 'repeat', part, min, max };
  }

  #take(words: string): boolean {
    if (!this.#source.startsWith(words, this.#at)) return false;
    this.#at += words.length;
    return true;
  }

  #match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.#at;
    const found = expression.exec(this.#source);
    if (found === null) return undefined;
    this.#at += found[0].length;
    return found;
  }
}
