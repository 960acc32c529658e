import { type JsonObject, readNumber, readText } from '../../util/json.ts';

const endedStatuses = new Set(['APPROVED', 'REJECTED', 'CANCELED', 'DELETED']);

/**
 * Until when an instance may still change: 0 without end while it is open, undefined when that time is over. An approved
 * one can be revoked for `revertMs` after its end (the definition's `revert_interval`, 31 days unless set otherwise:
 * https://open.feishu.cn/document/server-docs/approval-v4/approval/create). The others are given the same time: they are
 * commented on, deleted, or opened again after a time-out, and those that the listing does not name anyway are few.
 */
export function watchUntil(payload: JsonObject, revertMs: number, now: number): number | undefined {
  const status = readText(payload, 'status') ?? '';
  const ended = readNumber(payload, 'end_time') ?? 0;
  if (status === 'PENDING' || (ended === 0 && !endedStatuses.has(status))) return 0;
  const until = (ended === 0 ? (readNumber(payload, 'start_time') ?? 0) : ended) + revertMs;
  return revertMs > 0 && until > now ? until : undefined;
}
