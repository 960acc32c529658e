import { afterEach, beforeEach, expect, test } from 'vitest';
import { FeedHarness } from '../../../test/support/feed-harness.ts';
import { refused, SmallTenant } from '../../../test/support/small-tenant.ts';
import { createPeopleLookup, type PeopleLookup } from './people-lookup.ts';

let tenant: SmallTenant;
let harness: FeedHarness;
let people: PeopleLookup;

beforeEach(async () => {
  tenant = await SmallTenant.start();
  harness = new FeedHarness(tenant, 0);
  people = createPeopleLookup(harness.client, { signal: harness.stop.signal });
  tenant.departments.set('od-a', '0');
  for (let index = 0; index < 120; index++) tenant.addUser(`ou_${index}`, ['od-a']);
});

afterEach(async () => {
  await harness.client.close();
  await tenant[Symbol.asyncDispose]();
});

const ids = (count: number): string[] => Array.from({ length: count }, (_, index) => `ou_${index}`);

test('a people lookup returns names and departments, fifty people a call', async () => {
  const cards = await people.lookup(ids(120), 'open_id');
  expect(cards.size).toBe(120);
  expect(cards.get('ou_7')).toMatchObject({ name: 'Name ou_7', departments: [{ id: 'od-a', name: 'Dept od-a' }] });
  expect(tenant.count('users/batch')).toBe(3);
  expect(tenant.count('departments/batch')).toBe(1);
});

test('asks once, at the same time and afterwards, for unknown ids too', async () => {
  const [first, second] = await Promise.all([
    people.lookup(['ou_1', 'ou_unknown'], 'open_id'),
    people.lookup(['ou_unknown', 'ou_1'], 'open_id'),
  ]);
  expect([...first.keys()]).toEqual(['ou_1']);
  expect(second.get('ou_1')).toEqual(first.get('ou_1'));
  await people.lookup(['ou_unknown'], 'open_id');
  expect(tenant.count('users/batch')).toBe(1);
});

test('a people lookup asks again for people after a failure', async () => {
  tenant.fault = () => refused(40001);
  await expect(people.lookup(['ou_1'], 'open_id')).rejects.toMatchObject({ code: 'lark.parameter.rejected' });
  tenant.fault = () => undefined;
  expect((await people.lookup(['ou_1'], 'open_id')).size).toBe(1);
});
