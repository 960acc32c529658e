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
    expect(wrong).toThrow(expect.objectContaining({ cure: expect.stringMatching(/^Run it by hand/) }));
  });
});

test('a key is added behind the others, and made the current one', () => {
  const source = find({}, 'grown');
  const [first] = source.ids();
  const second = source.add();
  expect(second).toMatch(/^k-[0-9a-f]{8}$/);
  expect(source.ids()).toEqual([first, second]);
  source.makeCurrent(second);
  expect(source.ids()).toEqual([second, first]);
  expect(source.ring().current.id).toBe(second);
});

test('no key is given a name that one before it had, nor one that a service elsewhere begins with: a file takes all of them', () => {
  const source = find({}, 'renamed');
  const elsewhere = find({}, 'renamed elsewhere');
  const [first] = source.ids();
  const kept = [readFileSync(source.name, 'utf8'), readFileSync(elsewhere.name, 'utf8')];
  source.makeCurrent(source.add());
  source.remove(first);
  source.add();
  expect(source.ids()).not.toContain(first);
  const all = find({ LARKSTREAM_KEYS: [...kept, readFileSync(source.name, 'utf8')].join('\n') });
  expect(all.ids()).toHaveLength(4);
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
  expect(use()).toEqual([expect.stringMatching(/^k-[0-9a-f]{8}$/)]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file says which stores have used it, and keys change without that being lost', () => {
  const one = find({}, 'shared');
  const another = find({ LARKSTREAM_KEYS_FILE: one.name }, 'shared', false, 'st_2');
  for (const source of [one, another, one]) source.noteUse();
  expect(one.otherStores()).toEqual(['st_2']);
  expect(another.otherStores()).toEqual(['st_1']);
  const [first] = one.ids();
  const second = another.add();
  another.makeCurrent(second);
  one.remove(first);
  expect(readFileSync(one.name, 'utf8')).toMatch(/^k-\w+:\S+\n# used by store st_1\n# used by store st_2\n$/);
  expect(one.ids()).toEqual([second]);
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
  const added = source.add();
  expect(source.ids()).toContain(added);
});

test('keys that cannot be written are a refusal with its cure', () => {
  const source = find({}, 'stuck');
  const before = source.ids();
  mkdirSync(`${source.name}.unfinished`);
  expect(() => source.add()).toThrow(expect.objectContaining({ code: 'secrets.keys.unwritable' }));
  expect(source.ids()).toEqual(before);
});

test('a file that changes is read anew; one that is gone leaves the keys as they were', () => {
  const source = find({}, 'followed');
  const another = find({}, 'followed');
  const [first] = source.ids();
  const second = another.add();
  another.makeCurrent(second);
  expect(source.ids()).toEqual([second, first]);
  expect(readFileSync(source.name, 'utf8')).toMatch(new RegExp(`^${second}:\\S+\\n${first}:\\S+\\n$`));
  another.remove(first);
  expect(source.ids()).toEqual([second]);
  rmSync(source.name);
  expect(source.ring().current.id).toBe(second);
});
