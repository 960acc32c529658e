declare global {
  interface JSON {
    /** What `JSON.stringify` writes as it stands (V8 11.4, Node 21). */
    rawJSON(text: string): object;
  }
}

/**
 * A number in JSON that a double does not hold as it was written: too many digits, or too great an exponent. It is written
 * again as it came.
 */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Also what `Number()` makes the nearest double of. */
  toString(): string {
    return this.text;
  }

  toJSON(): object {
    return JSON.rawJSON(this.text);
  }
}

const doubleDigits = 15;
/** Where a number stands, or a text that looks like one, which costs time and changes nothing. */
const candidate = /(?:^|[:[,\s])-?(?:[\d.]{16,}|[\d.]+[eE])/;

/** Whether some number of the JSON text may need more than a double. Quick: it looks at every answer of the platform. */
export function mayNeedExactNumbers(json: string): boolean {
  return candidate.test(json);
}

function needsText(source: string, value: number): boolean {
  if (String(value) === source) return false;
  return /[eE]/.test(source) || source.replace(/\D/g, '').length > doubleDigits;
}

/** For `JSON.parse`: the value, or the number as it was written. */
export function reviveExactNumber(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return needsText(context.source, value) ? new ExactNumber(context.source) : value;
}
