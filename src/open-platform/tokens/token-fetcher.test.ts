import { expect, test } from 'vitest';
import type { JsonObject } from '../../util/json.ts';
import { authEndpoints } from '../endpoints/auth.ts';
import { readToken } from './token-fetcher.ts';

const good = { tenant_access_token: 't-1', expire: 7200 };

test('a token with its life is taken', () => {
  const { token, expiresInMs } = readToken(good, 'tenant_access_token', authEndpoints.tenantAccessToken);
  expect([token.reveal(), expiresInMs]).toEqual(['t-1', 7_200_000]);
});

test.each<JsonObject>([
  {},
  { data: good },
  ...[undefined, null, '', 1, true, [], {}].map((tenant_access_token) => ({ ...good, tenant_access_token })),
  ...[undefined, null, '', 'soon', 0, -5, true, [], {}].map((expire) => ({ ...good, expire })),
])('%j is no answer with a token', (body) => {
  expect(() => readToken(body, 'tenant_access_token', authEndpoints.tenantAccessToken)).toThrow(
    expect.objectContaining({ code: 'lark.answer.unreadable' }),
  );
});
