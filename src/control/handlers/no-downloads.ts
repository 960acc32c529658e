import { RecordError } from '../../model/errors.ts';
import type { HandlerTools } from '../../model/triggers/handler.ts';

/** Tools of a request that nobody has sent on Lark: nothing hangs on it. */
export function noDownloads(signal: AbortSignal): HandlerTools {
  return {
    signal,
    download: () =>
      Promise.reject(
        new RecordError({
          code: 'lark.entity.missing',
          message: { en: 'Nothing hangs on a test', zh: '测试消息没有附件' },
        }),
      ),
  };
}
