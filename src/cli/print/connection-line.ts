import { type ConnectionStatus, lastErrorOf } from '../../model/event-store.ts';
import type { Context } from '../context.ts';

/** The state of a connection, why it is down, and when it is tried again. */
export function connectionLine(status: ConnectionStatus, { texts, style }: Context, now: number): string {
  const { state, nextRetryAt } = status;
  const lastError = lastErrorOf(status, texts.language);
  const isDown = state !== 'connected' && lastError !== null;
  const next =
    nextRetryAt === null ? '' : ` ${texts.live.nextTry(Math.max(1, Math.round((nextRetryAt - now) / 1000)))}`;
  return `${texts.live.connection[state]}${isDown ? ` ${style.dim(`${lastError}${next}`)}` : ''}`;
}
