import type { Message } from '../model/message.ts';
import type { ReportedError } from '../model/run-report.ts';
import type { AttemptEnd } from '../model/service/service-run.ts';
import type { AttemptLine } from './attempt.ts';

interface EndOfAttempt extends Pick<AttemptEnd, 'state' | 'attemptState' | 'error' | 'now'> {
  readonly number: number;
  readonly isLive: boolean;
  /** When a run that waits again is tried; at once when undefined. */
  readonly nextAt: number | undefined;
}

/** What the log says of the end of an attempt, beside what its process has said: why it has failed, and what becomes of the run. */
export function endLines(end: EndOfAttempt): readonly AttemptLine[] {
  const { state, attemptState, error, now, number } = end;
  const lines: AttemptLine[] = [];
  if (error !== undefined && state !== 'cancelled') {
    const level = attemptState === 'failed' ? 'error' : 'warn';
    lines.push({ at: now, level, message: failed(number, error) });
  }
  const next = whatNext(end);
  if (next !== undefined) lines.push({ at: now, level: attemptState === 'failed' ? 'warn' : 'info', message: next });
  return lines;
}

function failed(number: number, { code, message, cure, zh = { message, cure } }: ReportedError): Message {
  return {
    en: `Attempt ${number} has failed: ${message} (${code}) ${cure}`,
    zh: `第 ${number} 次尝试失败：${zh.message}（${code}）${zh.cure}`,
  };
}

function whatNext({ state, attemptState, isLive, nextAt, now }: EndOfAttempt): Message | undefined {
  if (state === 'cancelled') return { en: 'The run was cancelled.', zh: '运行已取消。' };
  if (state === 'requeue') {
    if (attemptState === 'cancelled') return { en: 'Another worker goes on.', zh: '由另一个工作进程继续。' };
    const seconds = Math.max(0, Math.round(((nextAt ?? now) - now) / 1_000));
    return seconds === 0
      ? { en: 'Tried again at once.', zh: '立即重试。' }
      : { en: `Tried again in ${seconds} s.`, zh: `${seconds} 秒后重试。` };
  }
  if (state !== 'failed') return undefined;
  return isLive
    ? {
        en: 'Unless the pipeline is paused, a new run begins within a minute, with the settings of then.',
        zh: '除非管道被暂停，一分钟内会以届时的设置开始新的运行。',
      }
    : { en: 'This run is not tried again.', zh: '本次运行不再重试。' };
}
