import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fence, OpenedDestination } from '../../src/model/destination.ts';
import { TransientError } from '../../src/model/errors.ts';
import { untranslated } from '../../src/model/message.ts';
import { type DestinationHarness, none, rows, things, useDestination } from './destination-fixture.ts';

const attempt = (number: number, writer = 'pl_1'): Fence => ({ writer, number });

/**
 * Attempts have numbers, and one that a later attempt has taken the place of writes nothing any more. The lock of a destination keeps two
 * writers apart while both live; it does not know an attempt that was paused before its lock, or has lost it.
 */
export function fenceContract(name: string, start: () => Promise<DestinationHarness>): void {
  describe(`${name}: attempts`, () => {
    const { harness, open, end, live, states } = useDestination(start);

    const fenced = expect.objectContaining({ code: 'run.fenced', family: 'transient' });

    async function write(runId: string, fence: number | undefined, id: string): Promise<void> {
      const destination = await open(runId, {
        streams: [things],
        ...(fence === undefined ? {} : { fence: attempt(fence) }),
      });
      await destination.write(rows('things', { id }));
      await destination.commit(new Map([['base/t', { by: id }]]));
      await end(destination);
    }

    async function refused(fence: number, work: (destination: OpenedDestination) => Promise<unknown>): Promise<void> {
      const destination = await harness().open(false, attempt(fence));
      try {
        await expect(work(destination)).rejects.toEqual(fenced);
      } finally {
        await destination.close();
      }
    }
    const begin = (destination: OpenedDestination, runId: string): Promise<unknown> =>
      destination.begin({
        sourceId: 'tenant',
        runId,
        startedAt: '2026-01-09T00:00:00.000Z',
        streams: [{ stream: things, mode: 'dedup' }],
      });

    test('one that was overtaken before it began neither writes nor resets', async () => {
      await write('run1', 10, 'a');
      await write('run2', 20, 'b');
      const before = [await live(), await states()];
      await refused(10, (destination) => begin(destination, 'run3'));
      await refused(19, (destination) => destination.state.reset('tenant', [things], ['base/t']));
      expect([await live(), await states()]).toEqual(before);
      await write('run4', 20, 'c');
      expect(await live()).toEqual(['a', 'b', 'c']);
    });

    test('sources of one destination do not fence each other, and who has no number may always write', async () => {
      await write('run1', 10, 'a');
      const other = await harness().open(false, attempt(5));
      await other.begin({
        sourceId: 'another',
        runId: 'run2',
        startedAt: '2026-01-02T00:00:00.000Z',
        streams: [{ stream: things, mode: 'dedup' }],
      });
      await other.commit(none);
      await end(other);
      await write('run3', undefined, 'b');
      expect(await live()).toEqual(['a', 'b']);
    });

    test('one whose worker is not heard any more commits nothing, whoever else writes or not', async () => {
      let isHeard = true;
      const mayWrite = async (): Promise<void> => {
        if (!isHeard) throw new TransientError({ code: 'run.fenced', message: untranslated('unheard') });
      };
      const destination = await open('run1', { streams: [things], fence: { ...attempt(1), mayWrite } });
      await destination.write(rows('things', { id: 'a' }));
      await destination.commit(new Map([['base/t', 1]]));
      const before = [await live(), await states()];
      isHeard = false;
      await destination.write(rows('things', { id: 'b' }));
      await expect(destination.commit(new Map([['base/t', 2]]))).rejects.toEqual(fenced);
      await expect(destination.publish([], new Map([['base/t', 2]]))).rejects.toEqual(fenced);
      await expect(destination.finish()).rejects.toEqual(fenced);
      await destination.close();
      expect([await live(), await states()]).toEqual(before);
    });

    test('writers of one source do not fence each other, also where the number of one is far ahead', async () => {
      await write('run1', 2 ** 50, 'a');
      const other = await open('run2', { streams: [things], fence: attempt(5, 'pl_2') });
      await other.write(rows('things', { id: 'b' }));
      await other.commit(none);
      await end(other);
      expect(await live()).toEqual(['a', 'b']);
    });

    test('in any order: only what no later attempt has preceded is there', async () => {
      const orders = fc.array(fc.integer({ min: 1, max: 2 ** 45 }), { minLength: 2, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(orders, async (fences) => {
          const base = 2 ** 46 * ++round;
          let highest = 0;
          for (const [at, fence] of fences.entries()) {
            const id = `${round}-${at}`;
            const number = base + fence;
            if (number < highest) {
              await refused(number, (destination) => begin(destination, 'run1'));
              expect(await live()).not.toContain(id);
            } else {
              highest = number;
              await write('run1', number, id);
              expect(await live()).toContain(id);
            }
          }
        }),
        { numRuns: 5 },
      );
    });
    let round = 0;
  });
}
