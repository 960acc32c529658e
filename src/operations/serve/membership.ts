import { hostname } from 'node:os';
import { type Clock, rest } from '../../model/clock.ts';
import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { KeyPrint } from '../../model/service/master-keys.ts';
import type { HeldKeys, Member, MemberTable } from '../../model/service/member.ts';

const beatMs = 5_000;
/** So soon others hear of keys that have changed. */
const lookMs = 1_000;
/** Whoever has been silent for so long is gone. */
const silentMs = 600_000;

interface MembershipParts {
  readonly members: MemberTable;
  /** Proves that the store is still the one that was opened. @throws ConfigError `serve.store.replaced` */
  readonly assertStore: () => Promise<void>;
  readonly member: Pick<Member, 'id' | 'roles' | 'slots' | 'programVersion'>;
  /** What others are told of the master keys. */
  readonly keys: { prints(): readonly KeyPrint[]; unopened(): Promise<readonly string[]> };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is said of a store whose tables are none of this version. */
const versionCodes: ReadonlySet<string> = new Set(['store.version.newer', 'store.version.other']);
const outdated =
  'The store is of a newer version than this process, which cannot rely on it any more and takes no more work: stop it, and start the newer version in its place';

type DrainListener = (isDraining: boolean) => Promise<void>;

/** This process among those of the service. */
export class Membership {
  readonly #parts: MembershipParts;
  readonly #stop = new AbortController();
  readonly #startedAt: number;
  #beating: Promise<void> | undefined;
  #drainingSince: number | undefined;
  #isDrained = false;
  #told = '';
  #isOutdatedTold = false;
  #publicUrl: () => string | undefined = () => undefined;
  #onDrain: DrainListener = async () => undefined;
  readonly #lost = Promise.withResolvers<LarkstreamError>();

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    this.#startedAt = parts.clock.now();
  }

  /** Comes when the store has become another one: this process can do nothing more in it. */
  get lost(): Promise<LarkstreamError> {
    return this.#lost.promise;
  }

  async join(): Promise<void> {
    await this.#enter();
    this.#beating = this.#beat();
  }

  /** What a person has said of it: that it takes nothing more, or takes work again. Told within seconds. */
  onDrain(listener: DrainListener): void {
    this.#onDrain = listener;
  }

  /** Others hear where people reach it, as soon as it is known. */
  tellAddress(publicUrl: () => string): void {
    this.#publicUrl = publicUrl;
  }

  /** Others see that it takes nothing more. */
  async drain(): Promise<void> {
    const { members, member, clock } = this.#parts;
    this.#drainingSince ??= clock.now();
    // By itself: the next beat is not told as a person's word.
    this.#isDrained = true;
    await members.drain(member.id, this.#drainingSince);
  }

  /** A store that is away keeps no process from stopping: then others miss it when it has been silent for long enough. */
  async leave(): Promise<void> {
    this.#stop.abort();
    await this.#beating;
    const { members, member, logger } = this.#parts;
    try {
      await members.leave(member.id);
    } catch (thrown) {
      logger.warn('The store was not told that this process leaves', told(thrown));
    }
  }

  async #enter(): Promise<void> {
    const { members, member } = this.#parts;
    await members.join({
      ...member,
      host: hostname(),
      pid: process.pid,
      startedAt: this.#startedAt,
      drainingSince: this.#drainingSince,
      keys: await this.#heldKeys(),
      publicUrl: this.#publicUrl(),
    });
  }

  /** Others have taken it for gone while it could not be heard, or its row was deleted. */
  async #enterAgain(): Promise<void> {
    await this.#enter();
    this.#parts.logger.warn('This process was no longer among those of the service: it has entered again', {
      member: this.#parts.member.id,
    });
  }

  /** Undefined where it cannot be told now: a sign of life does not wait for it. */
  async #heldKeys(): Promise<HeldKeys | undefined> {
    const { keys, logger } = this.#parts;
    try {
      const held = keys.prints();
      const unopened = await keys.unopened();
      this.#told = this.#toTell();
      return { held, unopened };
    } catch (thrown) {
      logger.debug('The store was not told of the master keys', told(thrown));
      return undefined;
    }
  }

  #toTell(): string {
    return JSON.stringify([this.#parts.keys.prints(), this.#publicUrl()]);
  }

  /** Less than the usual while when there is something new to tell: whoever rotates keys waits for it. */
  async #restBetweenBeats(): Promise<void> {
    const { clock } = this.#parts;
    const until = clock.elapsed() + beatMs;
    do await rest(clock, lookMs, this.#stop.signal);
    while (!this.#stop.signal.aborted && clock.elapsed() < until && this.#toTell() === this.#told);
  }

  /** Done again at the next beat where it fails. What is outdated takes nothing, whatever a person has said. */
  async #heed(drainingSince: number | undefined, isOutdated: boolean): Promise<void> {
    this.#drainingSince = drainingSince;
    const isDraining = drainingSince !== undefined || isOutdated;
    if (isDraining === this.#isDrained || this.#stop.signal.aborted) return;
    await this.#onDrain(isDraining);
    this.#isDrained = isDraining;
    // Of that it has been told already.
    if (isOutdated) return;
    const text = isDraining
      ? 'A person has drained this process: it takes no more runs'
      : 'This process takes runs again';
    this.#parts.logger.info(text, { member: this.#parts.member.id });
  }

  /** A process of an earlier version is heard of as long as the store lets it: people see that it is there, and end it. */
  async #isOutdated(): Promise<boolean> {
    try {
      await this.#parts.assertStore();
      return false;
    } catch (thrown) {
      if (!versionCodes.has(toLarkstreamError(thrown).code)) throw thrown;
      if (!this.#isOutdatedTold) this.#parts.logger.warn(outdated, told(thrown));
      this.#isOutdatedTold = true;
      return true;
    }
  }

  async #beat(): Promise<void> {
    const { members, member, logger } = this.#parts;
    let isSilent = false;
    for (;;) {
      await this.#restBetweenBeats();
      if (this.#stop.signal.aborted) return;
      try {
        const isOutdated = await this.#isOutdated();
        // Before the tables are written to, which may be others by now.
        if (isOutdated) await this.#heed(this.#drainingSince, true);
        const heard = await members.beat(member.id, await this.#heldKeys(), this.#publicUrl());
        if (heard !== undefined) await this.#heed(heard.drainingSince, isOutdated);
        else if (!isOutdated) await this.#enterAgain();
        await members.deleteSilent(silentMs);
        if (isSilent) logger.info('The store answers again');
        isSilent = false;
      } catch (thrown) {
        const error = toLarkstreamError(thrown);
        if (error.code === 'serve.store.replaced') return this.#lost.resolve(error);
        // Said once: it may be away for long.
        if (!isSilent) logger.warn('The store does not answer', told(thrown));
        isSilent = true;
      }
    }
  }
}

function told(thrown: unknown): { readonly code: string; readonly error: string } {
  const { code, message } = toLarkstreamError(thrown);
  return { code, error: message };
}
