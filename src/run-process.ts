import { serveAttempt } from './operations/serve/attempt-process.ts';
import { keepFilesPrivate } from './util/keep-files-private.ts';

keepFilesPrivate();
// Ctrl-C in a terminal reaches the whole group; the service says itself when an attempt is to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
await serveAttempt({
  onMessage: (listener) => {
    process.on('message', listener);
  },
  onGone: (listener) => {
    process.once('disconnect', () => {
      listener();
      // Nobody knows of this attempt any more: what it has not committed, another one reads.
      process.exit(1);
    });
  },
  send: (message) => {
    if (process.connected) process.send?.(message);
  },
});
process.disconnect();
