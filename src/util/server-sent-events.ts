/** One event of a stream: what it is called, what it holds, and the id of the place. */
export interface ServerSentEvent {
  /** `message` where the stream names none. */
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/**
 * The events that lines without their ends make up, as they come. Comments are passed over; what is not ended by an empty line was broken off, and is no
 * event.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* serverSentEvents(lines: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, void, void> {
  let event = '';
  let data: string[] = [];
  let id: string | undefined;
  for await (const line of lines) {
    if (line === '') {
      // An event without data is none, says the standard.
      if (data.length > 0) yield { event: event === '' ? 'message' : event, data: data.join('\n'), id };
      [event, data] = ['', []];
      continue;
    }
    const [name, value] = fieldOf(line);
    if (name === 'event') event = value;
    else if (name === 'data') data.push(value);
    else if (name === 'id') id = value;
  }
}

function fieldOf(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
