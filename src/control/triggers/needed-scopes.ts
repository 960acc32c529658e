import type { Message } from '../../model/message.ts';
import type { TriggerSettings } from '../../model/triggers/trigger-settings.ts';

/** What an app must be allowed to, for a trigger to do what it says. One of the scopes is enough. */
export interface NeededScope {
  readonly anyOf: readonly [string, ...string[]];
  /** For what: goes after “to”. */
  readonly why: Message;
  /** Without it nothing comes, or nothing is said; otherwise something is missing. */
  readonly isVital: boolean;
}

/** Messages of groups that do not mention the bot come with this scope only. */
const everything = 'im:message.group_msg';

/** By the settings. Source: im-v1/message/events/receive, im-v1/message/create, cardkit-v1. Events other than messages have scopes of their own, in the contract. */
export function neededScopes(settings: TriggerSettings): readonly NeededScope[] {
  const { kind, reply, messages, history } = settings;
  const writes: NeededScope[] = [
    need(true, ['im:message:send_as_bot', 'im:message', 'im:message:send'], 'answer', '发送回复'),
    ...when(reply.streaming, need(false, ['cardkit:card:write'], 'show an answer while it grows', '流式显示回复')),
    ...when(
      reply.progressReaction !== undefined,
      need(false, ['im:message.reactions:write_only', 'im:message'], 'react while it is worked on', '添加处理中表情'),
    ),
  ];
  if (kind === 'events') return writes.slice(0, 1).map((one) => ({ ...one, isVital: false }));
  const hearsGroups = messages.chatKinds.some((chatKind) => chatKind !== 'direct');
  const hearsAll = messages.groupStrategy !== 'mention' || history.keepsUnmentioned;
  const { allow, deny } = messages.departments;
  return [
    ...when(
      messages.chatKinds.includes('direct'),
      need(true, ['im:message.p2p_msg:readonly', 'im:message.p2p_msg'], 'hear direct messages', '接收单聊消息'),
    ),
    ...when(hearsGroups, hearsAll ? all(messages.groupStrategy) : mentions),
    ...when(
      hearsGroups && messages.bots !== 'never',
      need(
        false,
        ['im:message.group_at_msg.include_bot:readonly'],
        'hear other bots that mention it',
        '接收其他机器人的 @ 消息',
      ),
    ),
    ...when(
      allow.length + deny.length > 0,
      need(
        true,
        [
          'contact:user.department:readonly',
          'contact:contact:readonly_as_app',
          'contact:contact:access_as_app',
          'contact:contact:readonly',
        ],
        'know the departments of people',
        '获取用户的部门',
      ),
    ),
    ...when(messages.seesEdits, edits),
    ...writes,
  ];
}

/** Source: im-v1/message/get. */
const edits: NeededScope = need(
  false,
  ['im:message:readonly', 'im:message'],
  'see what people have edited before they are answered',
  '在回复前获知消息的编辑',
);

const mentions: NeededScope = need(
  true,
  [
    'im:message.group_at_msg:readonly',
    'im:message.group_at_msg',
    'im:message.group_at_msg.include_bot:readonly',
    everything,
  ],
  'hear mentions in groups',
  '接收群聊中 @ 机器人的消息',
);

/** With the strategies `mention` and `thread` mentions come without it. */
function all(strategy: TriggerSettings['messages']['groupStrategy']): NeededScope {
  const isVital = strategy !== 'mention' && strategy !== 'thread';
  return need(
    isVital,
    [everything],
    'hear messages of groups that do not mention the bot',
    '接收群聊中未 @ 机器人的消息',
  );
}

function need(isVital: boolean, anyOf: NeededScope['anyOf'], en: string, zh: string): NeededScope {
  return { anyOf, why: { en, zh }, isVital };
}

function when(is: boolean, needed: NeededScope): readonly NeededScope[] {
  return is ? [needed] : [];
}
