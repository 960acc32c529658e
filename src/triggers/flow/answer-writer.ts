import { rest } from '../../model/clock.ts';
import type { AnswerShow } from '../../model/triggers/answer-show.ts';
import type { OutboxAct } from '../../model/triggers/conversation.ts';
import type { NewOutboxRow, StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import { ownerOf, sealAct } from '../bodies/sealed-rows.ts';
import { derivedId } from './derived-id.ts';
import type { FlowParts } from './flow-parts.ts';
import type { Work } from './load-work.ts';
import { rowOf, targetJson } from './rows-to-say.ts';

/** Writes less far apart change nothing that people see. */
const writeMs = 150;

/** Which row an answer is written to. */
export interface AnswerRow {
  readonly id: string;
  /** It was begun, by this attempt or by one before: whoever takes a turn over writes on. */
  readonly isThere: boolean;
}

/** The one that has not ended, or the next: of a turn that is played again, the answer is said anew. */
export function answerRow(turnId: string, rows: readonly StoredOutboxRow[]): AnswerRow {
  for (let count = 0; ; count++) {
    const id = derivedId('ob', 'answer', turnId, count);
    const row = rows.find((one) => one.id === id);
    if (row === undefined) return { id, isThere: false };
    if (row.endedAt === undefined && !row.isFinal) return { id, isThere: true };
  }
}

/** Writes the text of an answer into its row while it grows. */
export class AnswerWriter {
  readonly #parts: FlowParts;
  readonly #work: Work;
  readonly #show: () => AnswerShow;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  #row: AnswerRow;
  #text: string | undefined;
  #loop: Promise<void> | undefined;
  #failed: unknown;
  /** Nobody sees it any more: the message it answers to is gone, or Lark refuses it. */
  #isOver = false;

  constructor(parts: FlowParts, work: Work, row: AnswerRow, show: () => AnswerShow, signal: AbortSignal) {
    this.#parts = parts;
    this.#work = work;
    this.#row = row;
    this.#show = show;
    this.#signal = signal;
  }

  get row(): AnswerRow {
    return this.#row;
  }

  /** There is this to say by now. Throws what writing it before has come to. */
  grow(text: string): void {
    if (this.#failed !== undefined) throw this.#failed;
    if (text.trim() === '' || this.#isOver || this.#work.target === undefined) return;
    this.#text = text;
    this.#loop ??= this.#write();
  }

  /** Ends; what was not written is in the final text. */
  async stop(): Promise<void> {
    this.#text = undefined;
    this.#stop.abort();
    await this.#loop;
  }

  /** The act of the row. */
  act(text: string, isFinal: boolean): OutboxAct | undefined {
    const { target } = this.#work;
    return target && { kind: 'stream', target: targetJson(target), text, isFinal, show: this.#show() };
  }

  /** A row that is not there yet. */
  async newRow(act: OutboxAct): Promise<NewOutboxRow> {
    const { stored, integration, chatId = stored.lane } = this.#work;
    const owner = ownerOf(stored);
    const now = await this.#parts.store.now();
    const { id } = this.#row;
    return await rowOf(this.#parts.bodies, {
      id,
      turnId: stored.id,
      integrationId: integration.id,
      tenantKey: stored.tenantKey,
      lane: chatId,
      act,
      owner,
      now,
    });
  }

  async #write(): Promise<void> {
    try {
      for (let text = this.#take(); text !== undefined; text = this.#take()) {
        await this.#put(text);
        await rest(this.#parts.clock, writeMs, this.#stop.signal, this.#signal);
      }
    } catch (thrown) {
      this.#failed = thrown;
    } finally {
      this.#loop = undefined;
    }
  }

  #take(): string | undefined {
    const text = this.#text;
    this.#text = undefined;
    return text;
  }

  async #put(text: string): Promise<void> {
    const { store, bodies } = this.#parts;
    const { stored } = this.#work;
    const act = this.act(text, false);
    if (act === undefined) return;
    if (this.#row.isThere) {
      const body = await sealAct(bodies, ownerOf(stored), this.#row.id, act);
      const isWritten = await store.outbox.write(this.#row.id, stored, {
        body,
        isFinal: false,
        now: await store.now(),
      });
      // Either it has ended, or the turn is somebody else's: whoever holds the leases tells.
      this.#isOver ||= !isWritten;
      return;
    }
    const row = await this.newRow(act);
    const isOurs = await store.transaction(async ({ turns, outbox }) => {
      await turns.lockLane(stored.lane);
      if (!(await turns.holds(stored))) return false;
      await outbox.add([row]);
      return true;
    });
    this.#isOver ||= !isOurs;
    this.#row = { id: this.#row.id, isThere: isOurs };
  }
}
