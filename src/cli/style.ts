import picocolors from 'picocolors';

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

export function createStyle(isColored: boolean): Style {
  const { bold, dim, red, green, yellow, cyan } = picocolors.createColors(isColored);
  return { bold, dim, red, green, yellow, cyan };
}
