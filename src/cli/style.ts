import picocolors from 'picocolors';
import { sequence } from './to-screen.ts';

/** The few inks of the command line; each gives its text back unchanged when colour is off. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly cyan: (text: string) => string;
}

/** https://no-color.org: any value but the empty one switches colour off; FORCE_COLOR switches it on without a terminal. */
export function wantsColor(environment: Readonly<Record<string, string | undefined>>, isTty: boolean): boolean {
  if ((environment.NO_COLOR ?? '') !== '') return false;
  if ((environment.FORCE_COLOR ?? '0') !== '0') return true;
  return isTty && environment.TERM !== 'dumb';
}

const plain = (text: string): string => text;

/** An ink whose sequences are marked as ours; the outer one continues after an inner one. */
function ink(format: (text: string) => string): (text: string) => string {
  const codes = format('\0')
    .split('\0')
    .map((code) => sequence(code.slice(2)));
  const [open = '', close = ''] = codes;
  return (text) => `${open}${text.replaceAll(close, close + open)}${close}`;
}

/** Colours, or none: the same texts without them. */
export function createStyle(isColored: boolean): Style {
  const { bold, dim, red, green, yellow, cyan } = picocolors.createColors(true);
  const make = isColored ? ink : () => plain;
  return {
    bold: make(bold),
    dim: make(dim),
    red: make(red),
    green: make(green),
    yellow: make(yellow),
    cyan: make(cyan),
  };
}
