import { Secret } from '../model/secret.ts';
import { isObject, type JsonObject } from '../util/json.ts';
import { schemasAt } from './problems.ts';
import { isAddress } from './url-places.ts';
import type { FoundVariable } from './variables.ts';

/** Marked as secret for Airbyte's sake alone. */
const publicNames: ReadonlySet<string> = new Set(['app_id']);

/**
 * Every value that is secret by its origin: secret settings, passwords in addresses, and variables that do not stand in a
 * setting which is known to be public.
 */
export function secretValues(value: unknown, found: readonly FoundVariable[], spec: JsonObject): Secret[] {
  const ofVariables = found.filter(
    ({ path, isSecret }) => isSecret ?? isSecretSetting(schemasAt(spec, path), path.at(-1)),
  );
  return [...ofVariables.map((variable) => variable.value), ...secretTexts(value, [spec])].map(
    (text) => new Secret(text),
  );
}

function isSecretSetting(schemas: readonly JsonObject[], name: PropertyKey | undefined): boolean {
  if (typeof name === 'string' && publicNames.has(name)) return false;
  return schemas.length === 0 || schemas.some((schema) => schema.airbyte_secret === true);
}

function secretTexts(value: unknown, schemas: readonly JsonObject[], name?: PropertyKey): string[] {
  if (Array.isArray(value))
    return value.flatMap((item, index) => secretTexts(item, schemasBelow(schemas, index), index));
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => secretTexts(item, schemasBelow(schemas, key), key));
  }
  if (typeof value !== 'string') return [];
  if (isAddress(value)) return secretsOfAddress(value);
  // The store of events is a file or an address; only the address has a password.
  return schemas.length > 0 && name !== 'store' && isSecretSetting(schemas, name) ? [value] : [];
}

function schemasBelow(schemas: readonly JsonObject[], step: PropertyKey): JsonObject[] {
  return schemas.flatMap((schema) => schemasAt(schema, [step]));
}

const secretParameter = /pass|secret|token|key/i;

/** Passwords of an address, as they are written and as they are meant. */
function secretsOfAddress(address: string): string[] {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return [address];
  const parameters = [...url.searchParams].flatMap(([name, text]) => (secretParameter.test(name) ? [text] : []));
  return [url.password, decoded(url.password), ...parameters].filter((text) => text !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Passwords of the proxies that the environment names, with a scheme before them or without. */
export function secretsOfEnvironment(environment: Readonly<Record<string, string | undefined>>): Secret[] {
  return Object.entries(environment).flatMap(([name, value = '']) => {
    if (!/^(https?|all)_proxy$/i.test(name) || !value.includes('@')) return [];
    const userInfo = value.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/@[^@]*$/, '');
    const password = userInfo.includes(':') ? userInfo.slice(userInfo.indexOf(':') + 1) : userInfo;
    return [password, decoded(password)].filter((text) => text !== '').map((text) => new Secret(text));
  });
}
