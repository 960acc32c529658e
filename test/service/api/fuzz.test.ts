import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Route } from '../../../src/http/api/route.ts';
import { isObject } from '../../../src/util/json.ts';
import { openTestApi, type Sent, type TestApi } from '../../support/service-api.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { withStillProbe } from '../../support/still-probe.ts';
import type { GoodRequest, Walker } from './good/good-request.ts';
import { arrange, namedRoutes, newWalker, send } from './walk.ts';

let it: TestApi;
beforeAll(async () => {
  it = await openTestApi(await sharedPostgres(), { change: withStillProbe });
  return async () => await it[Symbol.asyncDispose]();
}, 120_000);

const seed = 20_261_127;
/** `npm run test:crash` asks for ten times as many. */
const times = Number(process.env.FUZZ_TIMES ?? 1);
/** Of each route, and more for each of its fields. */
const fewestRuns = 6 * times;
const runsOfField = 2 * times;

/** Texts of any kind: halves of pairs and U+0000 among them. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e',
    '%00',
    "';--",
    '{{7*7}}',
    '../../etc/passwd',
    'x'.repeat(5_000),
  ),
  fc.constantFrom('-1', '0', '1e400', 'NaN', '9007199254740993', '2026-99-99T00:00:00Z', '+275760-09-13T00:00:00Z'),
);
const nonsense = fc.oneof(
  anyText,
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e308, 2 ** 53 + 2, -0),
  fc.constantFrom<unknown>([], {}, [[]], [null], { constructor: 1 }, JSON.parse('{"__proto__": {"x": 1}}')),
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(anyText, { maxLength: 3 }),
);

/** The names of the fields of a strict object. */
const fieldsOf = (schema: z.ZodType | undefined): string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];

/** Where values stand in a body, also deep inside of it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [[...path, key], ...placesIn(item, [...path, key])]);
}

/** The body with another value at the place. */
function withValue(body: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  if (Array.isArray(body)) return body.map((item, at) => (String(at) === key ? withValue(item, rest, value) : item));
  return isObject(body) ? { ...body, [key]: withValue(body[key], rest, value) } : body;
}

/** A good request with something wrong about it. */
function spoiled(route: Route): fc.Arbitrary<(good: GoodRequest) => GoodRequest> {
  const inBody = fieldsOf(route.body).map((field) =>
    nonsense.map((value) => (good: GoodRequest) => ({
      ...good,
      body: { ...(isObject(good.body) ? good.body : {}), [field]: value },
    })),
  );
  const inQuery = [...fieldsOf(route.query), 'unknown'].map((field) =>
    anyText.map((value) => (good: GoodRequest) => ({ ...good, query: { [field]: value.toWellFormed() } })),
  );
  const inParams = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, field = '']) =>
    anyText
      .map((value) => value.toWellFormed())
      .filter((value) => value !== '' && value !== '.' && value !== '..')
      .map((value) => (good: GoodRequest) => ({ ...good, params: { ...good.params, [field]: value } })),
  );
  const headers = [
    'if-match',
    'idempotency-key',
    'accept-language',
    'last-event-id',
    'content-type',
    'authorization',
    'x-forwarded-for',
  ];
  const inHeaders = fc
    .tuple(fc.constantFrom(...headers), fc.string({ maxLength: 30 }))
    .map(([name, value]) => (good: GoodRequest) => ({ ...good, headers: { ...good.headers, [name]: value } }));
  const deep = fc.tuple(fc.nat(), nonsense).map(([at, value]) => (good: GoodRequest) => {
    const places = placesIn(good.body);
    const place = places[at % Math.max(1, places.length)];
    return place === undefined ? good : { ...good, body: withValue(good.body, place, value) };
  });
  const whole = route.method === 'get' ? [] : [nonsense.map((body) => (good: GoodRequest) => ({ ...good, body }))];
  const broken =
    route.method === 'get' ? [] : [anyText.map((body) => (good: GoodRequest) => ({ ...good, body: `{${body}` }))];
  return fc.oneof(
    ...inBody,
    ...inQuery,
    ...inParams,
    inHeaders,
    ...(inBody.length === 0 ? [] : [deep]),
    ...whole,
    ...broken,
  );
}

async function sendSpoiled(route: Route, walker: Walker, spoil: (good: GoodRequest) => GoodRequest) {
  const { query, ...sent } = { query: undefined, ...spoil(await arrange(it, route, walker)) };
  const search = isObject(query)
    ? `?${new URLSearchParams(Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]))}`
    : '';
  const at: Route = { ...route, path: route.path + search };
  const body: Sent['body'] =
    typeof sent.body === 'string' && !sent.body.startsWith('{') ? JSON.stringify(sent.body) : sent.body;
  return await send(it, at, walker, body === undefined ? sent : { ...sent, body });
}

describe('nonsense in any field is refused with a code, never a fault', () => {
  test.each(namedRoutes)('%s', async (_, route) => {
    let walker = await newWalker(it);
    await fc.assert(
      fc.asyncProperty(spoiled(route), async (spoil) => {
        const answer = await sendSpoiled(route, walker, spoil);
        expect(answer.status, answer.text).toBeLessThan(500);
        if (answer.status >= 400) {
          expect(answer.body.code).toMatch(/^[a-z]+(\.[a-z]+)+$/);
          expect(answer.body.status).toBe(answer.status);
        }
        expect(answer.text).not.toMatch(/\bat .+\.ts:\d+|node_modules|node:internal/);
        // Signed out, renamed, another password: whoever sends the next one is as before.
        if (route.kind !== 'read' && answer.status !== 400) walker = await newWalker(it);
        it.clock.advance(60_000);
      }),
      { seed, numRuns: fewestRuns + runsOfField * (fieldsOf(route.body).length + fieldsOf(route.query).length) },
    );
    expect(it.warnings).toEqual([]);
  });
});
