import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ReceivedEvent } from '../model/event.ts';
import { toDeadLetter, toStorable } from './dead-letter.ts';

const event: ReceivedEvent = {
  id: 'e1',
  dedupKey: 'e1',
  type: 'contact.user.created_v3',
  appId: 'cli_1',
  tenantKey: 't',
  createdAt: 1_800_000_000_000,
  receivedAt: 1_800_000_000_001,
  via: 'webhook',
  orderKey: 'approval/I1',
  body: { object: { open_id: 'ou_1' } },
};
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u0000', '\ud800', '\u001b[2J', 'x'.repeat(5_000), `${'🙂'.repeat(300)}\u202e`),
);

test('an ordinary event is kept as it is', () => {
  expect(toStorable(event)).toEqual(event);
});

test('any id of an event becomes storable, and different ids stay different', () => {
  const named = fc.record({
    id: hostile,
    dedupKey: hostile,
    type: hostile,
    tenantKey: hostile,
    createdAt: fc.double(),
  });
  fc.assert(
    fc.property(named, hostile, (names, other) => {
      const { id, dedupKey, type, tenantKey, orderKey, createdAt } = toStorable({
        ...event,
        ...names,
        orderKey: other,
      });
      for (const text of [id, dedupKey, type, tenantKey, orderKey ?? '']) {
        expect(text.length).toBeLessThanOrEqual(200);
        expect(text.isWellFormed() && !/\p{Cc}|\u202e/u.test(text)).toBe(true);
      }
      expect(Number.isSafeInteger(createdAt)).toBe(true);
      expect(new Date(createdAt).toISOString()).toBeTypeOf('string');
      if (names.dedupKey !== other) expect(dedupKey).not.toBe(orderKey);
      const letter = toDeadLetter({ ...event, ...names }, { en: 'refused', zh: '被拒绝' });
      expect(JSON.stringify(letter.body)).not.toMatch(/\\u0000|\\ud[89a-f]/);
    }),
    { numRuns: 500 },
  );
});
