import { tryParseJson } from '../../util/json.ts';

/** A string, a number or a bracket; strings come first, so that what stands in them is passed over. */
const tokens = /"(?:[^"\\]|\\.)*"|-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?|[[{]|[\]}]/g;
/** postgresql.org/docs/current/datatype-numeric.html */
const [maxBefore, maxAfter] = [131_072, 16_383];
/** Some thousand levels fit with the default `max_stack_depth`; no record of the platform has ten. */
const deepest = 1_000;

function fitsNumeric(whole: string, fraction: string, exponent: number): boolean {
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  // The place of the first digit that counts, seen from the point.
  const before = digits === '' ? 0 : digits.length - fraction.length + exponent;
  return before <= maxBefore && fraction.length - exponent <= maxAfter;
}

/** Whether a text is JSON that Postgres can hold: its numbers are exact, and so have an end, and nesting costs stack. */
export function fitsJsonb(json: string): boolean {
  if (tryParseJson(json) === undefined) return false;
  let depth = 0;
  for (const [token, whole, fraction = '', exponent = '0'] of json.matchAll(tokens)) {
    if (whole !== undefined && !fitsNumeric(whole, fraction, Number(exponent))) return false;
    if (token === '[' || token === '{') depth++;
    else if (token === ']' || token === '}') depth--;
    if (depth > deepest) return false;
  }
  return true;
}
