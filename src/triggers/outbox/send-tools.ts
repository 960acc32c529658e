import { type Clock, rest } from '../../model/clock.ts';
import { LarkstreamError, StoppedError } from '../../model/errors.ts';
import type { Random } from '../../model/random.ts';
import type { SendFacts } from '../../model/triggers/conversation.ts';
import type { Messenger, Target } from '../../model/triggers/messenger.ts';
import type { BodyVault } from '../../model/triggers/sealed-text.ts';
import type { SendFault, SendOperation } from '../../model/triggers/send-fault.ts';
import { judgeSendError } from '../../model/triggers/send-faults.ts';
import type { SendEnd } from '../../model/triggers/session-tables.ts';
import { openRow } from '../bodies/sealed-rows.ts';
import type { StreamLimits } from '../replies/stream/stream-state.ts';
import { afterRefusal } from './after-refusal.ts';
import type { HeldRow } from './held-row.ts';
import type { LimitKey, SendLimits } from './send-limits.ts';
import type { SenderTable } from './sender-ports.ts';

/** A little less than the hour in which a uuid makes a message once. */
const uuidMs = 55 * 60_000;

interface Parts {
  readonly held: HeldRow;
  readonly messenger: Messenger;
  readonly outbox: SenderTable;
  readonly bodies: BodyVault;
  readonly limits: SendLimits;
  readonly clock: Clock;
  readonly random: Random;
  /** By the clock of the store, as far as it is known. */
  readonly now: () => number;
  readonly streamLimits: Partial<StreamLimits>;
}

/** What sending one row needs. */
export class SendTools {
  readonly parts: Parts;
  /** What the call under way counts for: what 230020 is about. */
  keys: readonly LimitKey[] = [];

  constructor(parts: Parts) {
    this.parts = parts;
  }

  get held(): HeldRow {
    return this.parts.held;
  }

  get messenger(): Messenger {
    return this.parts.messenger;
  }

  storeTime(): number {
    return this.parts.now();
  }

  /** Waits until it may be sent. @throws StoppedError when the row is to be left meanwhile */
  async turn(keys: readonly LimitKey[], ofApp: 'app' | 'app_cards' | undefined = 'app'): Promise<void> {
    const { limits, held } = this.parts;
    const { integrationId } = held.now.row;
    const all = ofApp === undefined ? keys : [...keys, { kind: ofApp, id: integrationId }];
    const at = limits.reserve(all, this.storeTime());
    await this.until(at);
    this.stopped();
  }

  /** Sleeps until that time, or until there is more of the row. */
  async until(at: number | undefined, isWoken = false): Promise<void> {
    const { held, clock } = this.parts;
    const changed = held.changed;
    const pauseMs = at === undefined ? Number.POSITIVE_INFINITY : at - this.storeTime();
    if (pauseMs <= 0 || held.signal.aborted) return;
    if (!isWoken) return await rest(clock, pauseMs, held.signal);
    const waking = new AbortController();
    const wake = (): void => waking.abort();
    void changed.then(wake);
    if (Number.isFinite(pauseMs)) await rest(clock, pauseMs, held.signal, waking.signal);
    else await changed;
  }

  /** @throws StoppedError when the row is somebody else's, or the process ends */
  stopped(): void {
    if (!this.held.signal.aborted) return;
    throw new StoppedError({ code: 'run.stopped', message: { en: 'The row is left.', zh: '已停止发送。' } });
  }

  /** What to do about an error. */
  judge(operation: SendOperation, error: unknown): SendFault & { readonly isUnknown: boolean } {
    // Nothing was refused: it was we who left, and somebody goes on. What one person sees by himself could come twice.
    if (error instanceof StoppedError && operation !== 'ephemeral') throw error;
    const fault = judgeSendError(operation, error);
    const { limits } = this.parts;
    const code = codeOf(error);
    if (code === tooFast) for (const key of this.keys) limits.pause(key, this.storeTime() + 1_000);
    return fault;
  }

  /** How a row ends that was refused. */
  refused(fault: SendFault & { readonly isUnknown?: boolean }, error: unknown, done: SendFacts): SendEnd {
    const { held, random } = this.parts;
    const { stored } = held.now;
    return afterRefusal({ stored, fault, code: codeOf(error), done, now: this.storeTime(), random });
  }

  /** Whether somebody may have said it so long ago that its uuid is forgotten. */
  get mayBeForgotten(): boolean {
    const { attempts, createdAt } = this.held.now.stored;
    return attempts > 1 && this.storeTime() - createdAt > uuidMs;
  }

  /** Ids of what is known to have been said by other rows of the turn. */
  async idsOfTurn(): Promise<ReadonlySet<string>> {
    const { row } = this.held.now;
    const rows = row.turnId === undefined ? [] : await this.parts.outbox.ofTurn(row.turnId);
    return new Set(rows.flatMap(({ id, done }) => (id === row.id ? [] : (done.messageId ?? []))));
  }

  /** The newest message that a turn has said. */
  async lastOfTurn(turnId: string): Promise<string | undefined> {
    const rows = await this.parts.outbox.ofTurn(turnId);
    return rows.flatMap(({ done }) => done.messageId ?? []).at(-1);
  }

  /** Under which id Lark has a reaction of this turn. */
  async reactionOf(messageId: string, emoji: string): Promise<string | undefined> {
    const { row } = this.held.now;
    if (row.turnId === undefined) return undefined;
    for (const stored of await this.parts.outbox.ofTurn(row.turnId)) {
      const { reactionId } = stored.done;
      const act = reactionId === undefined ? undefined : (await openRow(this.parts.bodies, stored))?.act;
      const isSign = act?.kind === 'react' || act?.kind === 'unreact';
      if (isSign && act.messageId === messageId && act.emoji === emoji) return reactionId;
    }
    return undefined;
  }
}

const tooFast = 230_020;

function codeOf(error: unknown): number | undefined {
  const code = error instanceof LarkstreamError ? error.details.platformCode : undefined;
  return typeof code === 'number' ? code : undefined;
}

/** Where what is said to a target counts. */
export function placeKey(target: Target): LimitKey {
  return target.kind === 'person' ? { kind: 'person', id: target.openId } : { kind: 'chat', id: target.chatId };
}
