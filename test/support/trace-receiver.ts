import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';

/** A span as it arrives, with its attributes by name. */
interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string | undefined;
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What OTLP over HTTP sends as JSON: https://github.com/open-telemetry/opentelemetry-proto/blob/main/docs/specification.md */
function parseRequest(text: string): { resource: ReceivedSpan['attributes']; spans: ReceivedSpan[] }[] {
  const value = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
  const attributes = z
    .array(z.object({ key: z.string(), value }))
    .transform((all) => Object.fromEntries(all.map(({ key, value }) => [key, Object.values(value)[0]])));
  const span = z.object({
    traceId: z.string().regex(/^[0-9a-f]{32}$/),
    spanId: z.string().regex(/^[0-9a-f]{16}$/),
    parentSpanId: z.string().optional(),
    name: z.string(),
    attributes,
  });
  const scope = z.object({ spans: z.array(span) });
  const of = z.object({ resource: z.object({ attributes }), scopeSpans: z.array(scope) });
  const { resourceSpans } = z.object({ resourceSpans: z.array(of) }).parse(JSON.parse(text));
  return resourceSpans.map(({ resource, scopeSpans }) => ({
    resource: resource.attributes,
    spans: scopeSpans.flatMap(({ spans }) => spans),
  }));
}

/** Takes traces over OTLP/HTTP, as a collector does. */
export class TraceReceiver implements AsyncDisposable {
  readonly spans: ReceivedSpan[] = [];
  readonly resources: ReceivedSpan['attributes'][] = [];
  readonly headers: IncomingHttpHeaders[] = [];
  /** All that was sent, as it came. */
  bytes = '';
  readonly #server = createServer(async (asked, answer) => {
    let body = '';
    for await (const chunk of asked) body += String(chunk);
    this.bytes += body;
    this.headers.push(asked.headers);
    for (const { resource, spans } of parseRequest(body)) {
      this.resources.push(resource);
      this.spans.push(...spans);
    }
    answer.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address();
    return `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
  }

  named(name: string): ReceivedSpan[] {
    return this.spans.filter((one) => one.name === name);
  }

  partsOf({ traceId, spanId }: ReceivedSpan): ReceivedSpan[] {
    return this.spans.filter((one) => one.traceId === traceId && one.parentSpanId === spanId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
