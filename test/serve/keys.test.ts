import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { runLarkstream } from '../support/run-larkstream.ts';
import { ServiceFolder, Serving } from '../support/serving.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';

const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}\n`;

test('keys are rotated and retired under a service at work; without the right ones it does not start', async () => {
  using folder = new ServiceFolder();
  const url = await (await sharedPostgres()).newDatabase();
  const store = ['--store', url];
  const run = (...argv: readonly string[]) => runLarkstream([...argv, ...store, '--json'], { env: folder.env });
  const service = await Serving.begin([...store], folder.env);
  expect(await run('keys', 'rotate')).toMatchObject({
    code: 0,
    events: [{ event: 'keys_rotated', key: 'k2', isNew: true, unused: ['k1'] }],
  });
  expect(statSync(folder.keys).mode & 0o777).toBe(0o600);
  // It opens what is wrapped with a key that it did not know at its start.
  expect(await service.ask('/readyz')).toMatchObject({ status: 200 });
  expect(await run('keys', 'retire', 'k2')).toMatchObject({ code: 2, events: [{ code: 'secrets.key.used' }] });
  expect(await run('keys', 'retire', 'k9')).toMatchObject({ code: 2, events: [{ code: 'secrets.key.unknown' }] });
  expect(await run('keys', 'retire', 'k1')).toMatchObject({ code: 0, events: [{ event: 'key_retired', key: 'k1' }] });
  expect(readFileSync(folder.keys, 'utf8')).toMatch(/^k2:\S+\n$/);
  expect(await run('keys', 'verify')).toMatchObject({ code: 0, events: [{ event: 'keys_verified', unreadable: 0 }] });
  expect(await service.ask('/readyz')).toMatchObject({ status: 200 });
  expect(await service.stop()).toBe(0);

  // A process on another machine, with a file of its own.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const member = `INSERT INTO larkstream.members (id, host, pid, program_version, roles, slots, started_at, seen_at)
    VALUES ('mem_other', 'elsewhere', 1, '0.0.0', '["worker"]', 1, $1, $1)`;
  await client.query(member, [Date.now()]);
  expect(await run('keys', 'rotate')).toMatchObject({ code: 2, events: [{ code: 'secrets.keys.shared' }] });
  expect(readFileSync(folder.keys, 'utf8')).toMatch(/^k2:\S+\n$/);
  expect(await run('keys', 'add')).toMatchObject({ code: 0, events: [{ event: 'key_added', key: 'k1' }] });
  expect(await run('keys', 'rotate', 'k1')).toMatchObject({
    code: 0,
    events: [{ event: 'keys_rotated', key: 'k1', isNew: false, unused: ['k2'] }],
  });
  expect(readFileSync(folder.keys, 'utf8')).toMatch(/^k1:\S+\nk2:\S+\n$/);
  await client.end();

  const right = readFileSync(folder.keys, 'utf8');
  writeFileSync(folder.keys, newKey('k1'));
  expect(await run('serve', '--port', '0')).toMatchObject({ code: 2, events: [{ code: 'secrets.keys.wrong' }] });
  writeFileSync(folder.keys, right);
  const again = await Serving.begin([...store], {
    ...folder.env,
    LARKSTREAM_KEYS_FILE: '',
    LARKSTREAM_KEYS_COMMAND: `cat '${folder.keys}'`,
  });
  expect(await again.stop()).toBe(0);
});
