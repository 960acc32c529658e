import { Buffer } from 'node:buffer';
import type { Handler, HandlerRequest, HandlerTools } from '../../model/triggers/handler.ts';
import { isObject, type JsonObject, readNumber, readObject, readText, tryParseJson } from '../../util/json.ts';
import { plural } from '../../util/plural.ts';
import { firstThatWorks } from '../first-that-works.ts';
import { failed, refused } from '../refusals.ts';
import { type SinkParts, type SinkServer, sinkMessage } from '../sink-parts.ts';
import { type NatsAccess, NatsConnection, type NatsMessage } from './nats-connection.ts';

/** A subject that a stream of JetStream keeps. */
export interface NatsHandlerOptions extends NatsAccess {
  /** Tried in turn. */
  readonly servers: readonly SinkServer[];
  /** `{type}` stands for the type of the event. */
  readonly subject: string;
  readonly wholeMs?: number;
}

const usualWholeMs = 30_000;
/** What a subject must not hold, and what would break out of a header. */
const strange = /[^\w.-]+/g;

/**
 * Publishes each turn to JetStream, and is done when a stream has it: at least once, and of one id once within the stream's own window. Says nothing, so
 * nobody is answered.
 */
export function createNatsHandler(options: NatsHandlerOptions, parts: SinkParts): Handler {
  const { servers, subject, wholeMs = usualWholeMs } = options;
  async function* handle(request: HandlerRequest, { signal }: HandlerTools): AsyncGenerator<never, void, void> {
    const message = sinkMessage(request);
    const to = subject.replaceAll('{type}', message.type.replaceAll(strange, '_'));
    await firstThatWorks(servers, async (server) => {
      const connection = await NatsConnection.open(server, options, { ...parts, signal, wholeMs });
      try {
        if (Buffer.byteLength(message.body) > connection.maxPayload) throw tooLarge(server, connection.maxPayload);
        const { orderKey } = message;
        const headers = {
          'Nats-Msg-Id': message.id.replaceAll(strange, '_'),
          'Content-Type': 'application/json',
          'Larkstream-Type': message.type.replaceAll(strange, '_'),
          ...(orderKey === undefined ? {} : { 'Larkstream-Key': encodeURIComponent(orderKey) }),
        };
        const inbox = `_INBOX.larkstream.${Buffer.from(parts.bytes(12)).toString('base64url').replaceAll('-', '_')}`;
        assertKept(await connection.request({ subject: to, inbox, headers, body: message.body }), to);
      } finally {
        connection.close();
      }
    });
  }
  return { handle };
}

/** https://docs.nats.io/reference/reference-protocols/nats_api_reference: a stream answers with its name and a number, or an error. */
function assertKept({ status, body }: NatsMessage, subject: string): void {
  if (status !== undefined)
    throw failed({
      en: `No stream of JetStream keeps the subject ${subject} (${status})`,
      zh: `没有 JetStream 流保存主题 ${subject}（${status}）`,
    });
  const parsed = tryParseJson(body);
  const answer: JsonObject = isObject(parsed) ? parsed : {};
  if (readText(answer, 'stream') !== null && !isObject(answer.error)) return;
  const error = readObject(answer, 'error');
  const code = readNumber(error, 'code') ?? 500;
  const words = (readText(error, 'description') ?? 'no acknowledgement').slice(0, 200);
  const message = { en: `JetStream says: ${words} (${code})`, zh: `JetStream 报告：${words}（${code}）` };
  throw code >= 500 ? failed(message) : refused(message);
}

function tooLarge({ host, port }: SinkServer, most: number): Error {
  return refused({
    en: `The message is larger than ${host}:${port} takes (${plural(most, 'byte')})`,
    zh: `消息超过 ${host}:${port} 的上限（${most} 字节）`,
  });
}
