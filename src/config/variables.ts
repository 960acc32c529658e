import type { SettingPath } from './document.ts';

export interface MissingVariable {
  readonly path: SettingPath;
  readonly variable: string;
}

const reference = /\$(\$\{)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * Replaces `${NAME}` in every text by the environment's value; `$${` stands for a literal `${`. Done after parsing, so that
 * a value can never become YAML. An empty variable counts as missing: it is the usual sign of a secret that was not handed on.
 */
export function substituteVariables(
  value: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly value: unknown; readonly missing: readonly MissingVariable[] } {
  const missing: MissingVariable[] = [];
  const replaceIn = (text: string, path: SettingPath): string =>
    text.replaceAll(reference, (whole: string, escaped: string | undefined, name: string | undefined) => {
      if (escaped !== undefined || name === undefined) return '${';
      const found = environment[name];
      if (found !== undefined && found !== '') return found;
      missing.push({ path, variable: name });
      return whole;
    });
  const visit = (current: unknown, path: SettingPath): unknown => {
    if (typeof current === 'string') return replaceIn(current, path);
    if (Array.isArray(current)) return current.map((item, index) => visit(item, [...path, index]));
    if (typeof current !== 'object' || current === null) return current;
    return Object.fromEntries(Object.entries(current).map(([key, item]) => [key, visit(item, [...path, key])]));
  };
  return { value: visit(value, []), missing };
}
