import { type PatternNode, parsePattern } from './pattern-syntax.ts';

/** Why a regular expression is not taken: it is none, looks around or back, or is too large. */
export type PatternFlaw = 'syntax' | 'looks_around' | 'looks_back' | 'too_large';

/** Longer texts are looked at up to here, so that a match never takes long. */
export const longestMatched = 10_000;
const maxSteps = 600;

type Step =
  | { readonly kind: 'character'; readonly fits: (point: string) => boolean }
  | { readonly kind: 'fork'; to: readonly number[] }
  | { readonly kind: 'boundary'; readonly holds: Boundary }
  | { readonly kind: 'end' };
type Boundary = (before: string | undefined, after: string | undefined) => boolean;

/** What was tried of an expression: `matches`, or its flaw. */
export type LinearPattern = { readonly matches: (text: string) => boolean } | { readonly flaw: PatternFlaw };

/**
 * A regular expression that is followed in all its ways at once, so that no text makes it slow: the time is at most that of its length times the text's.
 * It takes what JavaScript takes with the flag `u`, except what looks around or back; `(?i)` at its beginning makes case mean nothing.
 * `matches` looks anywhere in the text.
 */
export function linearPattern(source: string): LinearPattern {
  const parsed = parsePattern(source);
  if ('flaw' in parsed) return parsed;
  const steps: Step[] = [];
  if (!compile(parsed.node, steps)) return { flaw: 'too_large' };
  steps.push({ kind: 'end' });
  return { matches: (text) => run(steps, [...text.slice(0, longestMatched)]) };
}

/** Adds the steps of a node, which go on with the step after them. False when there are too many. */
function compile(node: PatternNode, steps: Step[]): boolean {
  if (steps.length > maxSteps) return false;
  switch (node.kind) {
    case 'character':
      steps.push({ kind: 'character', fits: remembered(node.fits) });
      return true;
    case 'boundary':
      steps.push({ kind: 'boundary', holds: node.holds });
      return true;
    case 'sequence':
      return node.parts.every((part) => compile(part, steps));
    case 'choice':
      return compileChoice(node.parts, steps);
    case 'repeat':
      return compileRepeat(node, steps);
  }
}

function compileChoice(parts: readonly PatternNode[], steps: Step[]): boolean {
  const first = fork(steps);
  const starts: number[] = [];
  const exits: Extract<Step, { kind: 'fork' }>[] = [];
  for (const part of parts) {
    starts.push(steps.length);
    if (!compile(part, steps)) return false;
    exits.push(fork(steps));
  }
  first.to = starts;
  for (const exit of exits) exit.to = [steps.length];
  return true;
}

function compileRepeat(
  { part, min, max }: { readonly part: PatternNode; readonly min: number; readonly max: number },
  steps: Step[],
): boolean {
  for (let done = 0; done < min; done++) {
    const before = steps.length;
    if (!compile(part, steps)) return false;
    // Nothing, however often, is nothing.
    if (steps.length === before) break;
  }
  if (max === Number.POSITIVE_INFINITY) {
    const at = steps.length;
    const loop = fork(steps);
    if (!compile(part, steps)) return false;
    fork(steps).to = [at];
    loop.to = [at + 1, steps.length];
    return true;
  }
  const optional: [Extract<Step, { kind: 'fork' }>, number][] = [];
  for (let done = min; done < max; done++) {
    const skip = fork(steps);
    optional.push([skip, steps.length]);
    if (!compile(part, steps)) return false;
  }
  for (const [skip, next] of optional) skip.to = [next, steps.length];
  return true;
}

function fork(steps: Step[]): Extract<Step, { kind: 'fork' }> {
  const step: Extract<Step, { kind: 'fork' }> = { kind: 'fork', to: [] };
  steps.push(step);
  return step;
}

/** Repeats of one part ask for the same character again and again. */
function remembered(fits: (point: string) => boolean): (point: string) => boolean {
  let last: string | undefined;
  let answer = false;
  return (point) => {
    if (point !== last) {
      last = point;
      answer = fits(point);
    }
    return answer;
  };
}

function run(steps: readonly Step[], points: readonly string[]): boolean {
  let current: number[] = [];
  const seenAt = new Int32Array(steps.length).fill(-1);
  for (let at = 0; at <= points.length; at++) {
    // A match may begin anywhere.
    const reached = spread(steps, [...current, 0], { at, points, seenAt });
    if (reached === 'end') return true;
    const point = points[at];
    if (point === undefined) return false;
    current = reached.flatMap((index) => {
      const step = steps[index];
      return step?.kind === 'character' && step.fits(point) ? [index + 1] : [];
    });
  }
  return false;
}

/** The steps for a character that are reached from these without one. */
function spread(
  steps: readonly Step[],
  from: readonly number[],
  { at, points, seenAt }: { readonly at: number; readonly points: readonly string[]; readonly seenAt: Int32Array },
): number[] | 'end' {
  const open = [...from];
  const reached: number[] = [];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (seenAt[index] === at) continue;
    seenAt[index] = at;
    const step = steps[index];
    if (step === undefined) continue;
    if (step.kind === 'end') return 'end';
    if (step.kind === 'fork') open.push(...step.to);
    else if (step.kind === 'character') reached.push(index);
    else if (step.holds(points[at - 1], points[at])) open.push(index + 1);
  }
  return reached;
}
