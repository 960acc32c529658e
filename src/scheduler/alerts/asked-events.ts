import type { Message } from '../../model/message.ts';
import type { AlertKind } from '../../model/service/alert.ts';
import type { EventAnswer } from '../../model/service/event-answer.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import { plural } from '../../util/plural.ts';

/** The kinds that answers of the platform open and recover. */
export const askedKinds: readonly AlertKind[] = ['connection.shared', 'events.unsubscribed'];

/** What an answer says of one kind: what is wrong, or that it is right. */
export interface Verdict {
  readonly kind: AlertKind;
  /** Undefined where all is right. */
  readonly message: Message | undefined;
  /** In how many answers in a row it must be wrong before anybody is told. */
  readonly answers: number;
}

/** Whether it wants events now. */
export function isFollowing({ state, schedule }: Pick<Pipeline, 'state' | 'schedule'>): boolean {
  return state === 'active' && schedule.kind === 'live';
}

/** What an answer says of the integration; of what could not be answered there is no verdict. */
export function judgeAnswer(name: string, answer: EventAnswer): readonly Verdict[] {
  return [...judgeConnections(name, answer), ...judgeSubscriptions(name, answer)];
}

function judgeConnections(name: string, { mode, connections }: EventAnswer): readonly Verdict[] {
  // After a restart the platform may count an old connection for some minutes.
  const verdict = { kind: 'connection.shared', answers: 2 } as const;
  if (mode !== 'long_connection') return [{ ...verdict, message: undefined }];
  if (connections === undefined) return [];
  const { counted, own } = connections;
  if (counted <= own) return [{ ...verdict, message: undefined }];
  const message = {
    en: `The platform counts ${plural(counted, 'long connection')} of “${name}”, ${own} of them ours: another program gets a part of the events, and these changes are seen only when everything is read again`,
    zh: `平台统计到“${name}”有 ${counted} 个长连接，其中 ${own} 个属于本服务：其他程序会分走一部分事件，相应的变化要到下次全量读取时才能看到`,
  };
  return [{ ...verdict, message }];
}

/** The page comes before the names: a long message is cut at its end. */
function judgeSubscriptions(name: string, { missing, url }: EventAnswer): readonly Verdict[] {
  if (missing === undefined) return [];
  const verdict = { kind: 'events.unsubscribed', answers: 1 } as const;
  if (missing.length === 0) return [{ ...verdict, message: undefined }];
  const en = missing.map(({ neededBy, types }) => `${neededBy.en}: ${types.join(', ')}`).join('; ');
  const zh = missing.map(({ neededBy, types }) => `${neededBy.zh}：${types.join('、')}`).join('；');
  const message = {
    en: `The published version of “${name}” lacks events that live pipelines follow. Add them at ${url} and publish a new version. ${en}`,
    zh: `“${name}”的已发布版本未订阅实时管道所需的事件。请在 ${url} 添加并发布新版本。${zh}`,
  };
  return [{ ...verdict, message }];
}
