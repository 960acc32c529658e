import type { AllowDeny } from '../../model/triggers/trigger-settings.ts';
import { type Refusal, refusal, some } from './refusal.ts';
import type { Case, MessageCase } from './subject.ts';

/** Who has said it. */
export function checkSender(given: MessageCase): Refusal | undefined {
  const { messages } = given.candidate.settings;
  const isDirect = given.message.chatKind === 'direct';
  return (
    ownMessage(given) ??
    blocked(given) ??
    bot(given) ??
    listed(given, messages.users, { en: '', zh: '' }) ??
    (isDirect
      ? listed(given, messages.directUsers, { en: ' for direct chats', zh: '单聊' })
      : listed(given, messages.groupUsers, { en: ' for groups', zh: '群聊' })) ??
    department(given) ??
    pairing(given)
  );
}

/** What we have said or done ourselves comes back in some events. The platform names a bot by its `open_id` or by its app. */
export function ownMessage({ subject, facts }: Case): Refusal | undefined {
  const { message, actorId } = subject;
  const who = message === undefined ? actorId : message.sender.openId;
  const isOwn = who !== undefined && (who === facts.botOpenId || who === facts.appId);
  return isOwn ? refusal('own_message', 'It was done by this bot itself', '由本机器人自己产生') : undefined;
}

/** The same for all triggers: a person has blocked somebody. */
export function blocked({ facts }: Case): Refusal | undefined {
  return facts.isBlocked ? refusal('blocked', 'The sender is blocked', '发送者已被屏蔽') : undefined;
}

function bot({ message, candidate }: MessageCase): Refusal | undefined {
  const { bots } = candidate.settings.messages;
  if (message.sender.kind !== 'bot' || bots === 'always') return undefined;
  if (bots === 'never')
    return refusal('bot', 'The sender is a bot, and bots are not heard', '发送者是机器人，触发器不处理机器人的消息');
  if (message.mentionsBot) return undefined;
  return refusal('bot', 'The sender is a bot that did not mention this one', '发送者是机器人，且没有 @ 本机器人');
}

function listed(
  { message }: MessageCase,
  { allow, deny }: AllowDeny,
  of: { readonly en: string; readonly zh: string },
): Refusal | undefined {
  const { openId } = message.sender;
  if (deny.includes(openId)) {
    return refusal('user_denied', `The sender is on the deny list${of.en}`, `发送者在${of.zh}拒绝名单中`);
  }
  if (allow.length === 0 || allow.includes(openId)) return undefined;
  return refusal(
    'user_not_allowed',
    `The sender is not among the ${allow.length} that are allowed${of.en}`,
    `发送者不在${of.zh}允许的 ${allow.length} 人中`,
  );
}

function department({ facts, candidate }: MessageCase): Refusal | undefined {
  const { allow, deny } = candidate.settings.messages.departments;
  if (allow.length + deny.length === 0) return undefined;
  const { departments } = facts;
  // Who is not known to be outside of a department that is denied might be in it.
  if (departments === undefined) {
    return refusal(
      'department',
      'The departments of the sender are not known: the app may not read them, or the sender is outside of its range',
      '无法得知发送者的部门：应用没有相应权限，或发送者不在应用的通讯录范围内',
    );
  }
  const denied = departments.filter((id) => deny.includes(id));
  if (denied.length > 0) {
    return refusal(
      'department',
      `A department of the sender is on the deny list: ${some(denied, ', ')}`,
      `发送者的部门在拒绝名单中：${some(denied, '、')}`,
    );
  }
  if (allow.length === 0 || departments.some((id) => allow.includes(id))) return undefined;
  return refusal(
    'department',
    `No department of the sender is among the ${allow.length} that are allowed`,
    `发送者的部门不在允许的 ${allow.length} 个部门中`,
  );
}

function pairing({ message, own, candidate }: MessageCase): Refusal | undefined {
  if (!candidate.settings.messages.pairing || message.chatKind !== 'direct' || own.isPaired) return undefined;
  return refusal('not_paired', 'The sender has not given the code of the trigger yet', '发送者尚未输入触发器的配对码');
}
