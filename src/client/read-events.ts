import { type ServerSentEvent, serverSentEvents } from '../util/server-sent-events.ts';

/** The events in a body, as they come. Who stops listening ends the answer. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  yield* serverSentEvents(lines(body));
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  // Not every browser can walk over a stream.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      // A CR at the end may be half of a CRLF.
      const parts = rest.split(/\r\n|\n|\r(?!$)/);
      rest = parts.pop() ?? '';
      yield* parts;
    }
  } finally {
    // Whoever stops listening ends the answer.
    await reader.cancel().catch(() => undefined);
  }
}
