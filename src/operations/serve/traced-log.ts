import type { Logger } from '../../model/logger.ts';
import { noTracer, type Tracer } from '../../model/tracer.ts';
import type { JsonValue } from '../../util/json.ts';

/** A log whose lines name the trace and the span that they come from, so that one finds the other. */
export function tracedLog(logger: Logger, tracer: Tracer): Logger {
  if (tracer === noTracer) return logger;
  const at =
    (level: keyof Logger) =>
    (message: string, details: Readonly<Record<string, JsonValue>> = {}): void =>
      logger[level](message, { ...details, ...tracer.current });
  return { debug: at('debug'), info: at('info'), warn: at('warn') };
}
