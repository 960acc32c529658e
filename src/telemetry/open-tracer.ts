import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { type Clock, rest } from '../model/clock.ts';
import type { Logger } from '../model/logger.ts';
import type { Tracer } from '../model/tracer.ts';
import { OtelTracer } from './otel-tracer.ts';
import { samplerOf } from './sampler.ts';
import { SpanIds } from './span-ids.ts';
import { WarningExporter } from './warning-exporter.ts';

/** What a tracer is opened with. */
export interface OpenTracerOptions {
  /** Of the process: the SDK reads its own variables from there, and nowhere else. */
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
  /** Names this process among those of the service. */
  readonly instance: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A tracer that sends what it is told; `close` sends what is left, for two seconds at most. */
export interface OpenedTracer {
  readonly tracer: Tracer;
  close(): Promise<void>;
}

/** A stop waits for no more. It bounds each batch too: one that is being sent again would keep the process alive. */
const flushMs = 2_000;

/** A tracer that sends spans by OTLP over HTTP, as JSON. */
export function openTracer({ environment, version, instance, clock, logger }: OpenTracerOptions): OpenedTracer {
  const hasTimeout = [environment.OTEL_EXPORTER_OTLP_TIMEOUT, environment.OTEL_EXPORTER_OTLP_TRACES_TIMEOUT].some(
    (given = '') => given !== '',
  );
  const exporter = new OTLPTraceExporter(hasTimeout ? {} : { timeoutMillis: flushMs });
  const ids = new SpanIds();
  const provider = new TracerProvider({
    resource: resourceOf(version, instance),
    sampler: samplerOf(environment),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor({ exporter: new WarningExporter(exporter, logger) })],
  });
  return {
    tracer: new OtelTracer(provider.getTracer('larkstream', version), ids),
    close: async () => {
      const sent = new AbortController();
      // What is wrong with the receiver has been said.
      void provider
        .shutdown()
        .catch(() => undefined)
        .finally(() => sent.abort());
      await rest(clock, flushMs, sent.signal);
    },
  };
}

/** Only what is named here and in the environment: detectors of processes would send their arguments, with passwords of stores. */
function resourceOf(version: string, instance: string): ReturnType<typeof defaultResource> {
  const ours = { 'service.name': 'larkstream', 'service.version': version, 'service.instance.id': instance };
  return defaultResource()
    .merge(resourceFromAttributes(ours))
    .merge(detectResources({ detectors: [envDetector] }));
}
