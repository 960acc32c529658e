import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { Alert, AlertTable } from '../../model/service/alert.ts';
import { eachOf } from '../../model/service/page.ts';
import { eachByItself } from '../../util/each-by-itself.ts';
import type { Alarm } from '../after-run.ts';
import { type AlertFigures, findTroubles, isOver, ruledKinds } from './alert-rules.ts';
import type { Finding } from './finding.ts';

/** Where the figures come from, and who is told. */
export interface WatchFiguresOptions {
  readonly load: () => Promise<AlertFigures>;
  /** By the clock of the store. */
  readonly now: () => Promise<number>;
  readonly alerts: Pick<AlertTable, 'page'>;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const lookMs = 30_000;

/** Opens alerts of what the figures show, and recovers those of which they show nothing any more; until the signal is aborted. */
export async function watchFigures(options: WatchFiguresOptions): Promise<void> {
  const { clock, logger, signal } = options;
  const since = new Map<string, number>();
  while (!signal.aborted) {
    try {
      await lookOnce(options, since);
    } catch (thrown) {
      const { code, message } = toLarkstreamError(thrown);
      logger.warn('It could not be looked whether anybody must be told', { code, error: message });
    }
    await rest(clock, lookMs, signal);
  }
}

/** `since` remembers from look to look how long each trouble has lasted. */
export async function lookOnce(
  {
    load,
    now: storeNow,
    alerts,
    alarm,
    clock,
  }: Pick<WatchFiguresOptions, 'load' | 'now' | 'alerts' | 'alarm' | 'clock'>,
  since: Map<string, number>,
): Promise<void> {
  const figures = await load();
  const now = clock.elapsed();
  const found = findTroubles(figures, await storeNow());
  const keys = new Set(found.map(keyOf));
  for (const key of since.keys()) if (!keys.has(key)) since.delete(key);
  const raise = async ({ patienceMs, ...finding }: Finding): Promise<void> => {
    const key = keyOf(finding);
    const from = since.get(key) ?? now;
    since.set(key, from);
    if (now - from >= patienceMs) await alarm.raise(finding);
  };
  const recover = async (alert: Alert): Promise<void> => {
    const isRuled = ruledKinds.includes(alert.kind);
    const over = isRuled ? !keys.has(keyOf(alert)) : isOver(alert, figures.pipelines);
    if (over) await alarm.recover(alert.kind, alert.subjectId);
  };
  // Of one trouble of which nobody can be told, the others are told all the same.
  await eachByItself([() => eachByItself(found, raise), () => recoverOpen(alerts, recover)], (part) => part());
}

async function recoverOpen(alerts: WatchFiguresOptions['alerts'], recover: (alert: Alert) => Promise<void>) {
  const open = await Array.fromAsync(eachOf((request) => alerts.page(request, { isOpen: true })));
  await eachByItself(open, recover);
}

const keyOf = ({ kind, subjectId }: Pick<Finding, 'kind' | 'subjectId'>): string => `${kind} ${subjectId}`;
