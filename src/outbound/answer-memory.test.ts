import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AnswerMemory, type AnswerShare } from './answer-memory.ts';

test('answers of any size, in any order, all get through, and never hold more than the total and one answer', () => {
  const total = 100;
  const largest = 80;
  const sizes = fc.array(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }), { maxLength: 30 });
  fc.assert(
    fc.property(sizes, fc.infiniteStream(fc.nat()), (answers, order) => {
      const memory = new AnswerMemory(total);
      const running = new Map<AnswerShare, number[]>();
      const waiting = new Set<AnswerShare>();
      for (const parts of answers) running.set(memory.open(), [...parts]);
      while (running.size > 0) {
        const ready = [...running].filter(([share]) => !waiting.has(share));
        expect(ready.length).toBeGreaterThan(0);
        const [share, parts] = ready[(order.next().value ?? 0) % ready.length] ?? expect.unreachable();
        const part = parts.shift();
        if (part === undefined) {
          share.end();
          share.end();
          running.delete(share);
        } else {
          waiting.add(share);
          if (share.grow(part, () => waiting.delete(share))) waiting.delete(share);
        }
        expect(memory.heldBytes).toBeLessThanOrEqual(total + largest);
      }
      expect(memory.heldBytes).toBe(0);
    }),
  );
});
