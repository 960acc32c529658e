import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { ConfigError } from '../model/errors.ts';
import { OtelTracer } from './otel-tracer.ts';
import { SpanIds } from './span-ids.ts';

function tracing() {
  const sent = new InMemorySpanExporter();
  const ids = new SpanIds();
  const provider = new TracerProvider({
    idGenerator: ids,
    spanProcessors: [new SimpleSpanProcessor({ exporter: sent })],
  });
  return { tracer: new OtelTracer(provider.getTracer('test'), ids), ended: () => sent.getFinishedSpans() };
}

test('two processes that do parts of one work give one trace, whose root is told once', async () => {
  const [first, second] = [tracing(), tracing()];
  await first.tracer.span(
    'run',
    {},
    async (root) => {
      await first.tracer.span('attempt', {}, async () => undefined);
      root.leaveOpen();
    },
    { id: 'run_1', startedAt: 1_000 },
  );
  await second.tracer.span('run', {}, () => second.tracer.span('attempt', {}, async () => undefined), {
    id: 'run_1',
    startedAt: 1_000,
  });
  const [early, late, root, ...more] = [...first.ended(), ...second.ended()];
  expect(more).toEqual([]);
  expect(root).toMatchObject({ name: 'run', parentSpanContext: undefined, startTime: [1, 0] });
  for (const attempt of [early, late]) {
    expect(attempt?.parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
    expect(attempt?.spanContext().traceId).toBe(root?.spanContext().traceId);
  }
  expect(early?.spanContext().spanId).not.toBe(late?.spanContext().spanId);
});

test('an error fails the span with its code alone, and goes on to the caller', async () => {
  const { tracer, ended } = tracing();
  const message = { en: 'Secret of Alice', zh: '密钥' };
  const work = tracer.span('work', {}, async () => {
    throw new ConfigError({ code: 'config.setting.invalid', message });
  });
  await expect(work).rejects.toThrow('Secret of Alice');
  const [span] = ended();
  expect(span).toMatchObject({
    status: { code: 2 },
    attributes: { 'error.type': 'config.setting.invalid' },
    events: [],
  });
});

test('what a header says that is no traceparent begins a new trace; a good one is continued, unsampled too', async () => {
  const { tracer, ended } = tracing();
  const parents = ['', '00-0-0-01', `00-${'0'.repeat(32)}-${'1'.repeat(16)}-01`, 'x'.repeat(10_000)];
  for (const parent of parents) await tracer.span('asked', {}, async () => undefined, { parent });
  expect(ended().map(({ parentSpanContext }) => parentSpanContext)).toEqual(parents.map(() => undefined));
  const asker = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
  await tracer.span(
    'asked',
    {},
    async (span) => {
      expect(span.isRecorded).toBe(false);
      expect(tracer.current?.traceId).toBe('a'.repeat(32));
    },
    { parent: asker },
  );
  expect(ended()).toHaveLength(parents.length);
  expect(tracer.current).toBeUndefined();
});
