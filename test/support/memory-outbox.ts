import type { OutboxAct } from '../../src/model/triggers/conversation.ts';
import { type BodyVault, SealedText } from '../../src/model/triggers/sealed-text.ts';
import type { OutboxClaim, SendEnd, SendFence, StoredOutboxRow } from '../../src/model/triggers/session-tables.ts';
import type { SenderTable } from '../../src/triggers/outbox/sender-ports.ts';

/** Texts as they are, in the form of sealed ones. */
export const openBodies: BodyVault = {
  seal: (_owner, _boundTo, text) => Promise.resolve(sealed(text)),
  open: ({ value }) => Promise.resolve(Buffer.from(value.split('.')[3] ?? '', 'base64url').toString()),
};

function sealed(text: string): SealedText {
  return new SealedText(`v1.session.se_1.${Buffer.from(text).toString('base64url')}`);
}

interface Entry {
  row: StoredOutboxRow;
  workLane: string;
  leaseUntil: number | undefined;
}

/** The outbox as the store keeps it, in memory: lanes, leases, fences. */
export class MemoryOutbox implements SenderTable {
  readonly #entries: Entry[] = [];

  add(id: string, lane: string, act: OutboxAct, given: Partial<StoredOutboxRow> = {}): void {
    const row: StoredOutboxRow = {
      id,
      turnId: undefined,
      integrationId: 'in_1',
      tenantKey: 't1',
      lane,
      seq: this.#entries.length,
      kind: act.kind,
      body: sealed(JSON.stringify(act)),
      state: 'queued',
      uuid: id,
      attempts: 0,
      nextAt: 0,
      done: {},
      lastError: undefined,
      revision: 0,
      isFinal: act.kind !== 'stream' || act.isFinal,
      createdAt: 0,
      endedAt: undefined,
      ...given,
    };
    this.#entries.push({ row, workLane: lane, leaseUntil: undefined });
  }

  row(id: string): StoredOutboxRow | undefined {
    return this.#entries.find(({ row }) => row.id === id)?.row;
  }

  get open(): number {
    return this.#entries.filter(({ row }) => row.endedAt === undefined).length;
  }

  write(id: string, act: OutboxAct & { readonly kind: 'stream' }): void {
    const entry = this.#entries.find(({ row }) => row.id === id);
    if (entry === undefined) return;
    const body = sealed(JSON.stringify(act));
    entry.row = { ...entry.row, body, isFinal: act.isFinal, revision: entry.row.revision + 1, nextAt: 0 };
  }

  claim({ now, leaseMs, limit }: OutboxClaim): Promise<readonly StoredOutboxRow[]> {
    const lanes = new Set<string>();
    const claimed: StoredOutboxRow[] = [];
    for (const entry of this.#entries) {
      const { row, workLane, leaseUntil } = entry;
      if (row.endedAt !== undefined || lanes.has(workLane)) continue;
      lanes.add(workLane);
      if (claimed.length >= limit || (leaseUntil ?? row.nextAt) > now) continue;
      entry.row = { ...row, state: 'sending', attempts: row.attempts + 1 };
      entry.leaseUntil = now + leaseMs;
      claimed.push(entry.row);
    }
    return Promise.resolve(claimed);
  }

  extend(held: readonly SendFence[], until: number): Promise<readonly StoredOutboxRow[]> {
    const kept = held.flatMap((fence) => this.#heldBy(fence) ?? []);
    for (const entry of kept) entry.leaseUntil = until;
    return Promise.resolve(kept.map(({ row }) => row));
  }

  note(fence: SendFence, done: StoredOutboxRow['done']): Promise<boolean> {
    const entry = this.#heldBy(fence);
    if (entry === undefined) return Promise.resolve(false);
    entry.row = { ...entry.row, done };
    if (entry.row.kind === 'stream' && done.messageId !== undefined) entry.workLane = entry.row.id;
    return Promise.resolve(true);
  }

  end(fence: SendFence, end: SendEnd, now: number): Promise<boolean> {
    const entry = this.#heldBy(fence);
    if (entry === undefined) return Promise.resolve(false);
    const { row } = entry;
    const isOpen = row.kind === 'stream' && end.state === 'sent' && !(row.isFinal && row.revision === end.revision);
    if (isOpen) return Promise.resolve(false);
    const lastError = 'lastError' in end ? end.lastError : undefined;
    const nextAt = end.state === 'queued' ? end.nextAt : row.nextAt;
    entry.leaseUntil = undefined;
    entry.row = {
      ...row,
      state: end.state,
      done: end.done,
      lastError,
      nextAt,
      endedAt: end.state === 'queued' ? undefined : now,
    };
    return Promise.resolve(true);
  }

  ofTurn(turnId: string): Promise<readonly StoredOutboxRow[]> {
    return Promise.resolve(this.#entries.flatMap(({ row }) => (row.turnId === turnId ? [row] : [])));
  }

  nextDueAt(): Promise<number | undefined> {
    const due = this.#entries.flatMap(({ row, leaseUntil }) =>
      row.endedAt === undefined ? [leaseUntil ?? row.nextAt] : [],
    );
    return Promise.resolve(due.length === 0 ? undefined : Math.min(...due));
  }

  #heldBy({ id, attempts }: SendFence): Entry | undefined {
    return this.#entries.find(({ row }) => row.id === id && row.attempts === attempts && row.state === 'sending');
  }
}
