import type { Message } from '../../model/message.ts';
import type { BotFigures, HandlerFigures, OutboxFigures, TriggerFigures } from '../../model/service/bot-figures.ts';
import type { ServiceFigures } from '../../model/service/figures.ts';
import { goneAfterMs } from '../../model/service/hearing.ts';
import type { Integration } from '../../model/service/integration.ts';
import { sendFaultOf } from '../../model/triggers/send-faults.ts';
import { triggerConsumer } from '../../model/triggers/trigger-consumer.ts';
import { plural } from '../../util/plural.ts';
import type { Finding } from './finding.ts';

/** What the rules of bots look at. */
export interface WatchedBots extends Pick<ServiceFigures, 'inbox' | 'receivers'> {
  readonly bots: BotFigures;
  readonly integrations: readonly Pick<Integration, 'id' | 'name' | 'appId' | 'mode' | 'disconnectedAt'>[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Nobody waits any more for an answer that did not come a day ago. */
const deadForMs = 24 * hourMs;
const unsentForMs = hourMs;
/** What is due is begun within a second, and what is sent within a few; a new version of the program takes a minute. */
const latePatienceMs = 5 * minuteMs;
const refusedPatienceMs = 5 * minuteMs;
/** Receivers begin anew within a minute. */
const deafPatienceMs = 3 * minuteMs;
/** A program is restarted within a minute. */
const absentPatienceMs = minuteMs;
/** One that has failed once or twice may have been busy. */
const [mostRetrying, mostFailures] = [5, 3];

/** All that is wrong with bots at `now`. */
export function findBotTroubles(figures: WatchedBots, now: number): readonly Finding[] {
  const { bots } = figures;
  return [
    ...bots.handlers.flatMap(brokenHandler),
    ...bots.triggers.flatMap((trigger) => [
      ...deadTurns(trigger, now),
      ...deafTrigger(trigger, figures),
      ...lateTurns(trigger, figures, now),
    ]),
    ...bots.outbox.flatMap((outbox) => unsentMessages(outbox, figures, now)),
  ];
}

function brokenHandler({
  id,
  name,
  isGone,
  isAsked,
  isAbsent,
  retrying,
  mostFailures: failures,
}: HandlerFigures): readonly Finding[] {
  if (isGone && isAsked) {
    const message = {
      en: `“${name}” has answered 410, that it wants nothing any more: it is disabled, and nobody is answered by it`,
      zh: `“${name}”返回 410，声明不再接收请求：已被停用，不会再回复任何人`,
    };
    return [{ kind: 'handler.gone', subjectKind: 'handler', subjectId: id, message, patienceMs: 0 }];
  }
  if (isAbsent && retrying > 0) {
    const message = {
      en: `No program is connected that has the functions of “${name}”: ${plural(retrying, 'turn')} ${retrying === 1 ? 'waits' : 'wait'} for it`,
      zh: `没有程序连接以提供“${name}”的函数：${retrying} 个轮次在等待`,
    };
    return [{ kind: 'handler.absent', subjectKind: 'handler', subjectId: id, message, patienceMs: absentPatienceMs }];
  }
  if (retrying < mostRetrying && (retrying === 0 || failures < mostFailures)) return [];
  const message = {
    en: `“${name}” fails: ${plural(retrying, 'turn')} ${retrying === 1 ? 'waits' : 'wait'} for another try`,
    zh: `“${name}”持续失败：${retrying} 个轮次等待重试`,
  };
  return [{ kind: 'handler.failing', subjectKind: 'handler', subjectId: id, message, patienceMs: 0 }];
}

function ofTrigger(
  { id }: TriggerFigures,
  kind: 'turns.dead' | 'trigger.deaf' | 'trigger.late',
  message: Message,
  patienceMs: number,
): readonly Finding[] {
  return [{ kind, subjectKind: 'trigger', subjectId: id, message, patienceMs }];
}

function deadTurns(trigger: TriggerFigures, now: number): readonly Finding[] {
  const { name, dead, lastDeadAt } = trigger;
  if (dead === 0 || lastDeadAt === undefined || now - lastDeadAt > deadForMs) return [];
  const message = {
    en: `“${name}” has given up ${plural(dead, 'turn')}: what was asked is not answered`,
    zh: `“${name}”有 ${dead} 个轮次成为死信，没有得到回复`,
  };
  return ofTrigger(trigger, 'turns.dead', message, 0);
}

/** A long connection that is not open is told by itself. */
function deafTrigger(trigger: TriggerFigures, { integrations, receivers }: WatchedBots): readonly Finding[] {
  const integration = integrations.find(({ id }) => id === trigger.integrationId);
  if (trigger.state !== 'published' || integration === undefined) return [];
  const why = whyDeaf(integration, receivers);
  if (why === undefined) return [];
  const message = {
    en: `“${trigger.name}” is published and hears nothing: ${why.en}`,
    zh: `“${trigger.name}”已发布，但收不到任何内容：${why.zh}`,
  };
  return ofTrigger(trigger, 'trigger.deaf', message, deafPatienceMs);
}

function whyDeaf(
  { name, appId, mode, disconnectedAt }: WatchedBots['integrations'][number],
  receivers: WatchedBots['receivers'],
): Message | undefined {
  if (mode === 'none') return { en: `“${name}” receives no events`, zh: `“${name}”不接收事件` };
  if (disconnectedAt !== undefined) return { en: `“${name}” is disconnected`, zh: `“${name}”已断开` };
  const listens = receivers.some(
    (one) => one.appId === appId && one.mode === 'webhook' && one.state === 'connected' && one.silentMs <= goneAfterMs,
  );
  if (mode !== 'webhook' || listens) return undefined;
  return { en: `no receiver listens for “${name}”`, zh: `没有接收进程在监听“${name}”` };
}

/** Events that wait for the trigger, or turns that are due and that nobody works on. */
function lateTurns(trigger: TriggerFigures, { inbox }: WatchedBots, now: number): readonly Finding[] {
  const consumer = triggerConsumer(trigger.id);
  const waiting = inbox.consumers.find((one) => one.consumer === consumer)?.oldestPendingAt ?? undefined;
  const since = Math.min(waiting ?? now, trigger.overdueSince ?? now);
  if (trigger.state === 'draft' || now - since <= latePatienceMs) return [];
  const minutes = Math.round((now - since) / minuteMs);
  const message = {
    en: `What was sent to “${trigger.name}” has waited for ${minutes} minutes, and nobody works on it`,
    zh: `发给“${trigger.name}”的内容已等待 ${minutes} 分钟，没有进程处理`,
  };
  return ofTrigger(trigger, 'trigger.late', message, 0);
}

function unsentMessages(
  { integrationId, failed, refusedSince }: OutboxFigures,
  { integrations }: WatchedBots,
  now: number,
): readonly Finding[] {
  const name = integrations.find(({ id }) => id === integrationId)?.name ?? integrationId;
  const last = failed.find(({ lastAt }) => now - lastAt <= unsentForMs);
  const isHeldUp = refusedSince !== undefined && now - refusedSince > refusedPatienceMs;
  if (last === undefined && !isHeldUp) return [];
  const why = last?.code === undefined ? undefined : sendFaultOf('send', last.code).why;
  const code = last?.code === undefined ? '' : ` (${last.code})`;
  const message = {
    en: `Messages of “${name}” are not sent${why === undefined ? '' : `: ${why.en}`}${code}`,
    zh: `“${name}”的消息无法发送${why === undefined ? '' : `：${why.zh}`}${code}`,
  };
  return [{ kind: 'outbox.failing', subjectKind: 'integration', subjectId: integrationId, message, patienceMs: 0 }];
}
