import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/model/errors.ts';
import { findMasterKeys } from '../../src/operations/serve/master-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'larkstream-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = `k7:${randomBytes(32).toString('base64')}`;
const find = (environment: Readonly<Record<string, string>>, name = 'absent', isStoreNew = true, storeId = 'st_1') =>
  findMasterKeys({ environment, defaultFile: join(folder, name, 'keys'), storeId, isStoreNew, randomBytes });

test('without any, a file for its owner alone is made at the first start, and read at the next', () => {
  const first = find({}, 'made');
  expect(first).toMatchObject({ isNew: true, isOurs: true, name: join(folder, 'made/keys') });
  expect(statSync(join(folder, 'made/keys')).mode & 0o777).toBe(0o600);
  const second = find({}, 'made', false);
  expect(second.isNew).toBe(false);
  expect(second.ring().current).toEqual(first.ring().current);
});

test('none are made for a store that others have sealed', () => {
  expect(() => find({}, 'lost', false)).toThrow(expect.objectContaining({ code: 'secrets.keys.unreadable' }));
  expect(existsSync(join(folder, 'lost/keys'))).toBe(false);
});

describe('keys of the operator', () => {
  test.each([
    ['a variable', { LARKSTREAM_KEYS: text }],
    ['a command', { LARKSTREAM_KEYS_COMMAND: `echo ${text}` }],
  ])('by %s', (_, environment) => {
    const source = find(environment);
    expect(source.ring().current.id).toBe('k7');
    expect(source).toMatchObject({ isOurs: false });
    expect(source.ids()).toEqual(['k7']);
    expect(() => source.add()).toThrow(/not ours/);
  });

  test('by two ways at once are refused', () => {
    expect(() => find({ LARKSTREAM_KEYS: text, LARKSTREAM_KEYS_COMMAND: 'true' })).toThrow(/set one/);
  });

  test('by a command that fails are refused, and nothing of what it printed is told', () => {
    const wrong = () => find({ LARKSTREAM_KEYS_COMMAND: `echo ${text}; exit 3` });
    expect(wrong).toThrow(/fails: exit code 3$/);
  });
});

test('a key is added behind the others, and made the current one', () => {
  const source = find({}, 'grown');
  expect(source.add()).toBe('k2');
  expect(source.ids()).toEqual(['k1', 'k2']);
  source.makeCurrent('k2');
  expect(source.ids()).toEqual(['k2', 'k1']);
  expect(source.ring().current.id).toBe('k2');
});

function refusalOf(work: () => unknown): ConfigError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown;
    throw thrown;
  }
  throw new Error('It was not refused');
}

test('a file that is not there is named, with the command that makes one, which makes keys', () => {
  const file = join(folder, "no one's keys");
  const use = () => find({ LARKSTREAM_KEYS_FILE: file }).ids();
  expect(refusalOf(use).code).toBe('secrets.keys.unreadable');
  const [, command = ''] = /`(.*)`/.exec(refusalOf(use).cure) ?? [];
  execFileSync('sh', ['-c', command]);
  expect(use()).toEqual(['k1']);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file says which stores have used it, and keys change without that being lost', () => {
  const one = find({}, 'shared');
  const another = find({ LARKSTREAM_KEYS_FILE: one.name }, 'shared', false, 'st_2');
  for (const source of [one, another, one]) source.noteUse();
  expect(one.otherStores()).toEqual(['st_2']);
  expect(another.otherStores()).toEqual(['st_1']);
  another.makeCurrent(another.add());
  one.remove('k1');
  expect(readFileSync(one.name, 'utf8')).toMatch(/^k2:\S+\n# used by store st_1\n# used by store st_2\n$/);
  expect(one.ids()).toEqual(['k2']);
});

test('a new store gets a file of its own where another has the usual one; one that is there goes on with what it had', () => {
  const first = find({}, 'usual');
  first.noteUse();
  const second = find({}, 'usual', true, 'st_2');
  expect(second).toMatchObject({ name: join(folder, 'usual/keys-st_2'), isNew: true });
  expect(second.ring().current).not.toEqual(first.ring().current);
  expect(find({}, 'usual', false, 'st_2')).toMatchObject({ name: second.name, isNew: false });
  expect(find({}, 'usual', false, 'st_3').name).toBe(first.name);
  expect(find({}, 'usual').name).toBe(first.name);
});

test('a file that is being written, or is nonsense, changes nothing for a service at work; nobody else writes it meanwhile', () => {
  const source = find({}, 'edited');
  const current = source.ring().current;
  const right = readFileSync(source.name, 'utf8');
  writeFileSync(source.name, 'k1:half');
  expect(source.ring().current).toEqual(current);
  expect(() => source.add()).toThrow(expect.objectContaining({ code: 'secrets.keys.invalid' }));
  expect(readFileSync(source.name, 'utf8')).toBe('k1:half');
  rmSync(source.name);
  expect(() => source.add()).toThrow(expect.objectContaining({ code: 'secrets.keys.unreadable' }));
  writeFileSync(source.name, right);
  writeFileSync(`${source.name}.unfinished`, '');
  expect(() => source.add()).toThrow(expect.objectContaining({ code: 'secrets.keys.unwritable' }));
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(`${source.name}.unfinished`, longAgo, longAgo);
  expect(source.add()).toBe('k2');
});

test('keys that cannot be written are a refusal with its cure', () => {
  const source = find({}, 'stuck');
  mkdirSync(`${source.name}.unfinished`);
  expect(() => source.add()).toThrow(expect.objectContaining({ code: 'secrets.keys.unwritable' }));
  expect(source.ids()).toEqual(['k1']);
});

test('a file that changes is read anew; one that is gone leaves the keys as they were', () => {
  const source = find({}, 'followed');
  const another = find({}, 'followed');
  another.makeCurrent(another.add());
  expect(source.ids()).toEqual(['k2', 'k1']);
  expect(readFileSync(source.name, 'utf8')).toMatch(/^k2:\S+\nk1:\S+\n$/);
  another.remove('k1');
  expect(source.ids()).toEqual(['k2']);
  rmSync(source.name);
  expect(source.ring().current.id).toBe('k2');
});
