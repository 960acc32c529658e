import { expect, test } from 'vitest';
import { toStoreError } from './to-store-error.ts';

const withFields = (fields: object): Error => Object.assign(new Error('no'), fields);

test.each([
  ['a value too long for Postgres', withFields({ severity: 'ERROR', code: '22001' })],
  ['a row that breaks a constraint of Postgres', withFields({ severity: 'ERROR', code: '23514' })],
  ['a value too big for SQLite', withFields({ errcode: 18 })],
  ['a value that the driver cannot pass on', new RangeError('no')],
])('%s is refused for ever', (_, thrown) => {
  expect(toStoreError('inbox', thrown)).toMatchObject({ code: 'store.value.refused', family: 'record' });
});

test.each([
  ['a lost connection', withFields({ code: 'ECONNRESET' })],
  ['a Postgres that shuts down', withFields({ severity: 'FATAL', code: '57P01' })],
  ['a SQLite that is locked', withFields({ errcode: 5 })],
  ['no error at all', 'no'],
])('%s may pass', (_, thrown) => {
  const error = toStoreError('inbox', thrown);
  expect(error).toMatchObject({ code: 'store.write.failed', family: 'transient' });
  expect(error.message).toContain('inbox: no');
  expect(toStoreError('inbox', thrown, 'store.read.failed')).toMatchObject({ code: 'store.read.failed' });
});

test.each(['55P03', '40P01', '40001'])('where others hold what it needs (%s), it is busy', (code) => {
  const thrown = withFields({ severity: 'ERROR', code });
  const busy = { code: 'store.busy', family: 'transient', details: { retryAfterSeconds: 2 } };
  expect(toStoreError('inbox', thrown, 'store.read.failed')).toMatchObject(busy);
});
