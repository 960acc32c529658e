import type { Clock } from '../../../model/clock.ts';
import type { Logger } from '../../../model/logger.ts';
import type { Tally } from '../../../model/triggers/tally.ts';

/** Of one handler or trigger a line of a kind is written so often at most. */
const quietMs = 60_000;

interface LogParts {
  readonly tally: Tally;
  readonly logger: Logger;
  readonly clock: Pick<Clock, 'elapsed'>;
}

/**
 * A tally that also writes to the log what an operator should see: that a handler begins to fail, is left in peace, answers again, and that turns die.
 * Ids and codes only: what was said, also by the handler, is for no log.
 */
export function tallyWithLog({ tally, logger, clock }: LogParts): Tally {
  const failing = new Map<string, 'failing' | 'paused'>();
  const writtenAt = new Map<string, number>();
  const unwritten = new Map<string, number>();
  const warn = (
    sentence: string,
    key: 'handler' | 'trigger',
    id: string,
    details: Readonly<Record<string, string>>,
  ): void => {
    const line = `${sentence} ${id}`;
    const now = clock.elapsed();
    const before = writtenAt.get(line);
    if (before !== undefined && now - before < quietMs) {
      unwritten.set(line, (unwritten.get(line) ?? 0) + 1);
      return;
    }
    const more = unwritten.get(line) ?? 0;
    writtenAt.set(line, now);
    unwritten.delete(line);
    logger.warn(sentence, { [key]: id, ...details, ...(more > 0 && { more }) });
  };
  const noteAnswer = (id: string, status: string): void => {
    const before = failing.get(id);
    if (status === 'ok') {
      if (failing.delete(id)) logger.info('A handler answers again', { handler: id });
    } else if (status === 'handler.paused') {
      failing.set(id, 'paused');
      if (before !== 'paused')
        warn('A handler has failed many times in a row and is left in peace for a while', 'handler', id, {});
    } else {
      // A probe that fails changes nothing that was told.
      failing.set(id, before ?? 'failing');
      if (before === undefined) warn('A handler has failed', 'handler', id, { code: status });
    }
  };
  return {
    measure: (name, ms) => tally.measure(name, ms),
    count: (name, id, what) => {
      tally.count(name, id, what);
      if (name === 'answer') noteAnswer(id, what);
      if (name === 'turn' && what === 'dead')
        warn('A turn was given up and is kept: `larkstream turns --state dead`', 'trigger', id, {});
    },
  };
}
