import { z } from 'zod';
import { languages } from '../../model/message.ts';
import { defaultTriggerSettings as defaults } from '../../model/triggers/default-settings.ts';
import { busyPolicies, sessionScopes, type TriggerSettings } from '../../model/triggers/trigger-settings.ts';
import { rule } from '../../schema/rules.ts';
import { eventConditions } from './event-conditions.ts';
import { messageConditions } from './message-conditions.ts';
import { count, milliseconds, timeOfDay, timeZone, told } from './trigger-fields.ts';

const session = z.strictObject({
  scope: told(
    z.enum(sessionScopes).default(defaults.session.scope),
    [
      'One conversation',
      'A chat; a thread, and the chat outside of threads; a person in all chats; a person in a chat.',
    ],
    ['会话范围', '按聊天、按话题（话题之外按聊天）、按用户（跨聊天），或按聊天内的用户。'],
  ),
  idleMs: told(
    milliseconds(365).default(defaults.session.idleMs),
    ['Idle after', 'Milliseconds without a message; 0: never.'],
    ['空闲时间', '多少毫秒没有消息后结束；0 表示不结束。'],
  ),
  tellsTimeout: told(
    z.boolean().default(defaults.session.tellsTimeout),
    ['Tells of the end', 'The person is told, and may go on with one tap.'],
    ['提示结束', '告知用户，并可一键继续。'],
  ),
});

const aggregation = z.strictObject({
  quietMs: told(
    count(0, 600_000).default(defaults.aggregation.quietMs),
    ['Quiet', 'Milliseconds without a message before those that were gathered are answered; 0: each by itself.'],
    ['静默时间', '多少毫秒没有新消息后合并回复；0 表示逐条回复。'],
  ),
  longestMs: told(
    count(0, 3_600_000).default(defaults.aggregation.longestMs),
    ['Longest', 'Milliseconds after the first message at most.'],
    ['最长等待', '自第一条消息起最多等待的毫秒数。'],
  ),
  mostMessages: told(
    count(1, 64).default(defaults.aggregation.mostMessages),
    ['Messages', 'At most.'],
    ['条数', '上限。'],
  ),
  mostCharacters: told(
    count(1, 100_000).default(defaults.aggregation.mostCharacters),
    ['Characters', 'At most.'],
    ['字数', '上限。'],
  ),
  acrossSenders: told(
    z.boolean().default(defaults.aggregation.acrossSenders),
    ['Across people', 'Whether what several people say is put together.'],
    ['跨用户', '是否合并多个用户的消息。'],
  ),
});

const history = z.strictObject({
  keepsUnmentioned: told(
    z.boolean().default(defaults.history.keepsUnmentioned),
    ['Keeps others', 'Messages of a group that were not for the bot are kept too.'],
    ['保留其他消息', '群聊中未 @ 机器人的消息也保留。'],
  ),
  mostMessages: told(
    count(0, 100).default(defaults.history.mostMessages),
    ['Messages', 'Told to the handler.'],
    ['条数', '提供给处理程序。'],
  ),
  windowMs: told(
    milliseconds(3_650).default(defaults.history.windowMs),
    ['Not older than', 'Milliseconds; 0: however old.'],
    ['时间范围', '毫秒；0 表示不限。'],
  ),
  retentionDays: told(
    count(0, 3_650).default(defaults.history.retentionDays),
    ['Kept for', 'Days; 0: for ever.'],
    ['保留天数', '0 表示永久。'],
  ),
  attachmentMegabytes: told(
    count(1, 100).default(defaults.history.attachmentMegabytes),
    ['Attachments', 'Megabytes of one at most.'],
    ['附件大小', '单个附件的上限，单位 MB。'],
  ),
});

const reply = z.strictObject({
  streaming: told(
    z.boolean().default(defaults.reply.streaming),
    ['Streaming', 'The answer is seen while it grows.'],
    ['流式回复', '边生成边显示。'],
  ),
  inThread: told(
    z.boolean().default(defaults.reply.inThread),
    ['In a topic', 'The first answer in a group begins a topic.'],
    ['话题回复', '在群聊中首次回复时创建话题。'],
  ),
  progressReaction: told(
    z
      .string()
      .regex(
        /^[A-Za-z0-9_]{0,40}$/,
        rule({ en: 'must be an emoji_type such as OnIt', zh: '必须是 OnIt 这样的 emoji_type' }),
      )
      .default(defaults.reply.progressReaction ?? ''),
    ['Reaction', 'On the message while it is worked on, such as OnIt; empty: none.'],
    ['处理中表情', '处理期间添加在消息上的表情，例如 OnIt；为空表示不添加。'],
  ),
  tellsRefused: told(
    z.boolean().default(defaults.reply.tellsRefused),
    ['Tells why not', 'Who is refused is told why, seen by nobody else.'],
    ['告知原因', '未获处理的用户会收到仅本人可见的原因。'],
  ),
  language: told(
    z.enum([...languages, 'user']).default(defaults.reply.language),
    ['Language', 'Of what Larkstream itself says; `user`: that of the person.'],
    ['语言', 'Larkstream 自身提示的语言；`user` 表示按用户。'],
  ),
});

const quietHours = z.strictObject({
  from: told(timeOfDay, ['From', 'Such as 22:00.'], ['开始', '例如 22:00。']),
  until: told(timeOfDay, ['Until', 'Such as 07:00, of the next day.'], ['结束', '例如次日 07:00。']),
  timeZone: told(timeZone, ['Time zone', 'Such as Asia/Shanghai.'], ['时区', '例如 Asia/Shanghai。']),
  notice: told(
    z.string().min(1).max(2_000).optional(),
    ['Notice', 'What is said then, once a conversation.'],
    ['提示', '该时段内的提示，每个会话一次。'],
  ),
});

const quota = z.strictObject({
  perHour: told(
    count(0, 100_000).default(0),
    ['An hour', 'Messages of one person; 0: unlimited.'],
    ['每小时', '单个用户的消息数；0 表示不限。'],
  ),
  perDay: told(
    count(0, 1_000_000).default(0),
    ['A day', 'Messages of one person; 0: unlimited.'],
    ['每天', '单个用户的消息数；0 表示不限。'],
  ),
});

const shape = z.strictObject({
  kind: told(
    z.enum(['messages', 'events']).default(defaults.kind),
    ['Kind', 'For messages, or for any other events.'],
    ['类别', '处理消息，或处理其他事件。'],
  ),
  messages: told(messageConditions, ['Messages', 'Which are heard.'], ['消息', '处理哪些消息。']),
  events: told(eventConditions, ['Events', 'Which are taken.'], ['事件', '处理哪些事件。']),
  continues: told(
    z.boolean().default(defaults.continues),
    ['Continues', 'The next trigger is tried too, though this one has matched.'],
    ['继续匹配', '匹配后仍尝试下一个触发器。'],
  ),
  session: told(
    session.prefault({}),
    ['Conversation', 'What makes one, and when it ends.'],
    ['会话', '会话的范围与结束时间。'],
  ),
  busy: told(
    z.enum(busyPolicies).default(defaults.busy),
    [
      'While it works',
      'What comes meanwhile waits, interrupts, is put together for afterwards, or is given to the handler at work.',
    ],
    ['处理中', '期间到达的消息：排队、打断、合并到下一次，或交给正在处理的程序。'],
  ),
  aggregation: told(
    aggregation.prefault({}),
    ['Gathering', 'Messages that belong together become one question.'],
    ['汇总', '相关的多条消息合并为一次提问。'],
  ),
  history: told(
    history.prefault({}),
    ['History', 'What the handler is told of what was said before.'],
    ['历史', '提供给处理程序的历史消息。'],
  ),
  reply: told(reply.prefault({}), ['Answers', 'How they come back.'], ['回复', '回复方式。']),
  quietHours: told(
    quietHours.optional(),
    ['Quiet hours', 'Nobody is answered then.'],
    ['免打扰时段', '该时段内不回复。'],
  ),
  quota: told(quota.prefault({}), ['Quota', 'Of one person.'], ['用量', '单个用户的上限。']),
  staleMs: told(
    milliseconds(30).optional(),
    [
      'Too old',
      'Milliseconds: what is older when it comes is not answered; 0: however old. Half an hour for messages; events are taken however old.',
    ],
    ['过期时间', '毫秒：到达时超过该时间的不处理；0 表示不限。消息默认半小时，事件默认不限。'],
  ),
  botTurns: told(
    count(1, 1_000).default(defaults.botTurns),
    ['Turns of bots', 'In a row, without a person, before nobody answers any more.'],
    ['机器人轮数', '没有人参与时，机器人连续对话的上限。'],
  ),
  handlerId: told(
    z.string().max(100).default(defaults.handlerId),
    ['Handler', 'Who answers. May be chosen later, but before it is published.'],
    ['处理程序', '由谁回复；可稍后选择，发布前必须选定。'],
  ),
});

/** All that a version of a trigger says, as it is written: what is absent has its default. */
export const triggerShape: z.ZodType = shape;

/** The same, as it is worked with. */
export const triggerSchema: z.ZodType<TriggerSettings> = shape.transform(
  ({ staleMs, reply: answers, quietHours: quiet, ...given }) => ({
    ...given,
    // An event that comes late says what has happened all the same.
    staleMs: staleMs ?? (given.kind === 'events' ? 0 : defaults.staleMs),
    reply: { ...answers, progressReaction: answers.progressReaction === '' ? undefined : answers.progressReaction },
    quietHours: quiet === undefined ? undefined : { ...quiet, notice: quiet.notice },
  }),
);
