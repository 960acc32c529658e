import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, parseJson } from '../../src/util/json.ts';

const definitionsPrefix = '#/definitions/';
/** What the API of Kubernetes takes as a number or as a text, and describes as a text. */
const quantity = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const numberOrText = { oneOf: [{ type: 'string' }, { type: 'number' }] };

/**
 * Writes a JSON schema for each kind, as kubeconform looks for them, out of the description of the API that Kubernetes itself has: strict, so that a
 * field that is not known is an error.
 */
export function writeKubernetesSchemas(kubernetes: string, folder: string): void {
  const document = parseJson(readFileSync(join(kubernetes, 'api', 'openapi-spec', 'swagger.json'), 'utf8'));
  const definitions = isObject(document) && isObject(document.definitions) ? document.definitions : {};
  const strict = Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [name, toStrict(name, schema)]),
  );
  for (const [name, schema] of Object.entries(definitions)) {
    const kinds = isObject(schema) ? schema['x-kubernetes-group-version-kind'] : undefined;
    if (!Array.isArray(kinds) || kinds.length !== 1) continue;
    const { group, version, kind } = isObject(kinds[0]) ? kinds[0] : {};
    const [short] = String(group).split('.');
    const suffix = group === '' ? `-${version}` : `-${short}-${version}`;
    const file = `${String(kind).toLowerCase()}${suffix}.json`;
    const needed = reachable(name, strict);
    writeFileSync(join(folder, file), JSON.stringify({ $ref: definitionsPrefix + name, definitions: needed }));
  }
}

function toStrict(name: string, schema: unknown): unknown {
  if (name === quantity) return numberOrText;
  return tightened(schema);
}

function tightened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tightened);
  if (!isObject(value)) return value;
  if (value.format === 'int-or-string') return numberOrText;
  const { format: _, ...rest } = value;
  const inner = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, tightened(one)]));
  const isClosed = isObject(value.properties) && value.additionalProperties === undefined;
  return isClosed ? { ...inner, additionalProperties: false } : inner;
}

type Schemas = Readonly<Record<string, unknown>>;

function reachable(name: string, definitions: Schemas, found: Record<string, unknown> = {}): Schemas {
  if (name in found) return found;
  found[name] = definitions[name];
  const named = JSON.stringify(definitions[name] ?? {}).matchAll(/"#\/definitions\/([^"]+)"/g);
  for (const [, next = ''] of named) reachable(next, definitions, found);
  return found;
}
