import type { ServerResponse } from 'node:http';
import type { Im } from '../im.ts';
import { chatsOf, membersOf, messagesOf } from './show-chats.ts';
import { memberOf, type Viewer } from './show-message.ts';
import type { Update } from './shown.ts';

/** Changes of a moment go out together: a bot that streams changes its card many times a second. */
const gatherMs = 40;
/** Something is said this often, so that a page notices when the sandbox is gone. */
const heartbeatMs = 15_000;

/** Whose eyes, and which chat is open. */
interface Looking {
  readonly openId: string;
  readonly chatId: string;
  readonly now: () => number;
}

/** Tells a page what changes, as server-sent events: first everything, then only what is different. */
export function streamChanges(im: Im, response: ServerResponse, looking: Looking): void {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  const sent = new Sent();
  let gathering: NodeJS.Timeout | undefined;
  const send = (): void => {
    gathering = undefined;
    const update = sent.next(im, looking);
    if (update !== undefined) response.write(`data: ${JSON.stringify(update)}\n\n`);
  };
  const stop = im.chats.changes.watch(() => {
    gathering ??= setTimeout(send, gatherMs);
  });
  const heartbeat = setInterval(() => response.write(': there\n\n'), heartbeatMs);
  response.once('close', () => {
    stop();
    clearTimeout(gathering);
    clearInterval(heartbeat);
  });
  send();
}

/** What a page has been told. */
class Sent {
  #about = '';
  #messages: ReadonlyMap<string, string> | undefined;

  /** Undefined where nothing is different for this person. */
  next(im: Im, { openId, chatId, now }: Looking): Update | undefined {
    const viewer: Viewer = { openId, nowMs: now() };
    const me = memberOf(im, { kind: 'user', openId });
    const [chats, members] = [chatsOf(im, viewer), membersOf(im, chatId, viewer)];
    const about = JSON.stringify({ chats, members });
    const before = this.#messages;
    const seen = messagesOf(im, chatId, viewer);
    const texts = new Map(seen.map((message) => [message.id, JSON.stringify(message)]));
    const messages = seen.filter(({ id }) => before?.get(id) !== texts.get(id));
    const gone = [...(before?.keys() ?? [])].filter((id) => !texts.has(id));
    if (before !== undefined && about === this.#about && messages.length === 0 && gone.length === 0) return undefined;
    this.#about = about;
    this.#messages = texts;
    return { isWhole: before === undefined, me, chats, members, messages, gone };
  }
}
