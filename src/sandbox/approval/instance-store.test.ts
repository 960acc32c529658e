import fc from 'fast-check';
import { expect, test } from 'vitest';
import { definitionTemplates } from './definition-templates.ts';
import { InstanceStore } from './instance-store.ts';

const firstMs = 1_700_000_000_000;
const lastMs = firstMs + 30 * 86_400_000;

function storeOf(instances: number, at = 0): InstanceStore {
  return new InstanceStore({
    seed: 1,
    at,
    approvalCode: 'A',
    spec: definitionTemplates.leave,
    instances,
    firstMs,
    lastMs,
  });
}

test('a code leads back to its number, in its own definition only', () => {
  const [store, other] = [storeOf(5_000_000), storeOf(5_000_000, 1)];
  fc.assert(
    fc.property(fc.nat(4_999_999), (number) => {
      const code = store.codeOf(number);
      expect(code).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
      expect(store.numberOf(code)).toBe(number);
      expect(other.numberOf(code)).toBe(-1);
      expect(storeOf(number).numberOf(code)).toBe(-1);
    }),
  );
});

test('creation times never go back and stay inside the span', () => {
  const store = storeOf(2_000);
  const times = Array.from({ length: 2_000 }, (_, number) => store.createdMs(number));
  expect(times.every((ms, at) => ms >= firstMs && ms < lastMs && ms > (times[at - 1] ?? 0))).toBe(true);
});

test('the first number of an instant is what counting would find', () => {
  const store = storeOf(700);
  const times = Array.from({ length: 700 }, (_, number) => store.createdMs(number));
  const instants = fc.oneof(fc.integer({ min: firstMs - 1000, max: lastMs + 1000 }), fc.constantFrom(...times));
  fc.assert(
    fc.property(instants, (ms) => {
      expect(store.firstNumberAt(ms)).toBe(times.filter((created) => created < ms).length);
    }),
  );
  expect(storeOf(0).firstNumberAt(lastMs)).toBe(0);
});

test('added instances are listed by their creation time whatever the order of adding', () => {
  const store = storeOf(0);
  const wanted = [5, 1, 3, 3, 9].map((step) => firstMs + step);
  for (const nowMs of wanted) store.add({ initiator: 0, form: { seed: 1 }, nowMs, uuid: '' });
  expect(store.addedInstances.map((entry) => entry.createdMs)).toEqual([...wanted].sort((left, right) => left - right));
});
