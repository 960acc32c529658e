import { rest } from '../../model/clock.ts';
import { type LarkstreamError, StoppedError, toLarkstreamError } from '../../model/errors.ts';
import { silentLogger } from '../../model/logger.ts';
import type { Message } from '../../model/message.ts';
import { readTarget } from '../../model/triggers/answer-show.ts';
import type { SendFacts } from '../../model/triggers/conversation.ts';
import type { SendEnd, StoredOutboxRow } from '../../model/triggers/session-tables.ts';
import { openRow } from '../bodies/sealed-rows.ts';
import { HeldRow, type RowNow } from './held-row.ts';
import { readSaid } from './read-said.ts';
import { say } from './say.ts';
import { SendLimits, usualRates } from './send-limits.ts';
import { SendTools } from './send-tools.ts';
import type { SenderOptions } from './sender-ports.ts';
import { smallAct } from './small-acts.ts';
import { StreamSending } from './stream.ts';

const usual = { leaseMs: 30_000, mostHeld: 1_000, pollMs: 1_000, textMs: 150 };
const claimedAtOnce = 50;
/** However often it is woken. */
const betweenClaimsMs = 10;
const betweenRenewalsMs = 50;
const dayMs = 86_400_000;
/** So long who stops waits for what is under way: Lark, or the store, may not answer at all. */
const lastMs = 10_000;

/**
 * Says on Lark what stands in the outbox: the first of each lane, within the limits of chats, people and apps. Whatever ends a sender, another one
 * goes on with what it held when its lease is over.
 */
export class Sender {
  readonly #options: SenderOptions & typeof usual;
  readonly #limits: SendLimits;
  readonly #held = new Map<string, { readonly held: HeldRow; readonly work: Promise<void> }>();
  #woken = new AbortController();
  /** What the clock of the store is ahead of how long this process has lasted. */
  #ahead = 0;
  #renewAt = 0;
  #claimAt = 0;
  #renewedAt = Number.NEGATIVE_INFINITY;
  #claimedAt = Number.NEGATIVE_INFINITY;
  /** Since when it is to end. */
  #endingSince: number | undefined;

  constructor(options: SenderOptions) {
    this.#options = { ...usual, ...options };
    this.#limits = new SendLimits(options.rates ?? usualRates);
  }

  /** Something was added, or the text of a stream has grown. */
  wake(): void {
    this.#renewAt = Math.min(this.#renewAt, this.#renewedAt + betweenRenewalsMs);
    this.#wakeClaim();
  }

  #wakeClaim(): void {
    this.#claimAt = Math.min(this.#claimAt, this.#claimedAt + betweenClaimsMs);
    this.#woken.abort();
  }

  /** Until the signal is aborted; then everything that is under way is given back, and what cannot be within seconds left to its lease. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger = silentLogger } = this.#options;
    while (!signal.aborted) {
      this.#woken = new AbortController();
      let pauseMs = this.#options.pollMs;
      try {
        pauseMs = await this.#round();
      } catch (thrown) {
        logger.warn('The outbox cannot be read', { why: toLarkstreamError(thrown).message });
      }
      await rest(clock, pauseMs, signal, this.#woken.signal);
    }
    this.#endingSince = clock.elapsed();
    for (const { held } of this.#held.values()) held.leave();
    await this.#idle();
    const rows = this.#held.size;
    if (rows > 0)
      logger.warn('Messages under way are left: they are taken up again when their leases are over', { rows });
  }

  async #idle(): Promise<void> {
    const idle = new AbortController();
    void Promise.all([...this.#held.values()].map(({ work }) => work)).then(() => idle.abort('idle'));
    await rest(this.#options.clock, lastMs, idle.signal);
  }

  /** It is to end, and has tried for long enough what the store does not take. */
  get #hasNoTime(): boolean {
    return this.#endingSince !== undefined && this.#options.clock.elapsed() - this.#endingSince >= lastMs / 2;
  }

  #now(): number {
    return this.#options.clock.elapsed() + this.#ahead;
  }

  /** How long nothing is to be done. */
  async #round(): Promise<number> {
    const { clock, storeNow, pollMs } = this.#options;
    const due = (at: number): boolean => clock.elapsed() >= at;
    if (due(this.#renewAt) || due(this.#claimAt)) this.#ahead = (await storeNow()) - clock.elapsed();
    if (this.#held.size > 0 && due(this.#renewAt)) await this.#renew();
    if (due(this.#claimAt)) await this.#claim();
    const next = Math.min(this.#claimAt, this.#held.size === 0 ? Number.POSITIVE_INFINITY : this.#renewAt);
    return Math.max(0, Math.min(pollMs, next - clock.elapsed()));
  }

  async #claim(): Promise<void> {
    const { outbox, holder, leaseMs, mostHeld, integrationIds, clock, pollMs } = this.#options;
    const limit = Math.min(claimedAtOnce, mostHeld - this.#held.size);
    const ids = integrationIds?.();
    const rows =
      limit <= 0 ? [] : await outbox.claim({ holder, now: this.#now(), leaseMs, limit, integrationIds: ids });
    this.#claimedAt = clock.elapsed();
    for (const stored of rows) this.#take(stored);
    const isFull = rows.length === limit && limit > 0;
    const nextAt = isFull ? this.#now() : ((await outbox.nextDueAt()) ?? Number.POSITIVE_INFINITY);
    // What is due and was not given is for somebody else, or being changed.
    const leastMs = isFull ? betweenClaimsMs : rows.length > 0 ? 2 * betweenClaimsMs : pollMs / 4;
    this.#claimAt = this.#claimedAt + Math.min(pollMs, Math.max(leastMs, nextAt - this.#now()));
  }

  /** Keeps what is held, and reads what streams say by now. */
  async #renew(): Promise<void> {
    const { outbox, leaseMs, clock, textMs, bodies } = this.#options;
    this.#renewedAt = clock.elapsed();
    const all = [...this.#held.values()].map(({ held }) => held);
    const rows = await outbox.extend(
      all.map(({ fence }) => fence),
      this.#now() + leaseMs,
    );
    const kept = new Map(rows.map((row) => [row.id, row]));
    for (const held of all) {
      const stored = kept.get(held.fence.id);
      if (stored === undefined) held.leave();
      else if (stored.revision !== held.now.stored.revision || stored.isFinal !== held.now.stored.isFinal) {
        const row = await openRow(bodies, stored);
        if (row === undefined) held.leave();
        else held.update({ stored, row });
      }
    }
    const hasStreams = all.some(({ now }) => now.stored.kind === 'stream' && !now.stored.isFinal);
    this.#renewAt = this.#renewedAt + (hasStreams ? textMs : leaseMs / 3);
  }

  #take(stored: StoredOutboxRow): void {
    const entry: { held?: HeldRow } = {};
    const work = this.#work(stored, (held) => {
      entry.held = held;
      this.#held.set(stored.id, { held, work });
      const { clock, leaseMs, textMs } = this.#options;
      const soonMs = stored.kind === 'stream' && !stored.isFinal ? textMs : leaseMs / 3;
      this.#renewAt = Math.min(Math.max(this.#renewAt, clock.elapsed()), clock.elapsed() + soonMs);
    }).finally(() => {
      if (entry.held !== undefined && this.#held.get(stored.id)?.held === entry.held) this.#held.delete(stored.id);
      this.#options.onWorked?.(stored);
      // Its lane is free.
      this.#wakeClaim();
    });
  }

  async #work(stored: StoredOutboxRow, hold: (held: HeldRow) => void): Promise<void> {
    const { logger = silentLogger } = this.#options;
    try {
      const row = await openRow(this.#options.bodies, stored);
      if (row === undefined) {
        const erased = { state: 'given_up', done: stored.done, lastError: textErased } as const;
        await this.#options.outbox.end({ id: stored.id, attempts: stored.attempts }, erased, this.#now());
        return;
      }
      const held = new HeldRow({ row, stored });
      hold(held);
      await this.#send(held, { row, stored });
    } catch (thrown) {
      // Its lease ends, and it is taken again.
      const error = toLarkstreamError(thrown);
      if (!(error instanceof StoppedError))
        logger.warn('A message was not sent', { row: stored.id, why: error.message });
    }
  }

  async #send(held: HeldRow, { row }: RowNow): Promise<void> {
    const { outbox, bodies, clock, random, messengerOf, streamLimits = {} } = this.#options;
    const now = (): number => this.#now();
    let facts = held.now.stored.done;
    let end: SendEnd;
    try {
      const messenger = await messengerOf(row.integrationId, row.tenantKey);
      const limits = this.#limits;
      const tools = new SendTools({ held, messenger, outbox, bodies, limits, clock, random, now, streamLimits });
      const sending = this.#sendingOf(tools, row.act);
      try {
        end = await sending.run();
      } finally {
        facts = sending.facts ?? facts;
      }
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      end = afterError(held, error, facts, now());
    }
    await this.#end(held, end);
  }

  #sendingOf(
    tools: SendTools,
    act: RowNow['row']['act'],
  ): { readonly facts?: StreamSending['facts']; run(): Promise<SendEnd> } {
    if (act.kind !== 'say' && act.kind !== 'stream') return { run: () => smallAct(tools, act) };
    const target = readTarget(act.target);
    const nothing: SendEnd = { state: 'failed', done: {}, lastError: sayNothing };
    if (target === undefined) return { run: () => Promise.resolve(nothing) };
    if (act.kind === 'stream') return new StreamSending(tools, target, act);
    const said = readSaid(act.said);
    return { run: () => (said === undefined ? Promise.resolve(nothing) : say(tools, { target, said })) };
  }

  /** What was said must not be forgotten because the store is away for a moment. */
  async #end(held: HeldRow, end: SendEnd): Promise<void> {
    const { outbox, clock, leaseMs, logger = silentLogger } = this.#options;
    const since = clock.elapsed();
    for (;;) {
      try {
        await outbox.end(held.fence, end, this.#now());
        return;
      } catch (thrown) {
        logger.warn('The outbox cannot be written', { why: toLarkstreamError(thrown).message });
        if (clock.elapsed() - since > 4 * leaseMs || this.#hasNoTime) return;
        await rest(clock, 1_000);
      }
    }
  }
}

const textErased: Message = { en: 'Its text was erased', zh: '其文本已被清除' };
const sayNothing: Message = { en: 'It does not say to whom, or what', zh: '未说明发送给谁或发送什么' };

/** Nothing was refused: it was left, or there is nobody to speak for the integration. */
function afterError({ now: { stored } }: HeldRow, error: LarkstreamError, done: SendFacts, now: number): SendEnd {
  if (error instanceof StoppedError) return { state: 'queued', done, lastError: undefined, nextAt: now };
  const lastError = error.texts.message;
  if (now > stored.createdAt + dayMs) return { state: 'failed', done, lastError };
  return { state: 'queued', done, lastError, nextAt: now + 30_000 };
}
