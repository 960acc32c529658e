import { linearPattern, longestMatched } from '../../util/linear-pattern.ts';
import { guessLanguage } from './guess-language.ts';
import { type Refusal, refusal, some } from './refusal.ts';
import type { MessageCase } from './subject.ts';

/** What was said. */
export function checkContent(given: MessageCase): Refusal | undefined {
  return messageType(given) ?? pattern(given) ?? language(given);
}

function messageType({ message, candidate }: MessageCase): Refusal | undefined {
  const { messageTypes } = candidate.settings.messages;
  if (messageTypes.length === 0 || messageTypes.includes(message.type)) return undefined;
  return refusal(
    'message_type',
    `The message is of the type ${some([message.type], '')}; the trigger hears ${some(messageTypes, ', ')}`,
    `消息类型为 ${some([message.type], '')}；触发器只处理 ${some(messageTypes, '、')}`,
  );
}

function pattern({ message, candidate }: MessageCase): Refusal | undefined {
  const { pattern: source } = candidate.settings.messages;
  if (source === undefined || fits(source, message.text)) return undefined;
  return refusal(
    'pattern',
    `The text does not match the pattern ${some([source], '')}`,
    `文本不匹配正则表达式 ${some([source], '')}`,
  );
}

/** Of a very long text only the beginning is looked at. An expression that was refused when the trigger was published matches nothing. */
function fits(source: string, text: string): boolean {
  const made = linearPattern(source);
  return 'matches' in made && made.matches(text.slice(0, longestMatched));
}

function language({ message, candidate }: MessageCase): Refusal | undefined {
  const { languages } = candidate.settings.messages;
  if (languages.length === 0) return undefined;
  const guess = guessLanguage(message.text);
  // A picture has no language.
  if (guess === undefined || (guess !== 'other' && languages.includes(guess))) return undefined;
  const name = {
    zh: { en: 'Chinese', zh: '中文' },
    en: { en: 'English', zh: '英文' },
    other: { en: 'another language', zh: '其他语言' },
  }[guess];
  return refusal(
    'language',
    `The text seems to be ${name.en}; the trigger hears ${languages.join(', ')}`,
    `文本看起来是${name.zh}；触发器只处理 ${languages.join('、')}`,
  );
}
