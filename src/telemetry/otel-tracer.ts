import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Tracer as Otel,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { toLarkstreamError } from '../model/errors.ts';
import type { EndedWork, Span, SpanAttributes, SpanOptions, Tracer } from '../model/tracer.ts';
import type { SpanIds } from './span-ids.ts';

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, consumer: SpanKind.CONSUMER } as const;

const kindOf = (kind: SpanOptions['kind']): SpanKind => (kind === undefined ? SpanKind.INTERNAL : kinds[kind]);

/** Our port over a tracer of OpenTelemetry. It sets nothing global, so that a program around it may trace in its own way. */
export class OtelTracer implements Tracer {
  readonly #otel: Otel;
  readonly #ids: SpanIds;
  readonly #contexts = new AsyncLocalStorage<Context>();

  constructor(otel: Otel, ids: SpanIds) {
    this.#otel = otel;
    this.#ids = ids;
  }

  get current(): Tracer['current'] {
    const context = this.#contexts.getStore();
    const span = context === undefined ? undefined : trace.getSpanContext(context);
    return span === undefined ? undefined : { traceId: span.traceId, spanId: span.spanId };
  }

  async span<T>(
    name: string,
    attributes: SpanAttributes,
    work: (span: Span) => Promise<T>,
    options: SpanOptions = {},
  ): Promise<T> {
    const { kind, id, startedAt } = options;
    const parent = this.#parentOf(options);
    const start = startedAt === undefined ? {} : { startTime: new Date(startedAt) };
    const begun = this.#ids.named(id, () =>
      this.#otel.startSpan(name, { kind: kindOf(kind), attributes: { ...attributes }, ...start }, parent),
    );
    const context = trace.setSpan(parent, begun);
    const span = new OpenSpan(this.#otel, begun, context);
    try {
      return await this.#contexts.run(context, () => work(span));
    } catch (thrown) {
      span.fail(toLarkstreamError(thrown).code);
      throw thrown;
    } finally {
      span.end();
    }
  }

  #parentOf({ id, parent }: SpanOptions): Context {
    if (id !== undefined) return ROOT_CONTEXT;
    const asker = parent === undefined ? null : parseTraceParent(parent);
    if (asker !== null) return trace.setSpanContext(ROOT_CONTEXT, { ...asker, isRemote: true });
    return this.#contexts.getStore() ?? ROOT_CONTEXT;
  }
}

class OpenSpan implements Span {
  readonly #otel: Otel;
  readonly #span: OtelSpan;
  readonly #context: Context;
  #isLeftOpen = false;

  constructor(otel: Otel, span: OtelSpan, context: Context) {
    this.#otel = otel;
    this.#span = span;
    this.#context = context;
  }

  get isRecorded(): boolean {
    return this.#span.isRecording();
  }

  rename(name: string): void {
    this.#span.updateName(name);
  }

  set(attributes: SpanAttributes): void {
    this.#span.setAttributes({ ...attributes });
  }

  fail(code: string): void {
    fail(this.#span, code);
  }

  note({ name, kind, startedAt, endedAt, attributes, failure }: EndedWork): void {
    // Numbers that small would be taken for times since the start of the process.
    const startTime = new Date(startedAt);
    const part = this.#otel.startSpan(
      name,
      { kind: kindOf(kind), attributes: { ...attributes }, startTime },
      this.#context,
    );
    if (failure !== undefined) fail(part, failure);
    part.end(new Date(endedAt));
  }

  leaveOpen(): void {
    this.#isLeftOpen = true;
  }

  end(): void {
    if (!this.#isLeftOpen) this.#span.end();
  }
}

/** The code alone: sentences of an error may name things of the tenant. */
function fail(span: OtelSpan, code: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', code);
}
