import { expect, test } from 'vitest';
import { VirtualClock } from '../../../test/support/virtual-clock.ts';
import { Permit } from './permit.ts';

const fenced = expect.objectContaining({ code: 'run.fenced', family: 'transient' });

test('an attempt may commit as long as its worker is heard, waits for some seconds more, and ends when it stays silent', async () => {
  const clock = new VirtualClock(0);
  const permit = new Permit(clock);
  await clock.sleep(6_000);
  await permit.wait();
  expect(clock.now()).toBe(6_000);
  permit.renew();
  await clock.sleep(30_000);
  const waiting = permit.wait();
  permit.renew();
  await waiting;
  expect(permit.isOver).toBe(false);
  await expect(
    permit
      .wait()
      .then(() => clock.sleep(61_000))
      .then(() => permit.wait()),
  ).rejects.toEqual(fenced);
  expect(permit.isOver).toBe(true);
});

test('what an attempt has left behind commits nothing after its end, however well the worker is heard', async () => {
  const permit = new Permit(new VirtualClock(0));
  permit.end();
  permit.renew();
  await expect(permit.wait()).rejects.toEqual(fenced);
});
