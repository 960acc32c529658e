import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addressShare, ConnectionLimiter, type PeerConnection } from './connection-limiter.ts';

const limits = { connections: 8, connectionsPerAddress: 3, bytes: 1_000_000 };

function newcomer(closed: Set<PeerConnection>, address: string | undefined): PeerConnection {
  const connection: PeerConnection = {
    address,
    close: () => void closed.add(connection),
    dropBody: () => {},
    isProven: false,
    answering: 0,
    bytes: 0,
  };
  return connection;
}

test('for any sequence, the limiter keeps its bounds, closes no connection that is being answered, and admits each new one', () => {
  const step = fc.record({
    what: fc.constantFrom('add', 'hold', 'hold', 'prove', 'answer', 'release', 'remove'),
    address: fc.constantFrom('a', 'b', 'c', undefined),
    pick: fc.nat(),
    bytes: fc.integer({ min: 1, max: 400_000 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const closed = new Set<PeerConnection>();
      const limiter = new ConnectionLimiter(limits);
      let connections: PeerConnection[] = [];
      for (const { what, address, pick, bytes } of steps) {
        const connection = connections[pick % Math.max(1, connections.length)];
        if (what === 'add') {
          const one = newcomer(closed, address);
          const mayWait =
            connections.some(({ answering }) => answering === 0) || connections.length < limits.connections;
          const isCrowded = connections
            .filter((other) => other.address === address && !other.isProven)
            .every(({ answering }) => answering > 0);
          limiter.add(one);
          connections.push(one);
          if (mayWait && (address === undefined || !isCrowded)) expect(closed.has(one)).toBe(false);
        } else if (connection === undefined) continue;
        else if (what === 'hold') limiter.hold(connection, bytes);
        else if (what === 'prove') limiter.prove(connection);
        else if (what === 'answer') connection.answering = 1;
        else if (what === 'release') {
          limiter.release(connection, bytes);
          connection.answering = 0;
        } else limiter.remove(connection);
        if (what === 'remove') connections = connections.filter((one) => one !== connection);
        for (const one of closed)
          if (connections.includes(one)) expect(one.answering === 0 || one === connection).toBe(true);
        connections = connections.filter((one) => !closed.has(one));
        expect(limiter.connections).toBe(connections.length);
        expect(limiter.connections).toBeLessThanOrEqual(limits.connections);
        expect(limiter.bytes).toBe(connections.reduce((sum, one) => sum + one.bytes, 0));
        expect(limiter.bytes).toBeLessThanOrEqual(limits.bytes);
        for (const share of ['a', 'b', 'c'])
          expect(connections.filter((one) => one.address === share && !one.isProven).length).toBeLessThanOrEqual(3);
      }
    }),
    { numRuns: 300 },
  );
});

test('those of an address who have proved themselves take nothing of its share, and strangers beside them close none of them', () => {
  const closed = new Set<PeerConnection>();
  const limiter = new ConnectionLimiter(limits);
  const known = Array.from({ length: 5 }, () => newcomer(closed, 'a'));
  for (const connection of known) {
    limiter.add(connection);
    limiter.prove(connection);
  }
  const strangers = Array.from({ length: 20 }, () => newcomer(closed, 'a'));
  for (const connection of strangers) limiter.add(connection);
  expect([...closed]).toEqual(strangers.slice(0, -3));
});

test('small bodies pass while large ones hold what there is', () => {
  const closed = new Set<PeerConnection>();
  const limiter = new ConnectionLimiter(limits);
  const [small, large, next] = [1, 2, 3].map(() => newcomer(closed, undefined));
  if (small === undefined || large === undefined || next === undefined) throw new Error('three connections');
  for (const connection of [small, large, next]) limiter.add(connection);
  limiter.hold(small, 2_000);
  limiter.hold(large, 900_000);
  limiter.hold(next, 150_000);
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
