import { toLarkstreamError } from '../../../model/errors.ts';
import type { SendFacts } from '../../../model/triggers/conversation.ts';
import type { HandlerRequest, HandlerTools, ReplyPart } from '../../../model/triggers/handler.ts';
import type { StoredOutboxRow } from '../../../model/triggers/session-tables.ts';
import type { Tally } from '../../../model/triggers/tally.ts';
import type { FlowHandler } from '../../../triggers/flow/flow-parts.ts';
import type { SenderTable } from '../../../triggers/outbox/sender-ports.ts';

/** A handler whose answers are counted: `ok`, also where one comes later, or the code of what was wrong. */
export function talliedHandler(id: string, { handler, ...others }: FlowHandler, tally: Tally): FlowHandler {
  async function* handle(request: HandlerRequest, tools: HandlerTools): AsyncGenerator<ReplyPart, void, void> {
    let status = 'ok';
    try {
      yield* handler.handle(request, tools);
    } catch (thrown) {
      status = toLarkstreamError(thrown).code;
      throw thrown;
    } finally {
      // What we have broken off says nothing.
      if (!tools.signal.aborted) tally.count('answer', id, status);
    }
  }
  return { ...others, handler: { handle } };
}

/** The code stands at the end of what is kept of a refusal. */
const codeAtEnd = /\((\d+)\)$/;

/** An outbox of which it is counted what was sent and what was not, and measured how soon the beginning of an answer stands in the chat. */
export function talliedOutbox(outbox: SenderTable, tally: Tally, now: () => Promise<number>): SenderTable {
  const held = new Map<string, StoredOutboxRow>();
  const noteShown = async (id: string, done: SendFacts): Promise<void> => {
    const row = held.get(id);
    if (row?.kind !== 'stream' || row.done.messageId !== undefined || done.messageId === undefined) return;
    held.set(id, { ...row, done });
    tally.measure('shown', (await now()) - row.createdAt);
  };
  return {
    claim: async (claim) => {
      const rows = await outbox.claim(claim);
      for (const row of rows) held.set(row.id, row);
      return rows;
    },
    extend: (fences, until) => outbox.extend(fences, until),
    ofTurn: (turnId) => outbox.ofTurn(turnId),
    nextDueAt: () => outbox.nextDueAt(),
    note: async (fence, done) => {
      const isOurs = await outbox.note(fence, done);
      if (isOurs) await noteShown(fence.id, done);
      return isOurs;
    },
    end: async (fence, end, at) => {
      const hasEnded = await outbox.end(fence, end, at);
      const row = held.get(fence.id);
      if (!hasEnded || row === undefined) return hasEnded;
      await noteShown(fence.id, end.done);
      held.delete(fence.id);
      if (end.state === 'sent') tally.count('sent', row.integrationId, row.kind);
      else if (end.state !== 'queued')
        tally.count('unsent', row.integrationId, codeAtEnd.exec(end.lastError.en)?.[1] ?? 'none');
      return hasEnded;
    },
  };
}
