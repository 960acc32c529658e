import type { Message } from '../../../model/message.ts';
import type { CheckLine } from '../../../model/service/check-report.ts';
import type { EventMode } from '../../../model/service/integration.ts';
import type { OpenPlatformClient } from '../../../open-platform/open-platform-client.ts';
import { plural } from '../../../util/plural.ts';
import type { CheckContext } from './check-context.ts';
import { type Check, errorLine, isRefused, lineOf, skippedLine, tried } from './check-line.ts';
import { countConnections, eventsPage, neededTypes, subscribedTypes } from './event-facts.ts';

export const eventsCheck: Check = { name: 'events', title: { en: 'Events', zh: '事件' } };
export const connectionCheck: Check = { name: 'connection', title: { en: 'Long connections', zh: '长连接' } };

/** Whether the published version of the app has subscribed to the events that its pipelines follow. */
export async function* checkEvents(context: CheckContext, client: OpenPlatformClient): AsyncGenerator<CheckLine> {
  if (context.mode === 'none') {
    yield skippedLine(eventsCheck, { en: 'The integration receives no events', zh: '该集成不接收事件' });
    return;
  }
  const answer = await tried(() => subscribedTypes(client, context.signal));
  if (isRefused(answer)) {
    const line = errorLine(eventsCheck, answer, 'warning');
    const message = {
      en: `The events of the published version could not be listed: ${line.message.en}`,
      zh: `无法列出已发布版本订阅的事件：${line.message.zh}`,
    };
    yield { ...line, message };
    return;
  }
  const subscribed = answer ?? new Set();
  yield lineOf(eventsCheck, 'ok', {
    en: `The published version has subscribed to ${plural(subscribed.size, 'event')}`,
    zh: `已发布版本订阅了 ${subscribed.size} 种事件`,
  });
  for (const { name, title, types } of neededTypes(context)) {
    const missing = types.filter((type) => !subscribed.has(type));
    const check = { name: `events.${name}`, title };
    yield missing.length === 0
      ? lineOf(check, 'ok', { en: 'All events are subscribed', zh: '所需事件均已订阅' })
      : missingEvents(check, missing, client);
  }
}

function missingEvents(check: Check, missing: readonly string[], client: OpenPlatformClient): CheckLine {
  const url = eventsPage(client);
  return lineOf(
    check,
    'warning',
    {
      en: `Not subscribed: ${missing.join(', ')}. Changes of this kind are seen only when everything is read again`,
      zh: `未订阅：${missing.join('、')}。此类变化要到下次全量读取时才能看到`,
    },
    {
      url,
      cure: {
        en: `Add them at ${url} (Events & callbacks), then publish a new version of the app.`,
        zh: `在 ${url}（事件与回调）添加，然后发布应用的新版本。`,
      },
    },
  );
}

/**
 * Compares the connections that the platform counts with our own. It opens none, so no event comes to the test; and a connection of
 * somebody else, which would get a share of the events by chance, is noticed.
 */
export async function checkConnections(context: CheckContext, client: OpenPlatformClient): Promise<CheckLine> {
  const { ownConnections: own, mode, signal } = context;
  const counted = await tried(() => countConnections(client, signal));
  if (isRefused(counted)) return errorLine(connectionCheck, counted, 'warning');
  const count = counted ?? 0;
  if (own === undefined) {
    const message = {
      en: `The platform counts ${plural(count, 'long connection')}`,
      zh: `平台统计到 ${count} 个长连接`,
    };
    return lineOf(connectionCheck, 'ok', message);
  }
  return judge({ count, own, mode });
}

function judge({
  count,
  own,
  mode,
}: {
  readonly count: number;
  readonly own: number;
  readonly mode: EventMode;
}): CheckLine {
  const counted = {
    en: `The platform counts ${plural(count, 'long connection')}, ${own} of them ours`,
    zh: `平台统计到 ${count} 个长连接，其中 ${own} 个属于本服务`,
  };
  if (count > own) {
    const strangers = count - own;
    return lineOf(
      connectionCheck,
      'warning',
      {
        en: `${counted.en}: ${plural(strangers, 'connection')} of another program ${strangers === 1 ? 'gets' : 'get'} a part of the events`,
        zh: `${counted.zh}：另有 ${strangers} 个属于其他程序，会分走一部分事件`,
      },
      {
        cure: {
          en: 'End the other program, or give it an app of its own. After a restart the platform may count an old connection for some minutes.',
          zh: '请停止其他程序，或让其使用单独的应用。重启后，平台可能在几分钟内仍统计旧的连接。',
        },
      },
    );
  }
  if (mode === 'long_connection' && count < Math.max(own, 1)) {
    return lineOf(
      connectionCheck,
      'warning',
      own === 0 ? nobodyListens : { en: `${counted.en}: events do not arrive`, zh: `${counted.zh}：事件无法到达` },
      {
        cure: {
          en: 'Reconnect the integration; the receiver of the service must run.',
          zh: '请重新连接该集成；服务的接收进程必须在运行。',
        },
      },
    );
  }
  return lineOf(connectionCheck, 'ok', counted);
}

const nobodyListens: Message = {
  en: 'No long connection is open: events wait, and are lost after some hours',
  zh: '没有打开的长连接：事件会等待，数小时后丢失',
};
