import { openEventStore } from '../../../../src/store/open-event-store.ts';
import { receivedEvent } from '../../../support/received-event.ts';
import type { TestApi } from '../../../support/service-api.ts';
import { type Arrange, type GoodRequest, type GoodRequests, nothing, unique } from './good-request.ts';

/** An event that a consumer wants. */
async function anEvent({ parts, clock }: TestApi): Promise<GoodRequest> {
  const events = await openEventStore(parts.resources.eventStore);
  const at = clock.now();
  await events.register({ name: 'good', filter: { types: ['*'] }, from: 'now' }, at);
  await events.accept([receivedEvent(unique(), { at })]);
  const seq = await events.lastSeq();
  await events.close();
  return { params: { id: `ev_${seq}` } };
}

const steered: Arrange = async (it) => ({ ...(await anEvent(it)), body: { consumer: 'good' } });
const many: Arrange = async (it) => {
  await anEvent(it);
  return { body: { consumer: 'good', since: '2026-01-01T00:00:00Z', limit: 10 } };
};

/** Events, and what becomes of them. */
export const eventRequests: GoodRequests = {
  'GET /events': nothing,
  'GET /events/types': nothing,
  'POST /events/search': async () => ({ body: { text: 'oc_1' } }),
  'POST /events/replay/plan': many,
  'POST /events/retry/plan': many,
  'POST /events/discard/plan': many,
  'GET /events/{id}': anEvent,
  'GET /events/{id}/payload': anEvent,
  'GET /events/{id}/trace': anEvent,
  'POST /events/{id}/replay': steered,
  'POST /events/{id}/retry': steered,
  'POST /events/{id}/discard': steered,
  'POST /events/replay': many,
  'POST /events/retry': many,
  'POST /events/discard': many,
};
