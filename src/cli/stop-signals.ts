import { StoppedError } from '../model/errors.ts';
import { asksAgain, stopSignals } from '../util/stop-signals.ts';
import { exitCodes } from './exit-codes.ts';

const reader = new AbortController();

/** The reader of the output has left: running and later work stops as after a signal. */
export function readerHasLeft(): void {
  reader.abort();
}

/**
 * Runs work that can be asked to stop: the first signal aborts, so that what has arrived can be committed; the second
 * leaves at once, which loses nothing that is committed. `toError` says what was stopped: a run, unless it is something else.
 */
export async function withStopSignals<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onStop: () => void = () => {},
  toError: () => StoppedError = runStopped,
): Promise<T> {
  const controller = new AbortController();
  const signals = stopSignals();
  const stop = (by?: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (!asksAgain(by)) return;
      process.exit(exitCodes.stopped);
    }
    onStop();
    controller.abort(toError());
  };
  const leave = (): void => {
    if (!controller.signal.aborted) stop();
  };
  for (const signal of signals) process.on(signal, stop);
  reader.signal.addEventListener('abort', leave);
  if (reader.signal.aborted) leave();
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.removeListener(signal, stop);
    reader.signal.removeEventListener('abort', leave);
  }
}

function runStopped(): StoppedError {
  return new StoppedError({
    code: 'run.stopped',
    message: { en: 'The run was stopped by a signal', zh: '运行被信号停止' },
  });
}

/** Resolves when a signal comes or the reader of the output leaves. */
export async function untilStopped(): Promise<void> {
  await withStopSignals(async (signal) => {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve());
    });
  });
}
