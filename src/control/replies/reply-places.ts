import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';

/** How many answers that come later are taken at once, and how much of them is in memory. */
export interface ReplyLimits {
  /** Of one turn: one that is being taken, and the next that comes meanwhile. */
  readonly mostOfTurn: number;
  /** In all: they wait for the store, and for Lark, which gets their files. */
  readonly most: number;
  /** Of all bodies at once; what is made of one takes several times as much. */
  readonly mostBytes: number;
}

const usualLimits: ReplyLimits = { mostOfTurn: 2, most: 100, mostBytes: 64 * 1024 * 1024 };

/** The place of one answer, until it has been taken. */
export interface ReplyPlace {
  /** More of its body has come. @throws ConfigError `api.too.many` */
  grow(bytes: number): void;
  /** Due once. */
  leave(): void;
}

/**
 * The places of answers that come later. They are others than those of strangers, whom somebody with handles would shut out else; a place is held, with
 * the bytes of its body, until its answer has been taken, for files are uploaded meanwhile.
 */
export class ReplyPlaces {
  readonly #limits: ReplyLimits;
  readonly #ofTurns = new Map<string, number>();
  #count = 0;
  #bytes = 0;

  constructor(limits: Partial<ReplyLimits> = {}) {
    this.#limits = { ...usualLimits, ...limits };
  }

  /** @throws ConfigError `api.too.many` */
  enter(turnId: string): ReplyPlace {
    const { mostOfTurn, most, mostBytes } = this.#limits;
    const ofTurn = this.#ofTurns.get(turnId) ?? 0;
    if (ofTurn >= mostOfTurn) throw tooMany(ofOneTurn(mostOfTurn));
    if (this.#count >= most) throw tooMany(ofAll);
    this.#count++;
    this.#ofTurns.set(turnId, ofTurn + 1);
    let held = 0;
    return {
      grow: (bytes) => {
        if (this.#bytes + bytes > mostBytes) throw tooMany(ofMemory);
        this.#bytes += bytes;
        held += bytes;
      },
      leave: () => {
        this.#count--;
        this.#bytes -= held;
        const left = (this.#ofTurns.get(turnId) ?? 1) - 1;
        if (left > 0) this.#ofTurns.set(turnId, left);
        else this.#ofTurns.delete(turnId);
      },
    };
  }
}

const ofOneTurn = (most: number): Message => ({
  en: `${most} answers to this are being taken already; send the next when one has been answered`,
  zh: `对此已有 ${most} 个答复正在处理；请在其中一个返回后再提交`,
});
const ofAll: Message = {
  en: 'Too many answers that come later are being taken at once',
  zh: '同时处理的稍后答复过多',
};
const ofMemory: Message = {
  en: 'The files of answers that are being taken at once are too large together',
  zh: '同时处理的答复所带文件合计过大',
};

/** Of an answer that cannot be taken now. */
export function tooMany(message: Message): ConfigError {
  return new ConfigError({ code: 'api.too.many', message, details: { retryAfterSeconds: 1 } });
}
