import type { Message } from '../../model/message.ts';
import { languages } from '../../model/message.ts';
import { decisionCodes, type TriedTrigger } from '../../model/triggers/decision.ts';
import { chatKinds } from '../../model/triggers/inbound-message.ts';
import {
  type AllowDeny,
  busyPolicies,
  type EventConditions,
  type FieldCondition,
  groupStrategies,
  type MessageConditions,
  type QuietHours,
  sessionScopes,
  type TriggerSettings,
} from '../../model/triggers/trigger-settings.ts';
import {
  isObject,
  type JsonObject,
  type JsonValue,
  readNumber,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../util/json.ts';
import { readMessage } from './stored-json.ts';

/** Settings as the store has written them. What an earlier version did not write is off, or lets everything through. */
export function readTriggerSettings(value: JsonValue): TriggerSettings | undefined {
  if (!isObject(value)) return undefined;
  const [session, aggregation, history] = ['session', 'aggregation', 'history'].map((key) => readObject(value, key));
  const [reply, quota] = ['reply', 'quota'].map((key) => readObject(value, key));
  return {
    kind: value.kind === 'events' ? 'events' : 'messages',
    messages: readMessages(readObject(value, 'messages')),
    events: readEvents(readObject(value, 'events')),
    continues: value.continues === true,
    session: {
      scope: oneOf(session?.scope, sessionScopes),
      idleMs: number(session, 'idleMs'),
      tellsTimeout: session?.tellsTimeout === true,
    },
    busy: oneOf(value.busy, busyPolicies),
    aggregation: {
      quietMs: number(aggregation, 'quietMs'),
      longestMs: number(aggregation, 'longestMs'),
      mostMessages: number(aggregation, 'mostMessages'),
      mostCharacters: number(aggregation, 'mostCharacters'),
      acrossSenders: aggregation?.acrossSenders === true,
    },
    history: {
      keepsUnmentioned: history?.keepsUnmentioned === true,
      mostMessages: number(history, 'mostMessages'),
      windowMs: number(history, 'windowMs'),
      retentionDays: number(history, 'retentionDays'),
      attachmentMegabytes: number(history, 'attachmentMegabytes'),
    },
    reply: {
      streaming: reply?.streaming === true,
      inThread: reply?.inThread === true,
      progressReaction: (reply && readText(reply, 'progressReaction')) ?? undefined,
      tellsRefused: reply?.tellsRefused === true,
      language: languages.find((one) => one === reply?.language) ?? 'user',
    },
    quietHours: readQuietHours(value.quietHours),
    quota: { perHour: number(quota, 'perHour'), perDay: number(quota, 'perDay') },
    staleMs: number(value, 'staleMs'),
    botTurns: number(value, 'botTurns'),
    handlerId: readText(value, 'handlerId') ?? '',
  };
}

function readMessages(value: JsonObject): MessageConditions {
  const bots = ['mentions', 'always', 'never'] as const;
  return {
    chatKinds: chatKinds.filter((kind) => readTexts(value, 'chatKinds').includes(kind)),
    chats: readAllowDeny(value, 'chats'),
    users: readAllowDeny(value, 'users'),
    directUsers: readAllowDeny(value, 'directUsers'),
    groupUsers: readAllowDeny(value, 'groupUsers'),
    departments: readAllowDeny(value, 'departments'),
    pairing: value.pairing === true,
    groupStrategy: oneOf(value.groupStrategy, groupStrategies),
    keywords: readTexts(value, 'keywords'),
    commands: readTexts(value, 'commands'),
    messageTypes: readTexts(value, 'messageTypes'),
    pattern: readText(value, 'pattern') ?? undefined,
    languages: languages.filter((one) => readTexts(value, 'languages').includes(one)),
    bots: bots.find((one) => one === value.bots) ?? 'never',
    answersAll: value.answersAll === true,
    seesEdits: value.seesEdits === true,
  };
}

function readEvents(value: JsonObject): EventConditions {
  const mapping = isObject(value.mapping) ? value.mapping : undefined;
  return {
    types: readTexts(value, 'types'),
    fields: readObjects(value, 'fields').map(readField),
    orderBy: readText(value, 'orderBy') ?? undefined,
    mapping: mapping && Object.fromEntries(Object.entries(mapping).map(([name, path]) => [name, String(path)])),
  };
}

const comparisons = ['equals', 'not_equals', 'one_of', 'contains', 'matches', 'exists', 'greater', 'less'] as const;

function readField(value: JsonObject): FieldCondition {
  return { path: readText(value, 'path') ?? '', is: oneOf(value.is, comparisons), value: readCompared(value) };
}

function readCompared(field: JsonObject): FieldCondition['value'] {
  const { value } = field;
  if (Array.isArray(value)) return readTexts(field, 'value');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function readAllowDeny(from: JsonObject, key: string): AllowDeny {
  const value = readObject(from, key);
  return { allow: readTexts(value, 'allow'), deny: readTexts(value, 'deny') };
}

function readQuietHours(value: JsonValue | undefined): QuietHours | undefined {
  if (!isObject(value)) return undefined;
  const { from, until, timeZone } = value;
  if (typeof from !== 'string' || typeof until !== 'string' || typeof timeZone !== 'string') return undefined;
  return { from, until, timeZone, notice: readText(value, 'notice') ?? undefined };
}

/** The first of them where nothing known stands there. */
function oneOf<T extends string>(value: JsonValue | undefined, known: readonly [T, ...T[]]): T {
  return known.find((one) => one === value) ?? known[0];
}

function number(from: JsonObject | undefined, key: string): number {
  return (from && readNumber(from, key)) ?? 0;
}

const outcomes = ['taken', 'refused', 'shadow'] as const;

/** What was tried for an event. */
export function readTried(value: JsonValue): readonly TriedTrigger[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter(isObject).flatMap((one) => {
    const [outcome, code] = [
      outcomes.find((known) => known === one.outcome),
      decisionCodes.find((known) => known === one.code),
    ];
    if (outcome === undefined || code === undefined) return [];
    const why: Message = readMessage(one.why) ?? { en: '', zh: '' };
    return [
      { triggerId: readText(one, 'triggerId') ?? '', version: readNumber(one, 'version') ?? 0, outcome, code, why },
    ];
  });
}
