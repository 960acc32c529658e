import { expect, test } from 'vitest';
import { handlerKinds, type ServiceHandler } from '../../model/triggers/tables.ts';
import { isObject, type JsonObject, type JsonValue, readObject } from '../../util/json.ts';
import { formatPath } from '../problems.ts';
import { secretsOfHandler } from './handler-secrets.ts';
import { handlerSpec, readHandler } from './read-handler.ts';

type Kind = ServiceHandler['kind'];

function faultsOf(
  kind: Kind,
  given: JsonObject,
): Readonly<Record<string, { readonly en: string; readonly zh: string }>> {
  const read = readHandler(kind, given);
  const faults = 'faults' in read ? read.faults : [];
  return Object.fromEntries(faults.map(({ path, message }) => [formatPath(path), message]));
}

function secretsOf(kind: Kind, given: JsonObject): readonly string[] {
  const read = readHandler(kind, given);
  if ('faults' in read) throw new Error(JSON.stringify(read.faults));
  return secretsOfHandler(read).map(({ name, isNeeded }) => `${name}${isNeeded ? '' : '?'}`);
}

test('what is absent has its default', () => {
  const usual = { firstByteMs: undefined, idleMs: undefined, wholeMs: undefined };
  expect(readHandler('http', { url: ' https://example.com/hook ' })).toEqual({
    kind: 'http',
    settings: {
      url: 'https://example.com/hook',
      headers: [],
      takesSteering: false,
      provisionFailure: 'go_on',
      ...usual,
    },
  });
  expect(readHandler('openai', { baseUrl: 'https://api.example.com/v1', model: 'm' })).toMatchObject({
    settings: { maxTokensField: 'max_tokens', sessionTokens: 0, vision: false, systemPrompt: undefined, ...usual },
  });
  expect(readHandler('command', { program: 'answer' })).toMatchObject({
    settings: { args: [], output: 'text', timeLimitMs: 60_000, memoryMegabytes: 256, environment: [] },
  });
  expect(readHandler('nats', { servers: ['nats.example.com:4222'], subject: 'lark.{type}' })).toMatchObject({
    settings: { tls: 'on', auth: 'none', user: '', ca: undefined },
  });
  expect(readHandler('kafka', { brokers: ['[::1]:9093'], topic: 'lark-events' })).toMatchObject({
    settings: { tls: true, sasl: 'none', user: '', ca: undefined },
  });
  expect(readHandler('function', { name: 'help-desk' })).toEqual({ kind: 'function', settings: { name: 'help-desk' } });
});

test('each kind has its secrets', () => {
  expect(secretsOf('http', { url: 'https://example.com', headers: ['x-api-key'] })).toEqual([
    'signing_key',
    'header.x-api-key',
  ]);
  expect(secretsOf('openai', { baseUrl: 'https://example.com', model: 'm' })).toEqual(['api_key?']);
  expect(secretsOf('command', { program: 'answer', environment: ['CRM_TOKEN'] })).toEqual(['env.CRM_TOKEN']);
  expect(secretsOf('function', { name: 'help' })).toEqual([]);
  expect(secretsOf('nats', { servers: ['a:1'], subject: 'x' })).toEqual([]);
  expect(secretsOf('nats', { servers: ['a:1'], subject: 'x', auth: 'credentials' })).toEqual(['credentials']);
  expect(secretsOf('kafka', { brokers: ['a:1'], topic: 'x', sasl: 'SCRAM-SHA-512', user: 'u' })).toEqual(['password']);
});

const url = { url: 'https://example.com' };
const program = { program: 'answer' };
const nats = { servers: ['nats.example.com:4222', '[::1]:4222'], subject: 'lark.{type}' };

test.each<[Kind, JsonObject, string, RegExp]>([
  ['http', {}, 'url', /missing|required/],
  ['http', { url: 'ftp://example.com' }, 'url', /https/],
  ['http', { ...url, provisionUrl: 'ftp://example.com' }, 'provisionUrl', /https/],
  ['http', { url: 'https://ann:secret-word@example.com' }, 'url', /password/],
  ['http', { ...url, headers: ['Authorization'] }, 'headers[0]', /lower case/],
  ['http', { ...url, headers: ['webhook-signature'] }, 'headers[0]', /itself/],
  ['http', { ...url, headers: ['x-a', 'x-a'] }, 'headers', /once/],
  ['http', { ...url, wholeMs: 3_600_000 }, 'wholeMs', /600/],
  ['http', { ...url, key: 'secret-word' }, '', /unknown|known/],
  ['openai', { baseUrl: 'https://example.com' }, 'model', /missing|required/],
  ['command', { program: '/bin/sh' }, 'program', /folder/],
  ['command', { program: '../sh' }, 'program', /folder/],
  ['command', { program: 'a/../../sh' }, 'program', /folder/],
  ['command', { ...program, environment: ['LD_PRELOAD'] }, 'environment[0]', /code/],
  ['command', { ...program, environment: ['NODE_OPTIONS'] }, 'environment[0]', /code/],
  ['command', { ...program, environment: ['PATH'] }, 'environment[0]', /code/],
  ['command', { ...program, environment: ['lower'] }, 'environment[0]', /capitals/],
  ['function', { name: 'a b' }, 'name', /name/],
  ['nats', { servers: [], subject: 'x' }, 'servers', /at least one/],
  ['nats', { servers: ['nats.example.com'], subject: 'x' }, 'servers[0]', /host:port/],
  ['nats', { servers: ['nats.example.com:70000'], subject: 'x' }, 'servers[0]', /host:port/],
  ['nats', { servers: ['u:secret-word@nats.example.com:4222'], subject: 'x' }, 'servers[0]', /host:port/],
  ['nats', { ...nats, subject: 'a b' }, 'subject', /subject/],
  ['nats', { ...nats, subject: 'lark.>' }, 'subject', /subject/],
  ['nats', { ...nats, auth: 'password' }, 'user', /user/],
  ['kafka', { brokers: ['k.example.com:9093'], topic: 'a b' }, 'topic', /topic/],
  ['kafka', { brokers: ['k.example.com:9093'], topic: 't', sasl: 'PLAIN' }, 'user', /user/],
  ['kafka', { brokers: ['k.example.com:9093'], topic: 't', ca: 'secret-word' }, 'ca', /PEM/],
])('%s %j: %s is wrong', (kind, given, path, en) => {
  const faults = faultsOf(kind, given);
  const fault = path === '' ? Object.values(faults)[0] : faults[path];
  expect(fault?.en).toMatch(en);
  expect(fault?.zh).toMatch(/\p{Script=Han}/u);
  expect(JSON.stringify(faults)).not.toContain('secret-word');
});

test('every setting has its title in both languages', () => {
  function untitled(schema: JsonValue | undefined, at: string): readonly string[] {
    if (!isObject(schema)) return [];
    return Object.entries(readObject(schema, 'properties')).flatMap(([name, property]) => {
      const zh = isObject(property) ? readObject(property, 'zh') : {};
      const isTold = isObject(property) && typeof property.title === 'string' && typeof zh.title === 'string';
      return [...(isTold ? [] : [`${at}${name}`]), ...untitled(property, `${at}${name}.`)];
    });
  }
  expect(handlerKinds.flatMap((kind) => untitled(handlerSpec(kind), `${kind}.`))).toEqual([]);
});
