import type { Message } from '../../model/message.ts';
import { type JsonObject, type JsonValue, readNumber, readObject } from '../../util/json.ts';

/** One value of an option of Xpert's Lark trigger, in our settings. */
interface XpertOption {
  /** Where it goes; undefined where the trigger itself has it, or nothing needs to be set. */
  readonly to: string | undefined;
  readonly isGood: (value: JsonValue) => boolean;
  readonly must: Message;
  readonly translate?: (value: JsonValue) => JsonValue;
}

const isList = (value: JsonValue): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string');
const between = (least: number, most: number) => (value: JsonValue) =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const among =
  (...values: readonly string[]) =>
  (value: JsonValue) =>
    typeof value === 'string' && values.includes(value);
const toMs = (value: JsonValue): JsonValue => Number(value) * 1_000;

const flag = (to: string | undefined): XpertOption => ({
  to,
  isGood: (value) => typeof value === 'boolean',
  must: { en: 'must be true or false', zh: '必须是 true 或 false' },
});
const list = (to: string): XpertOption => ({
  to,
  isGood: isList,
  must: { en: 'must be a list of ids', zh: '必须是 ID 列表' },
});
const choice = (...values: readonly string[]): XpertOption => ({
  to: undefined,
  isGood: among(...values),
  must: { en: `must be one of ${values.join(', ')}`, zh: `必须是 ${values.join('、')}` },
});
const number = (to: string, least: number, most: number, translate?: XpertOption['translate']): XpertOption => ({
  to,
  isGood: between(least, most),
  must: { en: `must be a whole number from ${least} to ${most}`, zh: `必须是 ${least} 至 ${most} 的整数` },
  ...(translate === undefined ? {} : { translate }),
});

const yearSeconds = 31_536_000;
const replyStrategies: Readonly<Record<string, string>> = { mention_only: 'mention', all_messages: 'all' };

/** By the names that Xpert's Lark trigger gives them. A scope only says whether the list beside it counts. */
export const xpertOptions: Readonly<Record<string, XpertOption>> = {
  enabled: flag(undefined),
  integrationId: {
    to: undefined,
    isGood: (value) => typeof value === 'string' && value !== '',
    must: { en: 'must be the id of an integration', zh: '必须是集成的 ID' },
  },
  singleChatScope: choice('all_users', 'selected_users'),
  singleChatUserOpenIds: list('messages.directUsers.allow'),
  allowedGroupScope: choice('all_chats', 'selected_chats'),
  allowedGroupChatIds: list('messages.chats.allow'),
  groupUserScope: choice('all_users', 'selected_users'),
  groupUserOpenIds: list('messages.groupUsers.allow'),
  groupReplyStrategy: {
    ...choice('mention_only', 'all_messages'),
    to: 'messages.groupStrategy',
    translate: (value) => replyStrategies[String(value)] ?? 'mention',
  },
  sessionTimeoutSeconds: number('session.idleMs', 1, yearSeconds, toMs),
  summaryWindowSeconds: number('aggregation.quietMs', 0, 600, toMs),
  captureUnmentionedGroupMessages: flag('history.keepsUnmentioned'),
  historyContextLimit: number('history.mostMessages', 0, 100),
  historyContextWindowSeconds: number('history.windowMs', 0, yearSeconds, toMs),
  historyRetentionDays: number('history.retentionDays', 0, 3_650),
  historyAttachmentMaxSizeMb: number('history.attachmentMegabytes', 1, 25),
  // Handlers are told who asks, whoever it is.
  executeAsMappedUser: flag(undefined),
  streamingEnabled: flag('reply.streaming'),
};

/** Which list counts only with which scope. */
const scopes: readonly (readonly [scope: string, list: string, chosen: string])[] = [
  ['singleChatScope', 'singleChatUserOpenIds', 'selected_users'],
  ['allowedGroupScope', 'allowedGroupChatIds', 'selected_chats'],
  ['groupUserScope', 'groupUserOpenIds', 'selected_users'],
];

/** Where each option of Xpert's is found here: those who come from there look for its names. A scope is where its list is. */
export function xpertPlaces(): readonly { readonly name: string; readonly path: string }[] {
  return Object.entries(xpertOptions).flatMap(([name, { to }]) => {
    const [, list = ''] = scopes.find(([scope]) => scope === name) ?? [];
    const path = to ?? xpertOptions[list]?.to;
    return path === undefined ? [] : [{ name, path }];
  });
}

/** One option that cannot be taken, by its own name. */
export interface XpertFault {
  readonly option: string;
  readonly message: Message;
}

/** What Xpert's options say, in our words. */
export interface FromXpert {
  readonly settings: JsonObject;
  /** Our path → the option that it comes from: what is wrong is told by the name that was written. */
  readonly origins: ReadonlyMap<string, string>;
  /** What is no setting of a version: whether it is published, and of which integration. */
  readonly enabled: boolean | undefined;
  readonly integrationId: string | undefined;
  readonly faults: readonly XpertFault[];
}

/** Reads those of the settings that have Xpert's names. */
export function fromXpert(given: JsonObject): FromXpert {
  const faults: XpertFault[] = [];
  const origins = new Map<string, string>();
  const settings: JsonObject = {};
  for (const [option, { to, isGood, must, translate = (one: JsonValue) => one }] of Object.entries(xpertOptions)) {
    const value = given[option];
    if (value === undefined || isUnused(option, given)) continue;
    if (!isGood(value))
      faults.push({ option, message: option === 'singleChatScope' && value === 'self' ? ofSelf : must });
    else if (to !== undefined) {
      put(settings, to.split('.'), translate(value));
      origins.set(to, option);
    }
  }
  widen(settings);
  const { enabled, integrationId } = given;
  return {
    settings,
    origins,
    enabled: typeof enabled === 'boolean' ? enabled : undefined,
    integrationId: typeof integrationId === 'string' ? integrationId : undefined,
    faults: [...faults, ...emptyLists(given)],
  };
}

const ofSelf: Message = {
  en: 'self is not known here: choose selected_users, and yourself in singleChatUserOpenIds',
  zh: '此处不支持 self：请选择 selected_users，并在 singleChatUserOpenIds 中填写本人',
};

function isUnused(option: string, given: JsonObject): boolean {
  return scopes.some(([scope, name, chosen]) => name === option && (given[scope] ?? 'all') !== chosen);
}

function emptyLists(given: JsonObject): readonly XpertFault[] {
  return scopes.flatMap(([scope, option, chosen]) => {
    const value = given[option];
    const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
    if (given[scope] !== chosen || !isEmpty) return [];
    return [
      {
        option,
        message: {
          en: `must name at least one, because ${scope} is ${chosen}`,
          zh: `${scope} 为 ${chosen} 时至少填写一项`,
        },
      },
    ];
  });
}

/** Xpert waits for as long as somebody goes on; here a window that is longer than the longest wait would mean nothing. */
function widen(settings: JsonObject): void {
  const quietMs = readNumber(readObject(settings, 'aggregation'), 'quietMs') ?? 0;
  if (quietMs > 0) put(settings, ['aggregation', 'longestMs'], Math.max(8_000, quietMs * 3));
}

function put(into: JsonObject, [first = '', ...rest]: readonly string[], value: JsonValue): void {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const group = readObject(into, first);
  into[first] = group;
  put(group, rest, value);
}
