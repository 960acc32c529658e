import type { Message } from '../model/message.ts';
import type { FailedRoute } from './explain-failure.ts';
import { LostAnswer } from './lost-answer.ts';

/** What did not come in time: the head of the answer, its next piece, or its end. */
type LatePart = 'head' | 'body' | 'end';

/** An answer that takes longer than it may. */
export function lateAnswer(ms: number, part: LatePart, { host, proxy }: FailedRoute): LostAnswer {
  const seconds = Math.round(ms / 100) / 10;
  const via: Message =
    proxy === undefined
      ? { en: '', zh: '' }
      : { en: ` through the proxy ${proxy.label}`, zh: `（经代理 ${proxy.label}）` };
  const texts: Readonly<Record<LatePart, Message>> = {
    head: {
      en: `${host} did not answer within ${seconds} s${via.en}`,
      zh: `${host} 在 ${seconds} 秒内没有应答${via.zh}`,
    },
    body: {
      en: `the answer of ${host} stopped for ${seconds} s or took too long${via.en}`,
      zh: `${host} 的应答停顿了 ${seconds} 秒，或耗时过长${via.zh}`,
    },
    end: {
      en: `the answer of ${host} was not complete after ${seconds} s${via.en}`,
      zh: `${host} 的应答在 ${seconds} 秒后仍未结束${via.zh}`,
    },
  };
  return new LostAnswer({ reason: 'time-out', text: texts[part], isPermanent: false });
}
