import { expect, test } from 'vitest';
import { isObject, type JsonObject, readObject, readObjects } from '../util/json.ts';
import { sourceSpec } from './connector-spec.ts';

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

test('each kind of credentials is told apart by one constant', () => {
  const options = readObjects(readObject(readObject(sourceSpec(), 'properties'), 'credentials'), 'oneOf');

  expect(options.map((option) => readObject(readObject(option, 'properties'), 'auth_type').const)).toEqual([
    'custom_app',
    'store_app',
  ]);
});
