import { describe, expect, test } from 'vitest';
import { fewestScopes, recommendedScope, type ScopeNeed, scopesWhere } from './scopes.ts';

const need = (...anyOf: string[]): ScopeNeed => ({ anyOf, opens: { en: 'notes', zh: '便签' } });

describe('the fewest scopes that fulfil all needs', () => {
  test.each<[string, ScopeNeed[], string[]]>([
    ['nothing is needed', [], []],
    ['one scope opens all', [need('a', 'all:readonly'), need('b', 'all:readonly')], ['all:readonly']],
    ['of two that open as much, the one that only reads', [need('all', 'all:readonly')], ['all:readonly']],
    ['what no broad one opens is granted besides', [need('a', 'all'), need('b', 'all'), need('c')], ['all', 'c']],
  ])('%s', (_, needs, expected) => {
    expect(fewestScopes(needs)).toEqual(expected);
  });
});

test('the scope that allows reading only is recommended, else the first', () => {
  expect(recommendedScope(['note:write', 'note:read'])).toBe('note:read');
  expect(recommendedScope(['note:write', 'note:all'])).toBe('note:write');
});

test('a need with a condition counts where the condition is met', () => {
  const wiki = { ...need('wiki'), condition: { when: { en: 'with links', zh: '有链接时' }, isUsual: false } };
  const scopes = { calls: [need('a'), wiki], columns: [] };
  expect(scopesWhere(false, scopes).calls).toEqual([need('a')]);
  expect(scopesWhere(true, scopes).calls).toEqual([need('a'), wiki]);
});
