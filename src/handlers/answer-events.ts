import type { ReplyPart } from '../model/triggers/handler.ts';
import { attachmentPart, buttonsPart } from '../model/triggers/handler-answer.ts';
import type { AnswerEvent } from './forms/answer.ts';
import { failed, refused } from './refusals.ts';

/**
 * What is said with the events of a streamed answer, until its `done` or `later`; the result says whether one came. `who` is named when the handler
 * itself reports an error. @throws ConfigError `handler.refused`, TransientError `handler.failed`: an `error` of the stream
 */
export async function* partsOfEvents(
  events: AsyncIterable<AnswerEvent>,
  who: string,
): AsyncGenerator<ReplyPart, boolean, void> {
  for await (const event of events) {
    if (event.event === 'done') return true;
    if (event.event === 'later') {
      yield { kind: 'later' };
      return true;
    }
    const part = partOf(event, who);
    if (part !== undefined) yield part;
  }
  return false;
}

function partOf(event: AnswerEvent, who: string): ReplyPart | undefined {
  switch (event.event) {
    case 'delta':
      return { kind: 'text', text: event.text };
    case 'replace':
    case 'progress':
      return { kind: event.event, text: event.text };
    case 'buttons':
      return buttonsPart(event.buttons);
    case 'follow_ups':
      return { kind: 'follow_ups', texts: event.followUps };
    case 'attachment':
      return attachmentPart(event);
    case 'usage':
      return { kind: 'usage', tokens: event.tokens };
    case 'error': {
      const { isFinal, message, retryAfterSeconds } = event;
      const words = { en: `${who} reports: ${message}`, zh: `${who} 报告：${message}` };
      if (isFinal === true) throw refused(words);
      throw failed(words, retryAfterSeconds === undefined ? undefined : Math.round(retryAfterSeconds * 1_000));
    }
    default:
      return undefined;
  }
}

/** The same back: what an event of a streamed answer would be. */
export function eventOfPart(part: ReplyPart): AnswerEvent {
  switch (part.kind) {
    case 'text':
      return { event: 'delta', text: part.text };
    case 'replace':
    case 'progress':
      return { event: part.kind, text: part.text };
    case 'buttons':
      return { event: part.kind, buttons: part.buttons };
    case 'follow_ups':
      return { event: part.kind, followUps: part.texts };
    case 'image':
    case 'file': {
      const { kind, name, content } = part;
      return { event: 'attachment', kind, name, content: Buffer.from(content).toString('base64') };
    }
    case 'usage':
      return { event: part.kind, tokens: part.tokens };
    case 'later':
      return { event: part.kind };
  }
}
