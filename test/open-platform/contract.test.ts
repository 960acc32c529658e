import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../src/open-platform/endpoint.ts';
import { applicationEndpoints, tenantEndpoints } from '../../src/open-platform/endpoints/application.ts';
import { approvalEndpoints } from '../../src/open-platform/endpoints/approval.ts';
import { attendanceEndpoints } from '../../src/open-platform/endpoints/attendance.ts';
import { authEndpoints } from '../../src/open-platform/endpoints/auth.ts';
import { authenEndpoints } from '../../src/open-platform/endpoints/authen.ts';
import { bitableEndpoints } from '../../src/open-platform/endpoints/bitable.ts';
import { cardkitEndpoints } from '../../src/open-platform/endpoints/cardkit.ts';
import { contactEndpoints } from '../../src/open-platform/endpoints/contact.ts';
import { driveEndpoints } from '../../src/open-platform/endpoints/drive.ts';
import { eventEndpoints } from '../../src/open-platform/endpoints/events.ts';
import { imEndpoints } from '../../src/open-platform/endpoints/im.ts';
import { wikiEndpoints } from '../../src/open-platform/endpoints/wiki.ts';
import {
  isObject,
  parseJson,
  readArray,
  readNumber,
  readObject,
  readObjects,
  readText,
  readTexts,
} from '../../src/util/json.ts';

const file = parseJson(readFileSync(new URL('../../contract/endpoints.json', import.meta.url), 'utf8'));
const contract = (Array.isArray(file) ? file : []).filter(isObject);

const ours: [string, Endpoint][] = Object.entries({
  approval: approvalEndpoints,
  application: applicationEndpoints,
  attendance: attendanceEndpoints,
  auth: authEndpoints,
  authen: authenEndpoints,
  bitable: bitableEndpoints,
  cardkit: cardkitEndpoints,
  contact: contactEndpoints,
  drive: driveEndpoints,
  event: eventEndpoints,
  im: imEndpoints,
  tenant: tenantEndpoints,
  wiki: wikiEndpoints,
}).flatMap(([group, endpoints]) =>
  Object.entries(endpoints).map(([name, endpoint]): [string, Endpoint] => [`${group}.${name}`, endpoint]),
);

test('the contract was read', () => {
  expect(contract.length).toBeGreaterThan(40);
  expect(ours.length).toBeGreaterThan(30);
});

describe.each(ours)('%s', (_name, endpoint) => {
  const fact = contract.find((row) => row.method === endpoint.method && row.path === endpoint.path) ?? {};
  const query = readObjects(fact, 'query');
  const data = readObjects(fact, 'response').find((field) => field.name === 'data') ?? {};

  test('stands in the contract', () => {
    expect(fact.path).toBe(endpoint.path);
  });

  test('the endpoint has the documented limit', () => {
    const limit = readObject(fact, 'rate_limit');
    expect(endpoint.limit).toEqual({
      ...(limit.per_minute === undefined ? {} : { perMinute: limit.per_minute }),
      ...(limit.per_second === undefined ? {} : { perSecond: limit.per_second }),
    });
  });

  test('names the documented scopes', () => {
    expect([...endpoint.scopes].sort()).toEqual(readTexts(fact, 'scopes_any_of').sort());
  });

  test('names every path parameter', () => {
    const named = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name);
    expect(named).toEqual(readObjects(fact, 'path_params').map((parameter) => readText(parameter, 'name')));
  });

  test('repeats only what is asked for, where it is documented', () => {
    for (const [parameter, key] of Object.entries(endpoint.echoes ?? {})) {
      expect(endpoint.path).toContain(`:${parameter}`);
      expect(readObjects(data, 'fields').map((field) => field.name)).toContain(key);
    }
  });

  test('the endpoint has pages as documented', () => {
    const size = query.find((parameter) => parameter.name === 'page_size');
    expect(endpoint.page !== undefined).toBe(size !== undefined);
    if (endpoint.page === undefined) return;
    expect(query.some((parameter) => parameter.name === 'page_token')).toBe(true);
    expect(
      readArray(data, 'fields')
        .filter(isObject)
        .map((field) => field.name),
    ).toContain(endpoint.page.items);
    // The page of records/search names its maximum in prose only.
    const documented = endpoint.path.endsWith('/records/search') ? 500 : readNumber(size ?? {}, 'max');
    expect(endpoint.page.maxSize).toBe(documented);
  });
});
