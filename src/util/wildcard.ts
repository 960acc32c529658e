import { escapePattern } from './escape-pattern.ts';

/** Whether a name fits a pattern, in which `*` stands for anything. */
export function wildcard(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => escapePattern(part));
  const expression = new RegExp(`^${parts.join('.*')}$`);
  return (name) => expression.test(name);
}
