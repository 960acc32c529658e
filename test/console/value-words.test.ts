import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isObject, type JsonValue, parseJson, readTexts } from '../../src/util/json.ts';

/** Settings whose values stand in forms of their own, or are words as they are: names of fields, of protocols, of kinds that a list translates. */
const otherwise = /^(?:auth_type|events|kinds|maxTokensField|region|sasl|state|tls|type)\./;

/** `busy.queue`: each value that one of a few is chosen from, by its setting. */
function choicesOf(schema: JsonValue | undefined, name = ''): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap((one) => choicesOf(one, name));
  if (!isObject(schema)) return [];
  const own = name === '' ? [] : readTexts(schema, 'enum').map((value) => `${name}.${value}`);
  const inner = Object.entries(schema).flatMap(([key, value]) =>
    key === 'properties' && isObject(value)
      ? Object.entries(value).flatMap(([field, one]) => choicesOf(one, field))
      : choicesOf(value, name),
  );
  return [...own, ...inner];
}

test('every value of a setting of triggers and handlers that is chosen from a list has words in the console', () => {
  const schema = parseJson(readFileSync('docs/reference/things.schema.json', 'utf8'));
  const choices = new Set(choicesOf(schema).filter((choice) => !otherwise.test(choice)));
  const words = readFileSync('console/src/parts/value-words.ts', 'utf8');
  const told = new Set([...words.matchAll(/^ {2}'([^']+)': \{/gm)].map(([, name = '']) => name));
  expect(choices.size).toBeGreaterThan(30);
  expect([...choices].filter((choice) => !told.has(choice))).toEqual([]);
});
