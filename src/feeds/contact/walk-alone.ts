import type { WalkAlone } from '../directory.ts';
import { ContactClient } from './contact-client.ts';
import { toIdTypes } from './id-types.ts';
import { toPerson } from './rows.ts';
import { Walk } from './walk.ts';

/** Everyone whom the app may see, by a walk that no other feed makes. */
export const walkAlone: WalkAlone = async function* ({ client, signal }, feed) {
  const contact = new ContactClient({ client, signal, feed, idTypes: toIdTypes({}) });
  const walk = new Walk({ contact, people: true });
  for await (const event of walk.events()) {
    if (event.kind !== 'people') continue;
    for (const user of event.people) {
      const person = toPerson(user);
      if (person !== undefined) yield person;
    }
  }
  const failure = walk.failure;
  if (failure !== undefined) throw failure;
};
