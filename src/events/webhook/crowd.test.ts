import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressShare, Crowd, type Guest } from './crowd.ts';

const limits = { connections: 8, connectionsPerAddress: 3, bytes: 1_000_000 };

function newcomer(closed: Set<Guest>, address: string | undefined): Guest {
  const guest: Guest = {
    address,
    close: () => void closed.add(guest),
    dropBody: () => {},
    isProven: false,
    answering: 0,
    bytes: 0,
  };
  return guest;
}

test('whatever comes, no bound is passed; what is being answered is left alone, and whoever comes now has a place', () => {
  const step = fc.record({
    what: fc.constantFrom('enter', 'hold', 'hold', 'prove', 'answer', 'release', 'leave'),
    address: fc.constantFrom('a', 'b', 'c', undefined),
    pick: fc.nat(),
    bytes: fc.integer({ min: 1, max: 400_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const closed = new Set<Guest>();
      const crowd = new Crowd(limits);
      let guests: Guest[] = [];
      for (const { what, address, pick, bytes } of steps) {
        const guest = guests[pick % Math.max(1, guests.length)];
        if (what === 'enter') {
          const one = newcomer(closed, address);
          const mayWait = guests.some(({ answering }) => answering === 0) || guests.length < limits.connections;
          const isCrowded = guests.filter((other) => other.address === address).every(({ answering }) => answering > 0);
          crowd.enter(one);
          guests.push(one);
          if (mayWait && (address === undefined || !isCrowded)) expect(closed.has(one)).toBe(false);
        } else if (guest === undefined) continue;
        else if (what === 'hold') crowd.hold(guest, bytes);
        else if (what === 'prove') guest.isProven = true;
        else if (what === 'answer') guest.answering = 1;
        else if (what === 'release') {
          crowd.release(guest, bytes);
          guest.answering = 0;
        } else crowd.leave(guest);
        if (what === 'leave') guests = guests.filter((one) => one !== guest);
        for (const one of closed) if (guests.includes(one)) expect(one.answering === 0 || one === guest).toBe(true);
        guests = guests.filter((one) => !closed.has(one));
        expect(crowd.connections).toBe(guests.length);
        expect(crowd.connections).toBeLessThanOrEqual(limits.connections);
        expect(crowd.bytes).toBe(guests.reduce((sum, one) => sum + one.bytes, 0));
        expect(crowd.bytes).toBeLessThanOrEqual(limits.bytes);
        for (const share of ['a', 'b', 'c'])
          expect(guests.filter((one) => one.address === share).length).toBeLessThanOrEqual(3);
      }
    }),
    { numRuns: 300 },
  );
});

test('small bodies pass while large ones hold what there is', () => {
  const closed = new Set<Guest>();
  const crowd = new Crowd(limits);
  const [small, large, next] = [1, 2, 3].map(() => newcomer(closed, undefined));
  if (small === undefined || large === undefined || next === undefined) throw new Error('three guests');
  for (const guest of [small, large, next]) crowd.enter(guest);
  crowd.hold(small, 2_000);
  crowd.hold(large, 900_000);
  crowd.hold(next, 150_000);
  expect([...closed]).toEqual([large]);
});

test.each([
  ['203.0.113.9', '203.0.113.9'],
  ['::ffff:203.0.113.9', '203.0.113.9'],
  ['2001:db8:1:2:aaaa::1', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('the share of %s is that of %s', (address, share) => {
  expect(addressShare(address)).toBe(share);
});
