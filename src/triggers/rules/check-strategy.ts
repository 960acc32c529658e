import { folded, slashWord, withoutLeadingMentions } from '../commands/leading-word.ts';
import { type Refusal, refusal, some } from './refusal.ts';
import type { MessageCase } from './subject.ts';

/** Whether it was meant for the bot: in groups the strategy says so; in direct chats everything is, unless there are commands. */
export function checkStrategy(given: MessageCase): Refusal | undefined {
  const { groupStrategy, commands } = given.candidate.settings.messages;
  if (given.message.chatKind === 'direct') return commands.length === 0 ? undefined : command(given);
  switch (groupStrategy) {
    case 'all':
      return undefined;
    case 'mention':
      return mention(given);
    case 'thread':
      return given.message.threadId !== undefined && given.own.followsThread ? undefined : mention(given);
    case 'keyword':
      return keyword(given);
    case 'command':
      return command(given);
  }
}

function mention({ message, candidate }: MessageCase): Refusal | undefined {
  const { answersAll, groupStrategy } = candidate.settings.messages;
  if (message.mentionsBot || (message.mentionsAll && answersAll)) return undefined;
  if (message.mentionsAll) {
    return refusal(
      'all_mention',
      'Everybody was mentioned, and the trigger does not answer that',
      '消息 @ 了所有人，触发器不响应 @所有人',
    );
  }
  if (groupStrategy === 'mention') {
    return refusal(
      'not_mentioned',
      'The group strategy is “mention”, and the bot was not mentioned',
      '群聊策略为“仅 @ 时回复”，而消息没有 @ 机器人',
    );
  }
  return refusal(
    'not_mentioned',
    'The group strategy is “thread”: the bot was not mentioned, and this is no thread that it has answered in',
    '群聊策略为“跟随话题”：消息没有 @ 机器人，也不在机器人回复过的话题中',
  );
}

function keyword({ message, candidate }: MessageCase): Refusal | undefined {
  const { keywords } = candidate.settings.messages;
  const text = folded(message.text);
  if (keywords.some((word) => word !== '' && text.includes(folded(word)))) return undefined;
  return refusal(
    'keyword',
    `None of the keywords is in the text: ${some(keywords, ', ')}`,
    `文本不含任何关键词：${some(keywords, '、')}`,
  );
}

function command({ message, candidate }: MessageCase): Refusal | undefined {
  const { commands } = candidate.settings.messages;
  const word = slashWord(withoutLeadingMentions(message));
  if (word !== undefined && commands.some((one) => folded(one) === word)) return undefined;
  return refusal(
    'command',
    `The text begins with none of the commands: ${some(commands, ', ')}`,
    `文本不以任何命令开头：${some(commands, '、')}`,
  );
}
