import { StoppedError } from '../model/errors.ts';
import { exitCodes } from './exit-codes.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs work that can be asked to stop: the first signal aborts, so that what has arrived can be committed; the second
 * leaves at once, which loses nothing that is committed.
 */
export async function withStopSignals<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onStop: () => void = () => {},
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.stopped);
    onStop();
    controller.abort(
      new StoppedError({
        code: 'run.stopped',
        message: { en: 'The run was stopped by a signal', zh: '运行被信号停止' },
      }),
    );
  };
  for (const signal of signals) process.on(signal, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
  }
}
