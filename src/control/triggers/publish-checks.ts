import { eventPage, scopePage } from '../../model/console-pages.ts';
import type { Message } from '../../model/message.ts';
import type { CheckLine } from '../../model/service/check-report.ts';
import type { AppFacts } from '../../model/service/look.ts';
import type { ServiceHandler } from '../../model/triggers/tables.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { takesAllOf } from '../../triggers/rules/takes-all.ts';
import { neededScopes } from './needed-scopes.ts';

/** What is known of the integration and the handler; undefined where it could not be found out. */
export interface PublishFacts extends AppFacts {
  /** Undefined when there is none of this id. */
  readonly handler: Pick<ServiceHandler, 'name' | 'disabledAt' | 'test'> | undefined;
  /** What is published and at work of those that are tried before it. */
  readonly before: readonly EarlierTrigger[];
}

/** A trigger that is tried first. */
interface EarlierTrigger {
  readonly name: string;
  readonly settings: TriggerSettings;
}

const receive = 'im.message.receive_v1';

/** Whether a trigger would do what it says, and what is missing: each thing a line. A line that failed keeps it from being published. */
export function publishChecks(settings: TriggerSettings, facts: PublishFacts): readonly CheckLine[] {
  return [
    ...scopeLines(settings, facts),
    ...eventLines(settings, facts),
    ...chatLines(settings, facts),
    handlerLine(facts),
    ...orderLines(settings, facts),
  ];
}

function scopeLines(settings: TriggerSettings, { granted, consoleUrl }: PublishFacts): readonly CheckLine[] {
  return neededScopes(settings).map(({ anyOf, why, isVital }) => {
    const [first] = anyOf;
    const title = { en: `Scope to ${why.en}`, zh: `权限：${why.zh}` };
    const line = { name: `scopes.${first}`, title };
    if (granted === undefined) return { ...line, outcome: 'skipped', message: notKnown };
    if (anyOf.some((scope) => isAmong(granted, scope)))
      return { ...line, outcome: 'ok', message: { en: 'Granted', zh: '已授权' } };
    const message = { en: `The app lacks ${first}`, zh: `应用缺少 ${first}` };
    const cure = {
      en: `Add ${first} in the developer console, and publish a version of the app`,
      zh: `在开发者后台添加 ${first}，并发布应用版本`,
    };
    const url = consoleUrl && scopePage(consoleUrl, anyOf);
    return { ...line, outcome: isVital ? 'failed' : 'warning', message, cure, url };
  });
}

/** The platform's samples leave out the beginning up to the first colon: both forms count. */
function isAmong(granted: ReadonlySet<string>, scope: string): boolean {
  return granted.has(scope) || granted.has(scope.slice(scope.indexOf(':') + 1));
}

function eventLines(settings: TriggerSettings, { subscribed, consoleUrl }: PublishFacts): readonly CheckLine[] {
  const types = settings.kind === 'messages' ? [receive] : settings.events.types;
  return types.map((type) => {
    const line = { name: `events.${type}`, title: { en: `Event ${type}`, zh: `事件 ${type}` } };
    if (subscribed === undefined) return { ...line, outcome: 'skipped', message: notKnown };
    const begin = type.endsWith('*') ? type.slice(0, -1) : undefined;
    const isThere = begin === undefined ? subscribed.has(type) : [...subscribed].some((one) => one.startsWith(begin));
    if (isThere) return { ...line, outcome: 'ok', message: { en: 'Subscribed', zh: '已订阅' } };
    const message = { en: `The app has not subscribed to ${type}`, zh: `应用未订阅 ${type}` };
    const cure = {
      en: 'Add it under Events & Callbacks in the developer console, and publish a version of the app',
      zh: '在开发者后台“事件与回调”中添加，并发布应用版本',
    };
    return { ...line, outcome: 'failed', message, cure, url: consoleUrl && eventPage(consoleUrl) };
  });
}

function chatLines({ kind, messages }: TriggerSettings, { chats }: PublishFacts): readonly CheckLine[] {
  const { allow } = messages.chats;
  if (kind !== 'messages' || allow.length === 0) return [];
  const line = { name: 'chats', title: { en: 'The bot is in the groups', zh: '机器人已在群内' } };
  if (chats === undefined) return [{ ...line, outcome: 'skipped', message: notKnown }];
  const away = allow.filter((chat) => !chats.has(chat));
  const inAll = { en: `In all ${allow.length}`, zh: `${allow.length} 个群均已加入` };
  if (away.length === 0) return [{ ...line, outcome: 'ok', message: inAll }];
  const message = { en: `The bot is not in ${away.join(', ')}`, zh: `机器人不在 ${away.join('、')} 中` };
  const cure = {
    en: 'Add the bot to the group, or take the group off the list',
    zh: '把机器人加入群，或从名单中移除该群',
  };
  // It may be added later: then its messages come.
  return [{ ...line, outcome: away.length === allow.length ? 'failed' : 'warning', message, cure }];
}

function handlerLine({ handler }: PublishFacts): CheckLine {
  const line = { name: 'handler', title: { en: 'Handler', zh: '处理程序' } };
  if (handler === undefined) {
    return {
      ...line,
      outcome: 'failed',
      message: { en: 'There is no such handler', zh: '没有该处理程序' },
      cure: { en: 'Choose another one', zh: '请另选一个' },
    };
  }
  if (handler.disabledAt !== undefined) {
    const cure = { en: 'Enable it, or choose another one', zh: '请启用，或另选一个' };
    return {
      ...line,
      outcome: 'failed',
      message: { en: `${handler.name} is disabled`, zh: `${handler.name} 已停用` },
      cure,
    };
  }
  if (handler.test === undefined) {
    return {
      ...line,
      outcome: 'warning',
      message: { en: `${handler.name} was never tested`, zh: `${handler.name} 尚未测试` },
      cure: test,
    };
  }
  return handler.test.isOk
    ? { ...line, outcome: 'ok', message: { en: `${handler.name} answers`, zh: `${handler.name} 可用` } }
    : {
        ...line,
        outcome: 'failed',
        message: { en: `The last test of ${handler.name} failed`, zh: `${handler.name} 最近一次测试失败` },
        cure: test,
      };
}

/** It may be meant so for a while: it is no reason not to publish it. */
function orderLines(settings: TriggerSettings, { before }: PublishFacts): readonly CheckLine[] {
  const first = before.find((one) => takesAllOf(one.settings, settings));
  if (first === undefined) return [];
  return [
    {
      ...{ name: 'order', title: { en: 'Order', zh: '顺序' }, outcome: 'warning' },
      message: {
        en: `It is never reached: “${first.name}” stands before it and takes all that it would take`,
        zh: `永远不会轮到它：排在前面的“${first.name}”会接受它应接受的全部内容`,
      },
      cure: {
        en: 'Put it before that one, narrow that one, or let that one try the next ones, too (`continues`)',
        zh: '请把它移到前面，缩小前者的范围，或让前者匹配后继续尝试后面的触发器（`continues`）',
      },
    },
  ];
}

const test: Message = { en: 'Test the handler', zh: '请测试该处理程序' };
const notKnown: Message = { en: 'Could not be found out', zh: '无法得知' };
