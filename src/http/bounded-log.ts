import type { Clock } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';

const windowMs = 10_000;
const most = 100;

/**
 * A log for what strangers may cause as often as they like: of ten seconds it writes a hundred lines at `info`, and later how many it has left
 * out. Each line takes as long as what it tells of.
 */
export function boundedLog(logger: Logger, clock: Pick<Clock, 'elapsed'>): Logger {
  let began = Number.NEGATIVE_INFINITY;
  let count = 0;
  return {
    ...logger,
    info: (message, details) => {
      const now = clock.elapsed();
      if (now - began >= windowMs) {
        if (count > most) logger.info('Lines on requests of strangers were left out', { count: count - most });
        began = now;
        count = 0;
      }
      count++;
      if (count <= most) logger.info(message, details);
    },
  };
}
