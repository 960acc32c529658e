const rules = new Intl.PluralRules('en');

/** English nouns that are counted: `plural(n, 'run', 'runs')`. Chinese has one form and needs none of it. */
export function plural(count: number, one: string, other: string): string {
  return rules.select(count) === 'one' ? one : other;
}
