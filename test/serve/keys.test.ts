import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { parseKeyRing, printOf } from '../../src/secrets/key-ring.ts';
import { readText } from '../../src/util/json.ts';
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
  const rotated = await run('keys', 'rotate');
  const second = readText(rotated.events[0] ?? {}, 'key') ?? '';
  expect(rotated).toMatchObject({ code: 0, events: [{ event: 'keys_rotated', isNew: true, unused: ['k1'] }] });
  expect(await run('keys', 'list')).toMatchObject({
    code: 0,
    events: [
      // That of the store, and that of the handles by which answers come later.
      { event: 'master_key', key: second, isCurrent: true, secrets: 2, lackedBy: [] },
      { event: 'master_key', key: 'k1', isCurrent: false, secrets: 0 },
    ],
  });
  expect(statSync(folder.keys).mode & 0o777).toBe(0o600);
  // It opens what is wrapped with a key that it did not know at its start.
  expect(await service.ask('/readyz')).toMatchObject({ status: 200 });
  expect(await run('keys', 'retire', second)).toMatchObject({ code: 2, events: [{ code: 'secrets.key.used' }] });
  expect(await run('keys', 'retire', 'k9')).toMatchObject({ code: 2, events: [{ code: 'secrets.key.unknown' }] });
  expect(await run('keys', 'add', 'k9')).toMatchObject({ code: 2, events: [{ code: 'config.usage.invalid' }] });
  expect(await run('keys', 'retire', 'k1')).toMatchObject({ code: 0, events: [{ event: 'key_retired', key: 'k1' }] });
  expect(readFileSync(folder.keys, 'utf8')).toMatch(/^k-\w+:\S+\n# used by store st_\w+\n$/);
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
  expect(readFileSync(folder.keys, 'utf8')).toMatch(/^k-\w+:\S+\n#.*\n$/);
  const added = await run('keys', 'add');
  const third = readText(added.events[0] ?? {}, 'key') ?? '';
  expect(added).toMatchObject({ code: 0, events: [{ event: 'key_added', key: expect.stringMatching(/^k-/) }] });
  const held = `(SELECT json_build_object('held', json_agg(json_build_object('id', $2::text, 'fingerprint', $1::text)), 'unopened', '[]'::json))`;
  const print = printOf(parseKeyRing(readFileSync(folder.keys, 'utf8')).find(third) ?? { id: '', bytes: Buffer.of() });
  await client.query(`UPDATE larkstream.members SET keys = ${held}`, [print.fingerprint, third]);
  expect(await run('keys', 'rotate', third)).toMatchObject({
    code: 0,
    events: [{ event: 'keys_rotated', key: third, isNew: false, unused: [second] }],
  });
  expect(readFileSync(folder.keys, 'utf8')).toMatch(new RegExp(`^${third}:\\S+\\n${second}:\\S+\\n#.*\\n$`));
  await client.end();

  const right = readFileSync(folder.keys, 'utf8');
  writeFileSync(folder.keys, newKey(third));
  expect(await run('serve', '--port', '0')).toMatchObject({ code: 2, events: [{ code: 'secrets.keys.wrong' }] });
  writeFileSync(folder.keys, right);
  const again = await Serving.begin([...store], {
    ...folder.env,
    LARKSTREAM_KEYS_FILE: '',
    LARKSTREAM_KEYS_COMMAND: `cat '${folder.keys}'`,
  });
  expect(await again.stop()).toBe(0);
});

test('no key is retired that a process of the service lacks a newer one of, or that another store may need', async () => {
  using folder = new ServiceFolder();
  using older = new ServiceFolder();
  const first = readFileSync(folder.keys, 'utf8');
  writeFileSync(older.keys, first);
  const server = await sharedPostgres();
  const [url, otherUrl] = [await server.newDatabase(), await server.newDatabase()];
  const run = (store: string, ...argv: readonly string[]) =>
    runLarkstream(['keys', ...argv, '--store', store, '--json'], { env: folder.env });
  const refused = (code: string) => ({ code: 2, events: [{ code }] });
  const service = await Serving.begin(['--store', url], folder.env);
  const elsewhere = await Serving.begin(['--store', url], older.env);
  const ofOther = await Serving.begin(['--store', otherUrl], folder.env);

  expect(await run(url, 'rotate')).toMatchObject(refused('secrets.key.lacking'));
  expect(readFileSync(folder.keys, 'utf8')).toMatch(/^k1:\S+\n(#.*\n){2}$/);
  const added = await run(url, 'add');
  const second = readText(added.events[0] ?? {}, 'key') ?? '';
  expect(added).toMatchObject({ code: 0, events: [{ key: expect.stringMatching(/^k-/) }] });
  writeFileSync(older.keys, readFileSync(folder.keys));
  expect(await run(url, 'rotate', second)).toMatchObject({ code: 0, events: [{ key: second, unused: ['k1'] }] });
  expect(await run(url, 'retire', 'k1')).toMatchObject(refused('secrets.key.elsewhere'));
  writeFileSync(older.keys, first);
  expect(await run(url, 'retire', 'k1', '--yes')).toMatchObject(refused('secrets.key.lacking'));
  // The other store would have nothing left that opens it.
  expect(await run(otherUrl, 'verify')).toMatchObject({ code: 0 });
  expect(await ofOther.ask('/readyz')).toMatchObject({ status: 200 });

  expect(await run(otherUrl, 'rotate', second)).toMatchObject({ code: 0, events: [{ key: second }] });
  writeFileSync(older.keys, readFileSync(folder.keys));
  expect(await run(url, 'retire', 'k1', '--yes')).toMatchObject({ code: 0, events: [{ event: 'key_retired' }] });
  for (const one of [service, elsewhere, ofOther]) {
    expect(await one.ask('/readyz')).toMatchObject({ status: 200 });
    expect(await one.stop()).toBe(0);
  }
});
