import { readFileSync } from 'node:fs';
import { isObject, type JsonObject, parseJson, readObject, readText } from '../../src/util/json.ts';

const contract = parseJson(readFileSync(new URL('../../contract/endpoints.json', import.meta.url), 'utf8'));

/** The `data` of the documented example answer of an endpoint. */
export function contractExample(method: string, path: string): JsonObject {
  const endpoints = Array.isArray(contract) ? contract.filter(isObject) : [];
  const endpoint = endpoints.find((other) => readText(other, 'method') === method && readText(other, 'path') === path);
  if (endpoint === undefined) throw new Error(`the contract has no ${method} ${path}`);
  return readObject(readObject(endpoint, 'response_example'), 'data');
}
