import { z } from 'zod';
import { languages } from '../../model/message.ts';
import { defaultTriggerSettings } from '../../model/triggers/default-settings.ts';
import { chatKinds } from '../../model/triggers/inbound-message.ts';
import { groupStrategies, type MessageConditions } from '../../model/triggers/trigger-settings.ts';
import { rule } from '../../schema/rules.ts';
import { allowDeny, chatId, departmentId, openId, texts, told } from './trigger-fields.ts';

const { messages: defaults } = defaultTriggerSettings;

const command = z
  .string()
  .regex(/^\/[^\s/]{1,40}$/, rule({ en: 'must be a command such as /hr', zh: '必须是 /hr 这样的命令' }));
const messageType = z
  .string()
  .regex(/^[a-z_]{1,40}$/, rule({ en: 'must be a type such as text or image', zh: '必须是 text、image 这样的类型' }));

const shape = z.strictObject({
  chatKinds: told(
    z.array(z.enum(chatKinds)).default([...defaults.chatKinds]),
    ['Chats', 'Where messages are heard: direct chats, groups, groups of topics.'],
    ['聊天类型', '处理哪些聊天中的消息：单聊、群聊、话题群。'],
  ),
  chats: told(allowDeny(chatId), ['Groups', 'By chat_id.'], ['群聊', '按 chat_id。']),
  users: told(
    allowDeny(openId),
    ['People', 'By open_id, wherever they write.'],
    ['用户', '按 open_id，不限聊天类型。'],
  ),
  directUsers: told(
    allowDeny(openId),
    ['People in direct chats', 'Of those whom `users` lets in, who is heard there.'],
    ['单聊用户', '在 `users` 允许的用户中，单聊里再限定哪些人。'],
  ),
  groupUsers: told(
    allowDeny(openId),
    ['People in groups', 'Of those whom `users` lets in, who is heard there.'],
    ['群聊用户', '在 `users` 允许的用户中，群聊里再限定哪些人。'],
  ),
  departments: told(
    allowDeny(departmentId),
    ['Departments', 'By open_department_id, with those below. Needs access to Contact.'],
    ['部门', '按 open_department_id，包含下级部门；需要通讯录权限。'],
  ),
  pairing: told(
    z.boolean().default(defaults.pairing),
    ['Pairing', 'In direct chats only people are heard who have given the code of the trigger.'],
    ['配对', '单聊中只处理已输入触发器配对码的用户。'],
  ),
  groupStrategy: told(
    z.enum(groupStrategies).default(defaults.groupStrategy),
    [
      'Group strategy',
      'What is heard in groups: mentions, everything, mentions and then the thread that was answered, keywords, or commands. All but mentions need the scope im:message.group_msg.',
    ],
    [
      '群聊策略',
      '群聊中处理哪些消息：@ 机器人、全部、@ 后跟随话题、关键词或命令。除 @ 外都需要权限 im:message.group_msg。',
    ],
  ),
  keywords: told(texts(), ['Keywords', 'For the strategy `keyword`.'], ['关键词', '用于策略 `keyword`。']),
  commands: told(
    texts(command),
    ['Commands', 'Such as /hr. For the strategy `command`; in direct chats, whenever there are any.'],
    ['命令', '例如 /hr。用于策略 `command`；单聊中只要设置了就生效。'],
  ),
  messageTypes: told(
    texts(messageType),
    ['Message types', 'Such as text, post, image. Empty: all.'],
    ['消息类型', '例如 text、post、image；为空表示全部。'],
  ),
  pattern: told(
    z.string().min(1).max(1_000).optional(),
    ['Pattern', 'A regular expression that the text must match. `(?i)` before it: in small and large letters.'],
    ['正则表达式', '文本必须匹配；以 `(?i)` 开头表示不区分大小写。'],
  ),
  languages: told(
    z.array(z.enum(languages)).default([]),
    ['Languages', 'A guess from the text. Empty: any.'],
    ['语言', '根据文本推测；为空表示不限。'],
  ),
  bots: told(
    z.enum(['never', 'mentions', 'always']).default(defaults.bots),
    ['Other bots', 'Heard never, when they mention this one, or always.'],
    ['其他机器人', '从不处理、仅在 @ 本机器人时处理，或始终处理。'],
  ),
  answersAll: told(
    z.boolean().default(defaults.answersAll),
    ['@all', 'Whether a mention of everybody counts as one of the bot.'],
    ['@所有人', '@所有人 是否视为 @ 机器人。'],
  ),
  seesEdits: told(
    z.boolean().default(defaults.seesEdits),
    [
      'Edits',
      'Lark tells nobody of edits: a text that has waited for three seconds is read again before it is answered. Needs a scope to read messages.',
    ],
    ['编辑', '飞书不推送编辑事件：等待超过三秒的文本在回复前会重新读取；需要读取消息的权限。'],
  ),
});

/** Which messages a trigger hears. */
export const messageConditions: z.ZodType<MessageConditions> = shape
  .prefault({})
  .transform((given) => ({ ...given, pattern: given.pattern }));
