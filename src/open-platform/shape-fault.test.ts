import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../util/json.ts';
import { readAnswer } from './answer.ts';
import type { Endpoint } from './endpoint.ts';
import { applicationEndpoints } from './endpoints/application.ts';
import { approvalEndpoints } from './endpoints/approval.ts';
import { attendanceEndpoints } from './endpoints/attendance.ts';
import { bitableEndpoints } from './endpoints/bitable.ts';
import { contactEndpoints } from './endpoints/contact.ts';
import { wikiEndpoints } from './endpoints/wiki.ts';

const all: [string, Endpoint][] = [
  applicationEndpoints,
  approvalEndpoints,
  attendanceEndpoints,
  bitableEndpoints,
  contactEndpoints,
  wikiEndpoints,
].flatMap((endpoints) => Object.entries<Endpoint>(endpoints));
/** Something is asked for, and the answer holds nothing. */
const asking = ['subscribe', 'applyScopes'];
const reading = all.filter(([name]) => !asking.includes(name));

const answerOf = (
  endpoint: Endpoint,
  body: JsonObject,
  path: Record<string, string> = {},
): ReturnType<typeof readAnswer> =>
  readAnswer({ status: 200, headers: {}, body: Buffer.from(JSON.stringify({ code: 0, ...body })) }, { path }, endpoint);

/** The least that such an answer holds, with `lists` where lists may stand. */
function minimalData({ page, holds = {} }: Endpoint, lists: JsonValue | undefined): JsonObject {
  const samples = { object: {}, text: 'x', list: lists };
  const held = Object.entries(holds).map(([key, kind]) => [key, samples[kind]]);
  const listed = page === undefined ? [] : [page.items, ...(page.others ?? [])].map((key) => [key, lists]);
  return Object.fromEntries([...held, ...listed, ...(page === undefined ? [] : [['has_more', false]])]);
}

describe.each(reading)('an accepted answer of %s', (_name, endpoint) => {
  test.each([undefined, null, [], 'x', 1])('an answer with %j for data has a fault', (data) => {
    expect(answerOf(endpoint, data === undefined ? {} : { data })).toMatchObject({ kind: 'unreadable' });
  });

  test.each([{}, 'x', 1, true])('an answer with %j for a list has a fault', (list) => {
    expect(answerOf(endpoint, { data: minimalData(endpoint, list) })).toMatchObject({
      kind: Object.values(endpoint.holds ?? {}).includes('list') || endpoint.page ? 'unreadable' : 'accepted',
    });
  });

  test.each([[[]], [null], [undefined]])('an answer with %j for its lists is empty', (list) => {
    expect(answerOf(endpoint, { data: minimalData(endpoint, list) })).toMatchObject({ kind: 'accepted' });
  });

  test.each([undefined, null])('an answer with %j for its lists and a list under another name has a fault', (list) => {
    const data = { ...minimalData(endpoint, list), LIST: [{}] };
    const isList =
      endpoint.page !== undefined ||
      (endpoint.holds !== undefined && Object.values(endpoint.holds).every((kind) => kind === 'list'));
    expect(answerOf(endpoint, { data })).toMatchObject({ kind: isList ? 'unreadable' : 'accepted' });
    expect(answerOf(endpoint, { data: { ...minimalData(endpoint, []), LIST: [{}] } }).kind).toBe('accepted');
    expect(answerOf(endpoint, { data: { ...minimalData(endpoint, list), LIST: [] } }).kind).toBe('accepted');
  });

  test('an answer without content in its data has a fault, unless the content is optional', () => {
    const mayBeEmpty =
      endpoint.page === undefined && Object.values(endpoint.holds ?? {}).every((kind) => kind === 'list');
    expect(answerOf(endpoint, { data: {} })).toMatchObject({ kind: mayBeEmpty ? 'accepted' : 'unreadable' });
  });

  test.each(Object.entries(endpoint.holds ?? {}).filter(([, kind]) => kind !== 'list'))(
    'without its %s is none',
    (key) => {
      for (const value of [undefined, null, [], 1]) {
        const data = { ...minimalData(endpoint, []), [key]: value };
        expect(answerOf(endpoint, { data })).toMatchObject({
          kind: 'unreadable',
          fault: { en: expect.stringContaining(key) },
        });
      }
    },
  );
});

describe.each(reading.filter(([, { echoes }]) => echoes !== undefined))('an answer of %s', (_name, endpoint) => {
  const [[parameter, key] = ['', '']] = Object.entries(endpoint.echoes ?? {});
  const isHeld = endpoint.holds?.[key] === 'text';

  test('with another id than was asked for has a fault', () => {
    const data = { ...minimalData(endpoint, []), [key]: 'OTHER' };
    expect(answerOf(endpoint, { data }, { [parameter]: 'ASKED' })).toMatchObject({
      kind: 'unreadable',
      fault: { en: expect.stringContaining(key) },
    });
  });

  test.each(['ASKED', '', ...(isHeld ? [] : [null, undefined])])('with %j for its id has none', (id) => {
    const data = { ...minimalData(endpoint, []), [key]: id };
    expect(answerOf(endpoint, { data }, { [parameter]: 'ASKED' }).kind).toBe('accepted');
  });
});
