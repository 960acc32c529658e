import { z } from 'zod';
import { isObject, type JsonObject, type JsonValue, parseJson } from '../../util/json.ts';
import { cleanSettings, type SettingFault } from '../check-settings.ts';
import { maxLines } from '../lines.ts';
import { toProblems } from '../problems.ts';
import { handlerSchemas, handlerShapes } from './handler-schemas.ts';
import type { HandlerKind, HandlerSettings } from './handler-settings.ts';

/** Reads the settings of a handler; faults never show a value. What is absent has its default. */
export function readHandler(
  kind: HandlerKind,
  given: JsonObject,
): HandlerSettings | { readonly faults: readonly SettingFault[] } {
  const cleaned = cleanSettings(given);
  switch (kind) {
    case 'http': {
      const read = handlerSchemas.http.safeParse(cleaned, { reportInput: true });
      return read.success ? { kind, settings: read.data } : faultsOf(kind, read.error);
    }
    case 'openai': {
      const read = handlerSchemas.openai.safeParse(cleaned, { reportInput: true });
      return read.success ? { kind, settings: read.data } : faultsOf(kind, read.error);
    }
    case 'command': {
      const read = handlerSchemas.command.safeParse(cleaned, { reportInput: true });
      return read.success ? { kind, settings: read.data } : faultsOf(kind, read.error);
    }
    case 'nats': {
      const read = handlerSchemas.nats.safeParse(cleaned, { reportInput: true });
      return read.success ? { kind, settings: read.data } : faultsOf(kind, read.error);
    }
    case 'kafka': {
      const read = handlerSchemas.kafka.safeParse(cleaned, { reportInput: true });
      return read.success ? { kind, settings: read.data } : faultsOf(kind, read.error);
    }
    case 'function': {
      const read = handlerSchemas.function.safeParse(cleaned, { reportInput: true });
      return read.success ? { kind, settings: read.data } : faultsOf(kind, read.error);
    }
  }
}

function faultsOf(kind: HandlerKind, { issues }: z.ZodError): { readonly faults: readonly SettingFault[] } {
  const problems = toProblems(issues, handlerSpec(kind), maxLines);
  return { faults: problems.map(({ path, message }) => ({ path, message })) };
}

const specs = new Map<HandlerKind, JsonObject>();

/** JSON Schema of the settings of a kind, with titles in both languages (`zh`). */
export function handlerSpec(kind: HandlerKind): JsonObject {
  const known = specs.get(kind);
  if (known !== undefined) return known;
  const made: JsonValue = parseJson(JSON.stringify(z.toJSONSchema(handlerShapes[kind], { io: 'input' })));
  const spec = isObject(made) ? made : {};
  specs.set(kind, spec);
  return spec;
}
