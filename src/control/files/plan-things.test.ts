import { expect, test } from 'vitest';
import type { DestinationDocument } from '../../config/thing-documents.ts';
import { planThing } from './plan-things.ts';

const lake: DestinationDocument = {
  kind: 'destination',
  name: 'Lake',
  type: 'csv',
  settings: { path: 'a', list: [1, 2] },
  secrets: {},
};

test('what is not there is made', () => {
  expect(planThing(lake, undefined)).toEqual({ kind: 'destination', name: 'Lake', action: 'create', changes: [] });
});

test('what is as its file says is left alone, whatever the order of its keys', () => {
  const present = { ...lake, settings: { list: [1, 2], path: 'a' } };
  expect(planThing(lake, present).action).toBe('nothing');
});

test('each difference is named by its path, secrets by their names', () => {
  const present = { ...lake, settings: { path: 'b', list: [2, 1], old: true } };
  expect(planThing(lake, present, ['url']).changes).toEqual([
    'settings.path',
    'settings.list',
    'settings.old',
    'secrets.url',
  ]);
});

test('the variables that hold secrets are no difference', () => {
  expect(planThing({ ...lake, secrets: { url: `\${A}` } }, { ...lake, secrets: { url: `\${B}` } }).action).toBe(
    'nothing',
  );
});
