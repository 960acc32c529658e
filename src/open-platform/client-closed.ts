import { StoppedError } from '../model/errors.ts';

/** Why calls end that are under way when their client is closed, and why a closed pool gives no client. */
export function clientClosed(): StoppedError {
  return new StoppedError({ code: 'run.stopped', message: { en: 'The client was closed.', zh: '客户端已关闭。' } });
}
