import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterAnswer, afterFailure, afterGivingUp, type Circuit, closedCircuit, enter } from './circuit.ts';

const settings = { failures: 3, firstMs: 1_000, longestMs: 8_000, probeMs: 60_000 };
const steady = (): number => 0;
const failing = (circuit: Circuit, now: number): Circuit => afterFailure(circuit, now, steady, settings);

test('opens after failures in a row, probes with one request, and opens for longer when that fails', () => {
  let circuit = failing(failing(closedCircuit, 0), 0);
  expect(enter(circuit, 0, settings).waitMs).toBe(0);
  circuit = failing(circuit, 0);
  expect(enter(circuit, 400, settings).waitMs).toBe(600);
  const probe = enter(circuit, 1_000, settings);
  expect([probe.waitMs, probe.circuit.kind]).toEqual([0, 'half_open']);
  expect(enter(probe.circuit, 1_001, settings).waitMs).toBe(5_000);
  expect(enter(failing(probe.circuit, 1_500), 1_500, settings).waitMs).toBe(2_000);
  expect(afterAnswer()).toEqual(closedCircuit);
});

test('a failure between answers does not count, nor does what began before it opened', () => {
  const open = failing(failing(failing(closedCircuit, 0), 0), 0);
  expect(failing(open, 900)).toEqual(open);
  expect(failing(failing(afterAnswer(), 0), 0).kind).toBe('closed');
});

test('a probe that is given up, or says nothing, lets another one go', () => {
  const open = failing(failing(failing(closedCircuit, 0), 0), 0);
  const { circuit } = enter(open, 1_000, settings);
  expect(enter(afterGivingUp(circuit, 1_200), 1_200, settings).waitMs).toBe(0);
  expect(enter(circuit, 61_000, settings).waitMs).toBe(0);
  expect(afterGivingUp(closedCircuit, 5)).toBe(closedCircuit);
});

test('whatever happens, nobody waits for longer than the longest, and while it is not closed one goes at a time', () => {
  const step = fc.record({ ms: fc.nat(20_000), act: fc.constantFrom('ask', 'answer', 'fail', 'give_up') });
  fc.assert(
    fc.property(fc.array(step), fc.double({ min: 0, max: 0.999, noNaN: true }), (steps, luck) => {
      let circuit: Circuit = closedCircuit;
      let now = 0;
      for (const { ms, act } of steps) {
        now += ms;
        const was = circuit;
        if (act === 'ask') {
          const { circuit: next, waitMs } = enter(circuit, now, settings);
          circuit = next;
          expect(waitMs).toBeLessThanOrEqual(settings.longestMs * 1.2);
          if (was.kind !== 'closed' && waitMs === 0) expect(enter(circuit, now, settings).waitMs).toBeGreaterThan(0);
        } else if (act === 'answer') circuit = afterAnswer();
        else if (act === 'fail') circuit = afterFailure(circuit, now, () => luck, settings);
        else circuit = afterGivingUp(circuit, now);
      }
      expect(enter(circuit, now + settings.probeMs, settings).waitMs).toBe(0);
    }),
  );
});
