import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../model/clock.ts';
import { Secret } from '../../model/secret.ts';
import type { SecretVault } from '../../model/service/secret-vault.ts';
import { replyHandleMs } from '../../model/triggers/handler.ts';

const keyAddress = { ownerKind: 'store', ownerId: 'replies', name: 'handle-key' } as const;
const keyBytes = 32;
/** `TURN.EXPIRY.PROOF`: the expiry in base 36, the proof 32 bytes in base64url. */
const form = /^(tu_[0-9a-z]{1,40})\.([0-9a-z]{1,11})\.([\w-]{43})$/;

/**
 * Handles by which answers come later. Who has one may answer its turn, and needs nothing else: it cannot be guessed, and says itself of which turn it is and
 * how long it is good, so that no table knows of it. Its key is sealed like every secret, one for the store, and outlives the rotation of the master keys.
 */
export interface ReplyHandles {
  /** One that is good for 24 hours from now. */
  of(turn: { readonly id: string }): string;
  /** Undefined when it is none, or its time is over. */
  open(handle: string): { readonly turnId: string } | undefined;
}

/** Finds the key of the store, or makes it. @throws TransientError `secrets.keys.wrong` */
export async function makeReplyHandles(
  vault: Pick<SecretVault, 'getOrSet'>,
  { clock, randomBytes }: { readonly clock: Pick<Clock, 'now'>; readonly randomBytes: (count: number) => Uint8Array },
): Promise<ReplyHandles> {
  const key = await vault.getOrSet(
    keyAddress,
    () => new Secret(Buffer.from(randomBytes(keyBytes)).toString('base64url')),
  );
  const proofOf = (turnId: string, expiry: string): Buffer =>
    createHmac('sha256', key.reveal()).update(`larkstream reply v1 ${turnId} ${expiry}`).digest();
  return {
    of: ({ id }) => {
      const expiry = (clock.now() + replyHandleMs).toString(36);
      return `${id}.${expiry}.${proofOf(id, expiry).toString('base64url')}`;
    },
    open: (handle) => {
      const [, turnId = '', expiry = '', proof = ''] = form.exec(handle) ?? [];
      const given = Buffer.from(proof, 'base64url');
      const wanted = proofOf(turnId, expiry);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
      return Number.parseInt(expiry, 36) > clock.now() ? { turnId } : undefined;
    },
  };
}
