/** Stores events as fast as the store takes them: node bench/inbox-receiver.ts URL SECONDS; begins at a line on its input. */
import { once } from 'node:events';
import { Secret } from '../src/model/secret.ts';
import { openEventStore } from '../src/store/open-event-store.ts';
import { newEvents } from './inbox-rows.ts';

const [url = '', seconds = '10'] = process.argv.slice(2);
const store = await openEventStore(new Secret(url));
console.log('ready');
await once(process.stdin, 'data');
const end = performance.now() + Number(seconds) * 1000;
let stored = 0;
while (performance.now() < end) {
  const isNew = await store.accept(newEvents(50));
  stored += isNew.filter(Boolean).length;
}
console.log(stored);
await store.close();
process.stdin.destroy();
