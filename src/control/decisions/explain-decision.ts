import type { ServiceTables } from '../../model/service/service-store.ts';
import type { TriedTrigger } from '../../model/triggers/decision.ts';
import type { StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import type { StoredDecision } from '../../model/triggers/tables.ts';
import type { StoredTurn } from '../../model/triggers/turn-table.ts';

/** A trigger that was tried, and what it has led to. */
export interface ExplainedTrial extends TriedTrigger {
  /** Undefined when it is gone. */
  readonly triggerName: string | undefined;
  readonly turns: readonly LedTurn[];
}

/** A turn that an event has led to, and what was said of it. */
export interface LedTurn extends Pick<StoredTurn, 'id' | 'state' | 'sessionId' | 'lastError'> {
  readonly replies: readonly Pick<StoredOutboxRow, 'id' | 'kind' | 'state' | 'lastError'>[];
}

/** Why an event was answered, or not. */
export interface ExplainedDecision extends Omit<StoredDecision, 'tried'> {
  readonly tried: readonly ExplainedTrial[];
}

type Tables = Pick<ServiceTables, 'triggers' | 'turns' | 'outbox'>;

/** What a decision has led to. `messageId`: of an event that tells of a message. */
export async function explainDecision(
  tables: Tables,
  decision: StoredDecision,
  messageId: string | undefined,
): Promise<ExplainedDecision> {
  const tried = await Promise.all(
    decision.tried.map(async (one) => {
      const trigger = await tables.triggers.find(one.triggerId);
      const turns = one.outcome === 'taken' ? await turnsOf(tables, one, decision.eventId, messageId) : [];
      return { ...one, triggerName: trigger?.name, turns };
    }),
  );
  return { ...decision, tried };
}

async function turnsOf(
  { turns, outbox }: Tables,
  { triggerId }: TriedTrigger,
  eventId: string,
  messageId: string | undefined,
): Promise<readonly LedTurn[]> {
  const of = messageId === undefined ? { eventId } : { messageId };
  const { items } = await turns.page({ limit: 20 }, { triggerId, ...of });
  return await Promise.all(
    items.map(async ({ id, state, sessionId, lastError }) => ({
      ...{ id, state, sessionId, lastError },
      replies: (await outbox.ofTurn(id)).map((row) => ({
        ...{ id: row.id, kind: row.kind, state: row.state, lastError: row.lastError },
      })),
    })),
  );
}
