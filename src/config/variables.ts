import { Secret } from '../model/secret.ts';
import type { SettingPath } from './document.ts';
import { isAddress, placeInAddress } from './url-places.ts';

/** A `${NAME}` in the text whose variable is not set or empty. */
export interface MissingVariable {
  readonly path: SettingPath;
  /** As it stands in the text; it may be anything that a person took for a name. */
  readonly variable: string;
}

/** A value that came from the environment. */
export interface FoundVariable {
  readonly path: SettingPath;
  readonly value: string;
  /** Undefined where the setting decides. */
  readonly isSecret: boolean | undefined;
}

/** The parsed document with the values of variables in place. */
export interface Substituted {
  readonly value: unknown;
  readonly missing: readonly MissingVariable[];
  readonly found: readonly FoundVariable[];
}

const reference = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Replaces `${NAME}` in every text by the environment's value; `$${` stands for a literal `${`. Done after parsing, so that
 * a value can never become YAML, and encoded where the text is an address, so that it can never become another part of it.
 * An empty variable counts as missing: it is the usual sign of a secret that was not passed on.
 */
export function substituteVariables(
  value: unknown,
  environment: Readonly<Record<string, string | Secret | undefined>>,
): Substituted {
  const missing: MissingVariable[] = [];
  const found: FoundVariable[] = [];
  const replaceIn = (text: string, path: SettingPath): string =>
    text.replaceAll(reference, (whole: string, escaped: string | undefined, name: string | undefined, at: number) => {
      if (escaped !== undefined || name === undefined) return '${';
      const given = environment[name];
      const variable = given instanceof Secret ? given.reveal() : given;
      if (variable === undefined || variable === '') {
        missing.push({ path, variable: name });
        return whole;
      }
      if (!isAddress(text)) {
        found.push({ path, value: variable, isSecret: given instanceof Secret ? true : undefined });
        return variable;
      }
      // A file that holds a secret usually ends with a line break.
      const placed = placeInAddress(text.slice(0, at), variable.replace(/[\r\n]+$/, ''), text.slice(at + whole.length));
      found.push({ path, value: variable, isSecret: given instanceof Secret || placed.isSecret });
      return placed.text;
    });
  const visit = (current: unknown, path: SettingPath): unknown => {
    if (typeof current === 'string') return replaceIn(current, path);
    if (Array.isArray(current)) return current.map((item, index) => visit(item, [...path, index]));
    if (typeof current !== 'object' || current === null) return current;
    return Object.fromEntries(Object.entries(current).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return { value: visit(value, []), missing, found };
}
