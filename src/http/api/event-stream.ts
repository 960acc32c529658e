import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { ApiContext } from './api-context.ts';
import { languageOf } from './language.ts';
import { toProblem } from './problem.ts';
import type { StreamEvent } from './route.ts';

/** Proxies and browsers give up on a connection that says nothing. */
const heartbeatMs = 15_000;

interface StreamEnds {
  /** Of the service. */
  readonly publicUrl: string;
  readonly clock: Clock;
  /** The service ends them all. */
  readonly stopping: AbortSignal;
  /** To be aborted when nobody listens any more. */
  readonly leaving: AbortController;
}

/** Events as they come (server-sent events), with a sign of life between them. What ends them with an error is their last: `event: problem`. */
export function eventStream(
  context: ApiContext,
  events: AsyncIterable<StreamEvent>,
  { publicUrl, clock, stopping, leaving }: StreamEnds,
): Response {
  const answer = streamSSE(context, async (stream) => {
    const end = (): void => leaving.abort();
    stream.onAbort(end);
    stopping.addEventListener('abort', end, { once: true });
    if (stopping.aborted) end();
    const beating = beat(stream, clock, leaving.signal);
    try {
      await send(stream, events, leaving.signal);
    } catch (thrown) {
      const language = languageOf(context.req.header('accept-language'));
      const problem = toProblem(toLarkstreamError(thrown), language, {
        requestId: context.get('requestId'),
        publicUrl,
      });
      if (!leaving.signal.aborted) await stream.writeSSE({ event: 'problem', data: JSON.stringify(problem) });
    } finally {
      stopping.removeEventListener('abort', end);
      end();
      await beating;
    }
  });
  // Of nginx: events must not wait in its buffer.
  answer.headers.set('X-Accel-Buffering', 'no');
  return answer;
}

async function send(stream: SSEStreamingApi, events: AsyncIterable<StreamEvent>, ended: AbortSignal): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  const leave = (): void => void iterator.return?.().catch(() => {});
  ended.addEventListener('abort', leave, { once: true });
  const over = new Promise<{ done: true }>((resolve) => {
    ended.addEventListener('abort', () => resolve({ done: true }), { once: true });
  });
  for (;;) {
    const next = await Promise.race([iterator.next(), over]);
    if (next.done === true || ended.aborted) return;
    const { event, data, id } = next.value;
    await stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id }) });
  }
}

async function beat(stream: SSEStreamingApi, clock: Clock, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    await rest(clock, heartbeatMs, ended);
    if (!ended.aborted) await stream.write(': alive\n\n');
  }
}
