import type { ThingDocument } from '../../config/thing-documents.ts';
import type { SecretStates } from '../secret-states.ts';

/** What the variables of a thing begin with, by its name: `SALES`; by its kind where the name has no letters that a variable may have. */
function prefixOf(name: string, kind: string): string {
  const words = name
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const own = words === '' ? kind.toUpperCase() : words.slice(0, 60);
  return `${/^\d/.test(own) ? '_' : ''}${own}`;
}

/** A variable for each secret, such as `SALES_APP_SECRET`. Two things never have the same: names may differ in signs only. */
export function placeholders(
  kind: ThingDocument['kind'],
  thing: { readonly name: string; readonly secrets: SecretStates },
  taken: Set<string>,
): Readonly<Record<string, string>> {
  const names = Object.keys(thing.secrets).sort();
  const words = wordsOf(names);
  const variables = (prefix: string): string[] => words.map((word) => `${prefix}_${word}`);
  const prefix = firstFree(prefixOf(thing.name, kind), '_', (one) =>
    variables(one).some((variable) => taken.has(variable)),
  );
  for (const variable of variables(prefix)) taken.add(variable);
  return Object.fromEntries(names.map((secret, at) => [secret, `\${${prefix}_${words[at]}}`]));
}

/** Each secret as a part of a variable; those of headers differ in signs only at times. */
function wordsOf(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((secret) => {
    const own = secret.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_');
    const word = firstFree(own, '_', (one) => taken.has(one));
    taken.add(word);
    return word;
  });
}

/** The first of `word`, `word_2`, `word_3` … that is not taken yet. */
export function firstFree(word: string, joint: string, isTaken: (one: string) => boolean): string {
  for (let number = 2, one = word; ; one = `${word}${joint}${number++}`) if (!isTaken(one)) return one;
}
