import { serveAttempt } from './operations/serve/attempt-process.ts';
import { serveLiveAttempts } from './operations/serve/live-attempts.ts';
import { keepFilesPrivate } from './util/keep-files-private.ts';

keepFilesPrivate();
// Ctrl-C in a terminal reaches the whole group; the service says itself when an attempt is to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
// Nobody knows of its attempts any more: what they have not committed, others read.
const leave = (): never => process.exit(1);
const channel = {
  onMessage: (listener: (message: unknown) => void) => {
    process.on('message', listener);
  },
  onGone: (listener: () => void) => {
    process.once('disconnect', () => {
      listener();
      leave();
    });
  },
  send: (message: object) => {
    if (process.connected) process.send?.(message);
  },
};
if (process.argv[2] === 'live') {
  process.once('disconnect', leave);
  serveLiveAttempts(channel);
} else {
  await serveAttempt(channel);
  process.disconnect();
}
