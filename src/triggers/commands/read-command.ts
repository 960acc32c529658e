import type { InboundMessage } from '../../model/triggers/inbound-message.ts';
import { folded, slashWord, withoutLeadingMentions } from './leading-word.ts';

/** What people can tell the bot itself, rather than who answers. */
export const commandNames = ['new', 'stop', 'help', 'status', 'whoami', 'pair'] as const;
/** One of `commandNames`. */
export type CommandName = (typeof commandNames)[number];

/** A command, with what stands behind it. */
export interface Command {
  readonly name: CommandName;
  /** `new`: the first message of the new conversation; `pair`: the code. Empty where nothing follows. */
  readonly rest: string;
  /** Without a slash: whoever answers may have asked for this very word, so `stop` is a command only while there is something to stop. */
  readonly isBare: boolean;
}

/** With a slash before them. */
const slashed: Readonly<Record<CommandName, readonly string[]>> = {
  new: ['new', 'reset', 'clear', '新会话', '新对话', '重新开始', '重置', '清空'],
  stop: ['stop', 'cancel', 'abort', '停止', '停', '取消', '中止', '终止'],
  help: ['help', '帮助', '说明'],
  status: ['status', '状态'],
  whoami: ['whoami', '我是谁'],
  pair: ['pair', '配对', '绑定'],
};

/** By themselves: what somebody types who wants an answer to end, in the languages of those who use Lark; and, in Chinese, the names of commands. */
const bare: Readonly<Record<CommandName, readonly string[]>> = {
  new: ['新会话', '新对话'],
  stop: [
    ...['stop', 'stop it', 'abort', '停止', '停', '停下', '别说了', '中止', '终止', '取消', '停止回答'],
    ...['やめて', '止めて', 'ストップ', '중지', '멈춰', '그만', 'dừng', 'dừng lại', 'หยุด', 'berhenti'],
    ...['para', 'detente', 'parar', 'arrête', 'stopp', 'halt', 'стоп'],
  ],
  help: ['帮助'],
  status: ['状态'],
  whoami: ['我是谁'],
  pair: [],
};

/** Only these go on after their name; `/stop the server` is a sentence. */
const withRest: readonly CommandName[] = ['new', 'pair'];
const ends = /[\s.!?~。！？～…]+$/u;

/** The command that a message is, by itself or after mentions; undefined when it is something for whoever answers. */
export function readCommand(message: Pick<InboundMessage, 'text' | 'mentions'>): Command | undefined {
  const text = withoutLeadingMentions(message).trim();
  const word = slashWord(text);
  if (word === undefined) {
    const name = named(bare, folded(text.replace(ends, '')));
    return name === undefined ? undefined : { name, rest: '', isBare: true };
  }
  const name = named(slashed, word.slice(1).replace(ends, ''));
  const rest = text.replace(/^\S+/u, '').trim();
  const isCommand = name !== undefined && (rest === '' || withRest.includes(name));
  return isCommand ? { name, rest, isBare: false } : undefined;
}

function named(words: Readonly<Record<CommandName, readonly string[]>>, word: string): CommandName | undefined {
  return commandNames.find((name) => words[name].includes(word));
}
