import type { Clock } from '../../model/clock.ts';
import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { SecretVault } from '../../model/service/secret-vault.ts';
import { makeReplyHandles, type ReplyHandles } from './reply-handle.ts';
import { type ReplyLimits, type ReplyPlace, ReplyPlaces, tooMany } from './reply-places.ts';

/** An answer that grows is worth writing a few times a second; more would only fill the store. */
const perSecond = 5;
const burst = 30;
/** Those that were used last; who is forgotten begins anew. */
const mostCounted = 20_000;

interface DoorParts {
  readonly vault: Pick<SecretVault, 'getOrSet'>;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly limits?: Partial<ReplyLimits>;
}

/** Who comes with a reply handle. What is no handle costs nothing but a look at it. */
export class ReplyDoor {
  readonly #parts: DoorParts;
  readonly #places: ReplyPlaces;
  readonly #used = new Map<string, { readonly left: number; readonly at: number }>();
  #handles: Promise<ReplyHandles> | undefined;

  constructor(parts: DoorParts) {
    this.#parts = parts;
    this.#places = new ReplyPlaces(parts.limits);
  }

  /** The place of an answer; counts the request. @throws ConfigError `api.not.found`, `api.too.many`; TransientError `secrets.keys.wrong` */
  async enter(handle: string): Promise<ReplyPlace> {
    const turnId = await this.turnOf(handle);
    const place = this.#places.enter(turnId);
    try {
      this.#count(turnId);
    } catch (thrown) {
      place.leave();
      throw thrown;
    }
    return place;
  }

  /** Which turn may be answered. @throws as `enter` */
  async turnOf(handle: string): Promise<string> {
    const { vault } = this.#parts;
    this.#handles ??= makeReplyHandles(vault, this.#parts).catch((thrown: unknown) => {
      this.#handles = undefined;
      throw thrown;
    });
    const opened = (await this.#handles).open(handle);
    if (opened === undefined) throw unknownHandle();
    return opened.turnId;
  }

  #count(turnId: string): void {
    const now = this.#parts.clock.elapsed();
    const { left, at } = this.#used.get(turnId) ?? { left: burst, at: now };
    const free = Math.min(burst, left + ((now - at) / 1_000) * perSecond);
    if (free < 1) throw tooMany(tooOften);
    this.#used.delete(turnId);
    this.#used.set(turnId, { left: free - 1, at: now });
    const [oldest] = this.#used.keys();
    if (this.#used.size > mostCounted && oldest !== undefined) this.#used.delete(oldest);
  }
}

/** One that never was, is over or was erased: which of them is nobody's business who does not know. */
export function unknownHandle(): ConfigError {
  return new ConfigError({
    code: 'api.not.found',
    message: {
      en: 'The reply handle is unknown, or its time is over: it is good for 24 hours, and as long as what it answers is kept',
      zh: 'replyHandle 未知或已失效：有效期为 24 小时，且仅在所答复的内容仍保留期间有效',
    },
    cure: {
      en: 'Answer with the handle of the last request for this turn.',
      zh: '请使用该轮次最近一次请求中的 replyHandle。',
    },
  });
}

const tooOften: Message = {
  en: `An answer is written more than ${perSecond} times a second`,
  zh: `同一答复每秒写入超过 ${perSecond} 次`,
};
