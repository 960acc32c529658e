import { expect, test } from 'vitest';
import { Slots } from './slots.ts';

const full = new Error('full');

/** Works that last until they are let go, by name. */
function works(slots: Slots) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const ask = (name: string, signal = new AbortController().signal): Promise<string> => {
    const [who = ''] = name;
    return slots.during({ who, signal, onFull: () => full }, async () => {
      begun.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  };
  const end = async (name: string, asked: Promise<string>): Promise<void> => {
    ends.get(name)?.();
    expect(await asked).toBe(name);
  };
  return { begun, ask, end };
}

test('of one who asks for much another one waits for a single work only', async () => {
  const { begun, ask, end } = works(new Slots({ most: 2, mostOfOne: 2, mostWaitingOfOne: 9 }));
  const [a1, a2, a3, a4] = ['a1', 'a2', 'a3', 'a4'].map((name) => ask(name));
  const b1 = ask('b1');
  expect(begun).toEqual(['a1', 'a2']);
  if (a1 !== undefined) await end('a1', a1);
  expect(begun).toEqual(['a1', 'a2', 'b1']);
  if (a2 !== undefined) await end('a2', a2);
  if (a3 !== undefined) await end('a3', a3);
  await end('b1', b1);
  if (a4 !== undefined) await end('a4', a4);
  expect(begun).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
});

test('more than may wait are refused, and who leaves the line leaves a place', async () => {
  const { begun, ask, end } = works(new Slots({ most: 9, mostOfOne: 1, mostWaitingOfOne: 1 }));
  const first = ask('a1');
  const leaving = new AbortController();
  const second = ask('a2', leaving.signal);
  await expect(ask('a3')).rejects.toBe(full);
  leaving.abort(new Error('gone'));
  await expect(second).rejects.toThrow('gone');
  await expect(ask('a4', leaving.signal)).rejects.toThrow('gone');
  const third = ask('a5');
  const other = ask('b1');
  expect(begun).toEqual(['a1', 'b1']);
  await end('a1', first);
  await end('a5', third);
  await end('b1', other);
});

test('a work that fails gives its place to the next one', async () => {
  const slots = new Slots({ most: 1, mostOfOne: 1, mostWaitingOfOne: 1 });
  const asking = { who: 'a', signal: new AbortController().signal, onFull: () => full };
  const failing = slots.during(asking, () => Promise.reject(new Error('no')));
  const next = slots.during(asking, async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
