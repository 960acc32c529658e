import { expect, test } from 'vitest';
import { isObject, type JsonObject, type JsonValue, readObject, readObjects } from '../util/json.ts';
import { configSpec, connectorSpec, sourceSpec } from './connector-spec.ts';

interface Property {
  readonly path: string;
  readonly schema: JsonObject;
}

function properties(schema: JsonObject, path = ''): Property[] {
  const own = Object.entries(readObject(schema, 'properties')).flatMap(([name, child]): Property[] =>
    isObject(child) ? [{ path: `${path}${name}`, schema: child }, ...properties(child, `${path}${name}.`)] : [],
  );
  const items = schema.items;
  const inItems = isObject(items) ? properties(items, `${path}[].`) : [];
  return [...own, ...inItems, ...readObjects(schema, 'oneOf').flatMap((option) => properties(option, path))];
}

const all = properties(sourceSpec());

/** Titles that are names, the same in both languages. */
const names =
  /^(App ID|App Secret|Verification Token|Encrypt Key|Webhook|Schema|DuckDB|Postgres|Parquet|NDJSON|CSV|larkstream\.yaml)$/;

/** Every `title` and `description`, by place. */
function wordsOf(value: JsonValue, path = ''): Map<string, string> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, child]): [string, string][] =>
      (key === 'title' || key === 'description') && typeof child === 'string'
        ? [[`${path}/${key}`, child]]
        : [...wordsOf(child, `${path}/${key}`)],
    ),
  );
}

test('every setting has a title, a description or a constant, and an order', () => {
  expect(all.length).toBeGreaterThan(25);
  for (const { path, schema } of all) {
    expect(schema.title, path).toBeTypeOf('string');
    expect(schema.description ?? schema.const, path).toBeTypeOf('string');
    expect(schema.order, path).toBeTypeOf('number');
  }
});

test('exactly the secrets are marked as secret', () => {
  const secrets = all.filter(({ schema }) => schema.airbyte_secret === true).map(({ path }) => path);

  expect([...new Set(secrets)].sort()).toEqual([
    'credentials.app_access_token',
    // No secret for the platform, but Airbyte's acceptance tests take every app_id for one.
    'credentials.app_id',
    'credentials.app_secret',
    'credentials.tenant_access_token',
  ]);
});

test('an order stands once in each group', () => {
  const groups = Map.groupBy(all, ({ path, schema }) => `${path.split('.').slice(0, -1).join('.')}#${schema.order}`);
  for (const [group, members] of groups) {
    expect(new Set(members.map(({ path }) => path)).size, group).toBe(1);
  }
});

test('uses only words that forms of connector platforms understand', () => {
  const text = JSON.stringify(sourceSpec());

  expect(text).toContain('"$schema":"http://json-schema.org/draft-07/schema#"');
  expect(text).toContain('"format":"date"');
  expect(text).not.toMatch(
    /"(anyOf|allOf|not|\$ref|patternProperties|prefixItems|additionalProperties|propertyNames)"/,
  );
  expect(text).not.toContain('9007199254740991');
});

test('one constant identifies each kind of credentials', () => {
  const options = readObjects(readObject(readObject(sourceSpec(), 'properties'), 'credentials'), 'oneOf');

  expect(options.map((option) => readObject(readObject(option, 'properties'), 'auth_type').const)).toEqual([
    'custom_app',
    'store_app',
  ]);
});

test('every title and description of a whole file exists in Chinese', () => {
  const [en, zh] = [wordsOf(configSpec('en')), wordsOf(configSpec('zh'))];

  expect(en.size).toBeGreaterThan(120);
  expect([...zh.keys()]).toEqual([...en.keys()]);
  expect([...zh].filter(([, words]) => !/\p{Script=Han}/u.test(words) && !names.test(words))).toEqual([]);
  expect([...en].filter(([, words]) => /\p{Script=Han}/u.test(words))).toEqual([]);
});

test.each([sourceSpec, configSpec])('a specification differs in nothing but words: %s', (spec) => {
  const bare = (schema: JsonObject): string =>
    JSON.stringify(schema, (key, value: unknown) =>
      (key === 'title' || key === 'description') && typeof value === 'string' ? '' : value,
    );

  expect(bare(spec('zh'))).toBe(bare(spec('en')));
  expect(JSON.stringify(spec('en'))).not.toContain('"zh":');
});

test('texts that Airbyte shows are in English', () => {
  expect(JSON.stringify([connectorSpec('feishu'), connectorSpec('lark')])).not.toMatch(/\p{Script=Han}|"zh":/u);
});
