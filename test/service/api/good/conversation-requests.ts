import { untranslated } from '../../../../src/model/message.ts';
import { type AskedTurn, askedTurn } from '../../../support/asked-turn.ts';
import { newOutboxRow } from '../../../support/trigger-rows.ts';
import { type Arrange, type GoodRequests, nothing } from './good-request.ts';

const ofSession: Arrange = async ({ parts }) => ({ params: { id: (await askedTurn(parts)).session.id } });
const ofTurn: Arrange = async ({ parts }) => ({ params: { id: (await askedTurn(parts)).turn.id } });

async function ended(it: Parameters<Arrange>[0]): Promise<AskedTurn> {
  const asked = await askedTurn(it.parts);
  await it.parts.store.turns.cancel(asked.turn.id, it.clock.now());
  return asked;
}

/** Of a turn whose handler was asked in vain. */
async function dead(it: Parameters<Arrange>[0]): Promise<string> {
  const { turn } = await askedTurn(it.parts);
  const { turns } = it.parts.store;
  const now = await it.parts.store.now();
  const claimed = await turns.claim({ holder: 'worker', now, leaseMs: 60_000, limit: 100 });
  const mine = claimed.find(({ id }) => id === turn.id) ?? turn;
  await turns.end(mine, { state: 'dead', lastError: untranslated('no') }, now);
  return turn.id;
}

const ofPerson: Arrange = async ({ parts }) => {
  const { integrationId, message } = await askedTurn(parts);
  const { openId, name } = message.sender;
  await parts.store.larkUsers.see([{ integrationId, openId, ...(name === undefined ? {} : { name }), at: 1 }]);
  return { params: { id: integrationId, openId } };
};

const ofPaired: Arrange = async ({ parts }) => {
  const { triggerId, message } = await askedTurn(parts);
  await parts.store.triggerFacts.pair(triggerId, message.sender.openId, 1);
  return { params: { id: triggerId, openId: message.sender.openId } };
};

/** Of a conversation that another one has taken the place of. */
const ofHandedOver: Arrange = async (it) => {
  const { session } = await askedTurn(it.parts, { session: { state: 'handed_over' } });
  return { params: { id: session.id } };
};

/** Conversations, what handlers are asked and what they say. */
export const conversationRequests: GoodRequests = {
  'GET /decisions': nothing,
  'GET /integrations/{id}/people': ofPerson,
  'POST /integrations/{id}/people/handler-ids': async (it, walker) => {
    const { params } = await ofPerson(it, walker);
    return { params: { id: params?.id ?? '' }, body: { people: [{ openId: 'ou_ann', handlerUserId: 'u1' }] } };
  },
  'POST /integrations/{id}/people/{openId}': async (it, walker) => ({
    ...(await ofPerson(it, walker)),
    body: { isBlocked: true },
  }),
  'POST /integrations/{id}/people/{openId}/erase': ofPerson,
  'GET /triggers/{id}/paired': ofPaired,
  'POST /triggers/{id}/paired/{openId}/unpair': ofPaired,
  'GET /sessions': nothing,
  'GET /sessions/{id}': ofSession,
  'GET /sessions/{id}/messages': ofSession,
  'POST /sessions/{id}/close': ofSession,
  'POST /sessions/{id}/pin': ofSession,
  'POST /sessions/{id}/unpin': ofSession,
  'POST /sessions/{id}/hand-over': ofSession,
  'POST /sessions/{id}/take-back': ofHandedOver,
  'POST /sessions/{id}/continue': ofSession,
  'POST /sessions/{id}/reset': ofSession,
  'POST /sessions/{id}/fork': ofSession,
  'POST /sessions/{id}/erase': ofSession,
  'GET /turns': nothing,
  'GET /turns/{id}': ofTurn,
  'POST /turns/{id}/replay': async (it) => ({ params: { id: (await ended(it)).turn.id } }),
  'POST /turns/{id}/cancel': ofTurn,
  'POST /turns/{id}/discard': async (it) => ({ params: { id: await dead(it) } }),
  'POST /turns/replay/plan': async () => ({ body: {} }),
  'POST /turns/replay': async (it) => ({ body: { sessionId: (await ended(it)).session.id, state: 'cancelled' } }),
  'POST /turns/discard/plan': async () => ({ body: {} }),
  'POST /turns/discard': async (it) => {
    await dead(it);
    return { body: {} };
  },
  'GET /replies': nothing,
  'POST /replies/{handle}': async ({ parts }) => {
    const { handle } = await askedTurn(parts);
    return { params: { handle }, body: { text: 'It is done.' } };
  },
  'POST /replies/{id}/replay': async ({ parts }) => {
    const { turn, integrationId } = await askedTurn(parts);
    const id = parts.newId('ob');
    await parts.store.outbox.add([newOutboxRow(id, { turnId: turn.id, integrationId })]);
    await parts.store.outbox.giveUp(turn.id, untranslated('No reason'), 1);
    return { params: { id } };
  },
};
