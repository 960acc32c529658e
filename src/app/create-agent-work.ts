import { eventOfPart } from '../handlers/answer-events.ts';
import type { AnswerEvent } from '../handlers/forms/answer.ts';
import { readPayload } from '../handlers/forms/read-payload.ts';
import { RecordError } from '../model/errors.ts';
import type { Handler } from '../model/triggers/handler.ts';
import type { JsonObject } from '../util/json.ts';

/** Works on turns as they come from a service: gives the events of an answer. */
export type AgentWork = (turn: JsonObject, signal: AbortSignal) => AsyncIterable<AnswerEvent>;

/** The functions of an agent, for a service elsewhere. */
export function createAgentWork(handler: Handler): AgentWork {
  return async function* work(turn, signal) {
    const parts = handler.handle(readPayload(turn), { signal, download: noDownload });
    for await (const part of parts) yield eventOfPart(part);
  };
}

function noDownload(): Promise<never> {
  return Promise.reject(
    new RecordError({
      code: 'lark.entity.missing',
      message: {
        en: 'Attachments are not downloaded over the connection of a program: ask Lark by the ids of the message and its attachment',
        zh: '程序的连接不传输附件：请用消息和附件的 ID 向飞书获取',
      },
    }),
  );
}
