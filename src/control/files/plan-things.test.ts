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
  expect(planThing(lake, undefined)).toMatchObject({ name: 'Lake', action: 'create', changes: [] });
});

test('what is as its file says is left alone, whatever the order of its keys', () => {
  const present = { ...lake, settings: { list: [1, 2], path: 'a' } };
  expect(planThing(lake, present).action).toBe('nothing');
});

test('each difference is named by its path, with what was and what will be; secrets by their names only', () => {
  const present = { ...lake, settings: { path: 'b', list: [2, 1], old: true } };
  const { changes, values } = planThing(lake, present, ['url']);
  expect(changes).toEqual(['settings.path', 'settings.list', 'settings.old', 'secrets.url']);
  expect(values).toEqual([
    { path: 'settings.path', before: 'b', after: 'a' },
    { path: 'settings.list', before: [2, 1], after: [1, 2] },
    { path: 'settings.old', before: true, after: undefined },
  ]);
});

test('the variables that hold secrets are no difference', () => {
  expect(planThing({ ...lake, secrets: { url: `\${A}` } }, { ...lake, secrets: { url: `\${B}` } }).action).toBe(
    'nothing',
  );
});
