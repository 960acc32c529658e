import type { Message } from '../../model/message.ts';
import type { PipelineFigures, ServiceFigures } from '../../model/service/figures.ts';
import { hearingOf, judgedBy } from '../../model/service/hearing.ts';
import type { Integration } from '../../model/service/integration.ts';
import { promisedMs } from './promised-freshness.ts';

const minuteMs = 60_000;

interface Unheard {
  readonly message: Message;
  readonly patienceMs: number;
}

interface Heard extends Pick<ServiceFigures, 'receivers'> {
  readonly integrations: readonly Pick<Integration, 'id' | 'appId' | 'mode' | 'disconnectedAt' | 'settings'>[];
}

/**
 * Of one that follows events which do not come: then it is as old as its last whole read. Where a webhook listens and nothing was pushed, the
 * tenant may just be quiet, and it is judged like one that reads as often as it reconciles; where nothing can come, by what a live one promises.
 */
export function unheardOf(
  pipeline: PipelineFigures,
  { integrations, receivers }: Heard,
  now: number,
): Unheard | undefined {
  const { name, state, schedule, hasRead, readAt, hasHeard, untold, integrationId } = pipeline;
  const integration = integrations.find(({ id }) => id === integrationId);
  if (state !== 'active' || schedule.kind !== 'live' || !hasRead || readAt === undefined || !integration)
    return undefined;
  const own = receivers.filter((one) => one.appId === integration.appId);
  const hearing = hearingOf(integration, own, { hasHeard, hasUntold: Object.keys(untold).length > 0 });
  if (hearing === 'heard') return undefined;
  const promise = promisedMs(judgedBy(hearing, integration), now) ?? 0;
  if (now - readAt <= promise) return undefined;
  const is = Math.round((now - readAt) / minuteMs);
  const most = Math.round(promise / minuteMs);
  const message = {
    en: `“${name}” is older than promised: no events come, and everything was last read ${is} minutes ago instead of at most ${most}`,
    zh: `“${name}”的数据不够新：收不到事件，上次全量读取在 ${is} 分钟前，承诺最多 ${most} 分钟`,
  };
  // A connection that comes back in a moment has missed nothing that would not come again.
  return { message, patienceMs: hearing === 'unproven' ? 0 : promise };
}
