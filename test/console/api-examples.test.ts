import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { curlOf, exampleOf } from '../../console/src/data/api-example.ts';
import { fieldsIn, operationsOf } from '../../console/src/data/api-operations.ts';
import { apiDocument } from '../../src/http/api/api-document.ts';
import { allRoutes } from '../../src/http/api/routes/all-routes.ts';
import { isObject, type JsonObject } from '../../src/util/json.ts';

const made = apiDocument(allRoutes, {
  root: '/api/v1',
  version: '0.0.0',
  publicUrl: 'http://127.0.0.1',
  cookieName: 'c',
});
const parsed: unknown = JSON.parse(JSON.stringify(made));
const document: JsonObject = isObject(parsed) ? parsed : {};
const operations = operationsOf(document, 'en');
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(document, 'document');

/** References of the document lead from its beginning. */
const atDocument = (schema: unknown): JsonObject =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"document#/components'));

test('the reader of the API finds every route', () => {
  const found = operations.map(({ method, path }) => `${method} ${path}`);
  expect(found.sort()).toEqual(allRoutes.map(({ method, path }) => `${method.toUpperCase()} /api/v1${path}`).sort());
});

test('bodies and parameters of its examples are such as the document lets through', () => {
  const faults = operations.flatMap(({ id, body, parameters }) => {
    const given = [
      ...(body === undefined ? [] : [{ name: 'body', schema: body }]),
      ...parameters.filter(({ isRequired }) => isRequired),
    ];
    return given.flatMap(({ name, schema }) => {
      const validate = ajv.compile(atDocument(schema));
      const example = exampleOf(document, schema);
      return validate(example) ? [] : [`${id} ${name}: ${JSON.stringify(example)}: ${ajv.errorsText(validate.errors)}`];
    });
  });
  expect(faults).toEqual([]);
});

test('an example names no token, and leaves no place in the path open', () => {
  for (const operation of operations) {
    const text = curlOf(document, operation, 'https://larkstream.example.com');
    expect(text).toContain('https://larkstream.example.com/api/v1/');
    expect(text.split('\n')[0], text).not.toMatch(/[{}]/);
    expect(text).not.toContain('lks_');
    expect(text.includes('$LARKSTREAM_TOKEN'), text).toBe(operation.action !== 'public');
  }
});

const han = /\p{Script=Han}/u;

test('whatever the document says it says in Chinese, too', () => {
  const said: { readonly en: string; readonly zh: string; readonly path: string }[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const [at, one] of value.entries()) visit(one, `${path}/${at}`);
    if (!isObject(value)) return;
    // A field may be called so: then it is a schema. Of a parameter the Chinese stands at its schema.
    const { description: en, schema } = value;
    const zh = value['x-description-zh'] ?? (isObject(schema) ? schema['x-description-zh'] : undefined);
    if (typeof en === 'string') said.push({ en, zh: String(zh), path });
    for (const [key, one] of Object.entries(value)) visit(one, `${path}/${key}`);
  };
  visit(document, '');
  expect(said.length).toBeGreaterThan(500);
  expect(said.filter(({ en, zh }) => han.test(en) || !han.test(zh))).toEqual([]);
});

test('the reader shows what the document says in the language of the person', () => {
  const shown = (language: 'en' | 'zh') =>
    operationsOf(document, language).flatMap(({ description, parameters, body, answers }) => {
      const schemas = [body, ...answers.map(({ schema }) => schema)].filter((schema) => schema !== undefined);
      const fields = schemas.flatMap((schema) => fieldsIn(document, schema, language));
      return [description, ...[...parameters, ...fields].map((one) => one.description)].filter(
        (text) => text !== undefined,
      );
    });
  const [english, chinese] = [shown('en'), shown('zh')];
  expect(english.length).toBeGreaterThan(300);
  expect(chinese).toHaveLength(english.length);
  expect(english.filter((text) => han.test(text))).toEqual([]);
  expect(chinese.filter((text) => !han.test(text))).toEqual([]);
});
