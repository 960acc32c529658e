import { type JsonObject, readNumber, readText } from '../../util/json.ts';

const finalStatuses = new Set(['REJECTED', 'CANCELED', 'DELETED']);

/**
 * Until when an instance may still change: 0 without end while it is open, undefined when it is final. An approved one
 * can be revoked for `revertMs` after its end (the definition's `revert_interval`, 31 days unless set otherwise:
 * https://open.feishu.cn/document/server-docs/approval-v4/approval/create).
 */
export function watchUntil(payload: JsonObject, revertMs: number, now: number): number | undefined {
  const status = readText(payload, 'status');
  const ended = readNumber(payload, 'end_time') ?? 0;
  if (status !== null && finalStatuses.has(status)) return undefined;
  if (status === 'PENDING' || (status !== 'APPROVED' && ended === 0)) return 0;
  if (revertMs <= 0) return undefined;
  const until = (ended === 0 ? (readNumber(payload, 'start_time') ?? 0) : ended) + revertMs;
  return until > now ? until : undefined;
}
