import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/model/errors.ts';
import { findMasterKeys } from '../../src/operations/serve/master-keys.ts';

const folder = mkdtempSync(join(tmpdir(), 'larkstream-keys-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = `k7:${randomBytes(32).toString('base64')}`;
const find = (environment: Readonly<Record<string, string>>, name = 'absent', isStoreNew = true) =>
  findMasterKeys({ environment, defaultFile: join(folder, name, 'keys'), isStoreNew, randomBytes });

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
