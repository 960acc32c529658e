import { expect, test } from 'vitest';
import { silentLogger } from '../../model/logger.ts';
import { AppLeases } from './app-leases.ts';

/** Others hold nothing; each answer is that of the moment of the question, and comes when it is let. */
class SlowLeases {
  readonly held = new Set<string>();
  readonly #late: (() => void)[] = [];

  async hold(names: readonly string[]): Promise<readonly string[]> {
    for (const name of names) this.held.add(name);
    await new Promise<void>((resolve) => this.#late.push(resolve));
    return names;
  }

  async release(names: readonly string[]): Promise<void> {
    for (const name of names) this.held.delete(name);
  }

  async deleteOld(): Promise<number> {
    return 0;
  }

  answer(): boolean {
    const next = this.#late.shift();
    next?.();
    return next !== undefined;
  }
}

test('what is wanted no more is given back, also where the answer that it is held comes late', async () => {
  const table = new SlowLeases();
  // The pauses of the renewals never end.
  const clock = { now: () => 0, elapsed: () => 0, sleep: () => new Promise<void>(() => undefined) };
  const leases = new AppLeases({ leases: table, holder: 'h', clock, logger: silentLogger, onChange: () => {} });
  const wanted = [leases.want(['a', 'b']), leases.want(['b']), leases.want(['b', 'c'])];
  let isDone = false;
  void Promise.all(wanted).then(() => {
    isDone = true;
  });
  await expect
    .poll(() => {
      table.answer();
      return isDone;
    })
    .toBe(true);
  expect(['a', 'b', 'c'].map((name) => leases.has(name))).toEqual([false, true, true]);
  expect([...table.held]).toEqual(['b', 'c']);
});
