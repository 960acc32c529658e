import { ConfigError, TransientError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { LostAnswer, lostCodes } from '../../outbound/lost-answer.ts';
import type { Environment } from '../../outbound/proxy.ts';
import { Transport } from '../../outbound/transport.ts';
import {
  isObject,
  type JsonObject,
  readBoolean,
  readNumber,
  readObject,
  readObjects,
  readText,
  readTexts,
  tryParseJson,
} from '../../util/json.ts';

/** A message of a chat, as people see it. */
export interface ChatLine {
  readonly from: string;
  readonly isBot: boolean;
  /** Of a card its title and markdown. */
  readonly text: string;
  readonly buttons: readonly string[];
  readonly followUps: readonly string[];
  readonly reactions: readonly string[];
  readonly isInThread: boolean;
  readonly isEdited: boolean;
  readonly isRecalled: boolean;
}

/** A group, or without a name the chat of a person with the bot. */
export interface ChatLines {
  readonly name: string;
  readonly lines: readonly ChatLine[];
}

/** Where a script went wrong, or cannot be read. */
export interface ChatFault {
  readonly line: number;
  readonly message: Message;
}

/** What became of a conversation; it went as its script says where there is no fault. */
export interface PlayedConversation {
  readonly chats: readonly ChatLines[];
  readonly faults: readonly ChatFault[];
  /** Whether anything was played: else the script cannot be read. */
  readonly isPlayed: boolean;
}

interface PlayChatOptions {
  /** Of a running sandbox. */
  readonly url: string;
  readonly script: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** Each step has a time of its own; this is when nobody waits any longer. */
const wholeMs = 24 * 3_600_000;

/** Plays a script in a running sandbox. @throws ConfigError where there is none; TransientError where it is lost */
export async function playChat({ url, script, environment, signal }: PlayChatOptions): Promise<PlayedConversation> {
  const { origin } = new URL(url);
  const transport = new Transport({ origin, pathPrefix: '', environment, timeoutMs: wholeMs, connections: 1 });
  const body = JSON.stringify({ script });
  try {
    const answer = await transport.send({ method: 'POST', path: '/sandbox/im/script', headers: {}, body, signal });
    const played = tryParseJson(answer.body.toString('utf8'));
    if (!isObject(played) || (answer.status !== 200 && !Array.isArray(played.faults))) throw noSandbox(origin);
    return readPlayed(played);
  } catch (thrown) {
    throw thrown instanceof LostAnswer ? lost(thrown, origin) : thrown;
  } finally {
    await transport.close();
  }
}

function readPlayed(played: JsonObject): PlayedConversation {
  return {
    isPlayed: Array.isArray(played.chats),
    chats: readObjects(played, 'chats').map((chat) => ({
      name: readText(chat, 'name') ?? '',
      lines: readObjects(chat, 'messages').map(readLine),
    })),
    faults: readObjects(played, 'faults').map((fault) => {
      const message = readObject(fault, 'message');
      const en = readText(message, 'en') ?? '';
      return { line: readNumber(fault, 'line') ?? 0, message: { en, zh: readText(message, 'zh') ?? en } };
    }),
  };
}

function readLine(message: JsonObject): ChatLine {
  const [card, from] = [readObject(message, 'card'), readObject(message, 'from')];
  const parts = [readText(message, 'text'), readText(card, 'title'), readText(card, 'markdown')];
  return {
    from: readText(from, 'name') ?? '',
    isBot: readText(from, 'kind') === 'bot',
    text: parts.filter((part) => part !== null && part !== '').join('\n'),
    buttons: readTexts(card, 'buttons'),
    followUps: readTexts(message, 'followUps'),
    reactions: readObjects(message, 'reactions').map((one) => readText(one, 'emoji') ?? ''),
    isInThread: readText(message, 'threadId') !== null,
    isEdited: readBoolean(message, 'isEdited') ?? false,
    isRecalled: readBoolean(message, 'isRecalled') ?? false,
  };
}

function noSandbox(origin: string): ConfigError {
  const message = {
    en: `There is no sandbox at ${origin}`,
    zh: `${origin} 上没有沙箱`,
  };
  return new ConfigError({ code: 'config.usage.invalid', message, cure: startOne });
}

const startOne: Message = {
  en: 'Start one with `larkstream sandbox`, and give the address that it prints with --url.',
  zh: '请先运行 `larkstream sandbox`，并用 --url 给出它输出的地址。',
};

function lost({ reason, text, cause }: LostAnswer, origin: string): TransientError {
  const message = {
    en: `The sandbox at ${origin} does not answer: ${text.en}`,
    zh: `${origin} 上的沙箱没有应答：${text.zh}`,
  };
  const code = lostCodes[reason];
  // The cure of a platform that is away would be about another program.
  return new TransientError({
    code: code ?? 'lark.network.failed',
    message,
    cause,
    ...(code === undefined && { cure: startOne }),
  });
}
