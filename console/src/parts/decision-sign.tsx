import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Mark } from './state-sign.tsx';

/** What a trigger made of an event. */
export const decisionTexts = defineTexts({
  taken: { en: 'Taken', zh: '已接受' },
  refused: { en: 'Not taken', zh: '未命中' },
  shadow: { en: 'Only decided', zh: '影子模式' },
});

/** Why a trigger took an event or not, in a word. */
export const decisionCodeTexts = defineTexts({
  matched: { en: 'All conditions hold', zh: '满足全部条件' },
  kind: { en: 'Another kind (message or event)', zh: '种类不同（消息或事件）' },
  type: { en: 'Another type of event', zh: '事件类型不同' },
  paused: { en: 'Trigger paused', zh: '触发器已暂停' },
  own_message: { en: 'From the bot itself', zh: '由机器人自身产生' },
  bot: { en: 'From another bot', zh: '来自其他机器人' },
  bot_loop: { en: 'Bots answer each other', zh: '机器人互相回复' },
  stale: { en: 'Too old', zh: '已过期' },
  chat_kind: { en: 'Kind of chat', zh: '聊天类型' },
  chat_denied: { en: 'Chat denied', zh: '群聊被拒绝' },
  chat_not_allowed: { en: 'Chat not allowed', zh: '群聊不在允许范围' },
  user_denied: { en: 'Person denied', zh: '用户被拒绝' },
  user_not_allowed: { en: 'Person not allowed', zh: '用户不在允许范围' },
  department: { en: 'Department', zh: '部门' },
  not_paired: { en: 'Not paired', zh: '未配对' },
  not_mentioned: { en: 'Bot not mentioned', zh: '未 @ 机器人' },
  all_mention: { en: 'Only @all', zh: '仅 @所有人' },
  keyword: { en: 'No keyword', zh: '无关键词' },
  command: { en: 'No command', zh: '不是命令' },
  message_type: { en: 'Type of message', zh: '消息类型' },
  pattern: { en: 'Pattern', zh: '正则表达式不匹配' },
  language: { en: 'Language', zh: '语言' },
  quiet_hours: { en: 'Quiet hours', zh: '免打扰时段' },
  quota: { en: 'Quota used up', zh: '用量已达上限' },
  fields: { en: 'Fields of the event', zh: '事件字段条件' },
  earlier_trigger: { en: 'An earlier trigger took it', zh: '已由前面的触发器接受' },
  recalled: { en: 'Recalled', zh: '已撤回' },
  blocked: { en: 'Person blocked', zh: '用户已屏蔽' },
});

type Outcome = ApiSchemas['Decision']['tried'][number]['outcome'];

/** What a trigger made of an event: in the shadow it would have taken it. */
export function DecisionSign({ outcome }: { readonly outcome: Outcome }) {
  const word = useTexts(decisionTexts)[outcome];
  if (outcome === 'taken') return <Mark tone="ok" icon="ok" word={word} />;
  if (outcome === 'shadow') return <Mark tone="info" icon="info" word={word} />;
  return <Mark tone="idle" icon="never" word={word} />;
}
