import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { type Clock, rest } from '../../model/clock.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { ApiContext } from './api-context.ts';
import { readingOf } from './language.ts';
import { toProblem } from './problem.ts';
import type { StreamEvent } from './route.ts';

/** Proxies and browsers give up on a connection that says nothing. So often it is asked, too, whether the asker may still listen. */
const heartbeatMs = 15_000;

interface StreamEnds {
  /** Of the service. */
  readonly publicUrl: string;
  readonly clock: Clock;
  /** The service ends them all. */
  readonly stopping: AbortSignal;
  /** To be aborted when nobody listens any more. */
  readonly leaving: AbortController;
  /** @throws ConfigError when the asker may not listen any more: it is the last that is told */
  readonly assertMayStay: () => Promise<void>;
}

/** Events as they come (server-sent events), with a sign of life between them. What ends them with an error is their last: `event: problem`. */
export function eventStream(
  context: ApiContext,
  events: AsyncIterable<StreamEvent>,
  { publicUrl, clock, stopping, leaving, assertMayStay }: StreamEnds,
): Response {
  const answer = streamSSE(context, async (stream) => {
    const end = (): void => leaving.abort();
    stream.onAbort(end);
    stopping.addEventListener('abort', end, { once: true });
    if (stopping.aborted) end();
    const beating = beat(stream, { clock, ended: leaving.signal, assertMayStay });
    try {
      await Promise.race([send(stream, events, leaving.signal), beating]);
    } catch (thrown) {
      const reading = readingOf(context.req.header('accept-language'));
      const problem = toProblem(toLarkstreamError(thrown), reading, {
        requestId: context.get('requestId'),
        publicUrl,
      });
      if (!leaving.signal.aborted) await stream.writeSSE({ event: 'problem', data: JSON.stringify(problem) });
    } finally {
      stopping.removeEventListener('abort', end);
      end();
      // What it has thrown is told above.
      await beating.catch(() => undefined);
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

/** Until the stream has ended, or its asker may not listen any more. */
async function beat(
  stream: SSEStreamingApi,
  { clock, ended, assertMayStay }: Pick<StreamEnds, 'clock' | 'assertMayStay'> & { readonly ended: AbortSignal },
): Promise<void> {
  while (!ended.aborted) {
    await rest(clock, heartbeatMs, ended);
    if (ended.aborted) return;
    await assertMayStay();
    await stream.write(': alive\n\n');
  }
}
