import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesEvent } from '../model/event-filter.ts';
import { ConsumerIndex } from './consumer-index.ts';

const appId = fc.constantFrom('cli_1', 'cli_2', '');
const tenantKey = fc.constantFrom('t1', 't2', '');
const type = fc.constantFrom('im.message', 'im.chat', 'contact.user', '');
const filter = fc.record(
  {
    types: fc.array(fc.constantFrom('im.*', 'im.message', 'contact.user', '*', 'im'), { maxLength: 2 }),
    appIds: fc.array(appId, { maxLength: 2 }),
    tenantKeys: fc.array(tenantKey, { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

test('the index finds for each event the consumers whose filter fits, each once', () => {
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 8 }), fc.record({ type, appId, tenantKey }), (filters, event) => {
      const consumers = filters.map((one, at) => ({ name: String(at), filter: one }));
      const fitting = consumers.filter((one) => matchesEvent(one.filter, event)).map(({ name }) => name);
      expect(new ConsumerIndex(consumers).consumersOf(event).sort()).toEqual(fitting.sort());
    }),
  );
});
