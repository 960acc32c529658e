import { expect, test } from 'vitest';
import { foresee } from './load-ahead.ts';

test('the next run is taken to need the modules and the destination of this one', () => {
  const text = JSON.stringify({ source: { modules: { base: {}, contact: null } }, destination: { type: 'postgres' } });
  expect(foresee(text)).toEqual({ modules: ['base', 'contact'], destination: 'postgres' });
});

test('of a configuration that nobody can read nothing is foreseen', () => {
  expect(foresee('{')).toEqual({ modules: [] });
  expect(foresee('{}')).toEqual({ modules: [], destination: undefined });
});
