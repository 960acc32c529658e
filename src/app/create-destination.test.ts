import { expect, test } from 'vitest';
import { Secret } from '../model/secret.ts';
import { createDestination } from './create-destination.ts';

const flags = { hard_deletes: false };
const invalid = { name: 'ConfigError', code: 'config.setting.invalid' };

test.each(['', 'somewhere', 'http://there/db', 'postgres://h:x/db'])('“%s” is no Postgres', async (address) => {
  const url = new Secret(address);
  const opened = createDestination({ type: 'postgres', url, schema: 'lark', ...flags });
  await expect(opened).rejects.toMatchObject({
    ...invalid,
    message: expect.stringContaining('no address of a Postgres'),
  });
});

test.each(['', ' '])('nothing is written to the path “%s”', async (path) => {
  const opened = createDestination({ type: 'duckdb', path, schema: 'main', ...flags });
  await expect(opened).rejects.toMatchObject({ ...invalid, message: 'destination: path is empty' });
});

test('a program without types is told that there is no such type', async () => {
  const opened = Promise.resolve(Reflect.apply(createDestination, undefined, [{ type: 'oracle' }]));
  await expect(opened).rejects.toMatchObject({ ...invalid, message: expect.stringContaining('oracle') });
});
