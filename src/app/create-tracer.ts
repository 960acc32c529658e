import { noTracer } from '../model/tracer.ts';
import type { OpenedTracer, OpenTracerOptions } from '../telemetry/open-tracer.ts';

/** The tracer that the environment asks for by the standard variables; without them none, and none of its packages is loaded. */
export async function createTracer(options: OpenTracerOptions): Promise<OpenedTracer> {
  if (!isAskedFor(options.environment)) return none;
  try {
    const { openTracer } = await import('../telemetry/open-tracer.ts');
    return openTracer(options);
  } catch (thrown) {
    // A service without traces is better than none.
    const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
    options.logger.warn('Traces are asked for but cannot be sent: the packages of OpenTelemetry cannot be loaded', {
      reason,
    });
    return none;
  }
}

const none: OpenedTracer = { tracer: noTracer, close: async () => undefined };

function isAskedFor(environment: NodeJS.ProcessEnv): boolean {
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER } = environment;
  if (OTEL_SDK_DISABLED?.toLowerCase() === 'true' || OTEL_TRACES_EXPORTER === 'none') return false;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all = '', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces = '' } = environment;
  return `${all}${traces}`.trim() !== '';
}
