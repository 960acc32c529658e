import { z } from 'zod';
import { handlerSpec } from '../../src/config/handlers/read-handler.ts';
import { thingSchemas } from '../../src/config/thing-documents.ts';
import { triggerSpec } from '../../src/config/triggers/read-trigger.ts';
import { handlerKinds } from '../../src/model/triggers/tables.ts';
import { isObject, type JsonObject, parseJson, readObject } from '../../src/util/json.ts';

const about =
  'One thing of a service as a file says it: what `larkstream export` writes and `larkstream apply` makes. Settings of integrations, destinations and pipelines are those of the command line.';

/** `docs/reference/things.schema.json`, by path. */
export function renderThingSchema(): Map<string, string> {
  const kinds = Object.keys(thingSchemas);
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Larkstream things',
    description: about,
    oneOf: kinds.map((kind) => ({ $ref: `#/$defs/${kind}` })),
    $defs: {
      ...Object.fromEntries(Object.entries(thingSchemas).map(([kind, one]) => [kind, withSettings(kind, toJson(one))])),
      trigger_settings: withoutHandler(plain(triggerSpec())),
      ...Object.fromEntries(handlerKinds.map((kind) => [`${kind}_settings`, plain(handlerSpec(kind))])),
    },
  };
  return new Map([['docs/reference/things.schema.json', `${JSON.stringify(schema, undefined, 2)}\n`]]);
}

function toJson(schema: z.ZodType): JsonObject {
  return plain(parsed(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })));
}

function parsed(value: object): JsonObject {
  const json = parseJson(JSON.stringify(value));
  return isObject(json) ? json : {};
}

/** Without what stands above it, and without words that only we know. */
function plain({ $schema: _, ...schema }: JsonObject): JsonObject {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    isObject(value) && key !== 'properties'
      ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'zh'))
      : value,
  );
  return parsed(JSON.parse(text));
}

function withSettings(kind: string, schema: JsonObject): JsonObject {
  const properties = { ...readObject(schema, 'properties') };
  if (kind === 'trigger') {
    const draft = readObject(properties, 'draft');
    const settings = { $ref: '#/$defs/trigger_settings' };
    const edited = { ...draft, properties: { ...readObject(draft, 'properties'), settings } };
    return { ...schema, properties: { ...properties, settings, draft: edited } };
  }
  if (kind !== 'handler') return schema;
  const allOf = handlerKinds.map((type) => ({
    if: { properties: { type: { const: type } } },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
    then: { properties: { settings: { $ref: `#/$defs/${type}_settings` } } },
  }));
  return { ...schema, allOf };
}

/** Files name it beside the settings. */
function withoutHandler(schema: JsonObject): JsonObject {
  const { handlerId: _, ...properties } = readObject(schema, 'properties');
  return { ...schema, properties };
}
