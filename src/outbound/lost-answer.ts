import type { ErrorCode } from '../model/error-codes.ts';
import type { Message } from '../model/message.ts';

/**
 * Why an attempt ended without an answer. `oversized`: it would not have fitted into the memory that is kept for answers;
 * `request`: what was to be sent can not be sent.
 */
type LostReason = 'time-out' | 'network' | 'certificate' | 'proxy' | 'oversized' | 'packing' | 'request';

/** `text` is a part of a sentence in both languages, as `LostAnswer` describes. */
interface LostAnswerOptions {
  readonly reason: LostReason;
  readonly text: Message;
  /** A retry would not help. */
  readonly isPermanent: boolean;
  /** Of an oversized answer that says honestly how large it is. */
  readonly sizeBytes?: number;
  readonly cause?: unknown;
}

/** An attempt that ended without an answer. The text is a part of a sentence: "no answer within 30 s". */
export class LostAnswer extends Error {
  readonly reason: LostReason;
  readonly text: Message;
  readonly isPermanent: boolean;
  readonly sizeBytes: number | undefined;

  constructor({ reason, text, isPermanent, sizeBytes, cause }: LostAnswerOptions) {
    super(text.en, cause === undefined ? undefined : { cause });
    this.name = 'LostAnswer';
    this.reason = reason;
    this.text = text;
    this.isPermanent = isPermanent;
    this.sizeBytes = sizeBytes;
  }
}

/** The error code where the reason has one of its own. */
export const lostCodes: Readonly<Partial<Record<LostReason, ErrorCode>>> = {
  certificate: 'network.certificate.untrusted',
  proxy: 'network.proxy.refused',
  oversized: 'lark.answer.oversized',
};
