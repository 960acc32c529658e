import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/model/secret.ts';
import { approvalEndpoints } from '../../src/open-platform/endpoints/approval.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { anyData, PlatformDouble } from '../support/platform-double.ts';

let double: PlatformDouble;
let client: OpenPlatformClient;
const call = (): Promise<unknown> => client.call(approvalEndpoints.getInstance, { path: { instance_id: 'I' } });

beforeEach(async () => {
  double = await PlatformDouble.start();
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: double.baseUrl,
    credentials: { appId: 'cli_0123456789abcdef', appSecret: new Secret('very-secret-secret') },
    retryBudgetMs: 0,
  });
});

afterEach(async () => {
  await client.close();
  await double[Symbol.asyncDispose]();
});

describe('a rejected token', () => {
  test.each([200, 400])(
    'a rejected token is replaced once for all calls that used it, and they are retried (HTTP %i)',
    async (status) => {
      await call();
      const used = double.seen[0]?.headers.authorization;
      double.handler = ({ headers }) =>
        headers.authorization === used
          ? { status, body: { code: 99991663, msg: 'Invalid access token for authorization.' } }
          : { body: { code: 0, data: { ...anyData, ok: true } } };
      const answers = await Promise.all(Array.from({ length: 10 }, call));
      expect(answers).toMatchObject(Array.from({ length: 10 }, () => ({ ok: true })));
      expect(double.tokenCalls).toBe(2);
      expect(double.seen).toHaveLength(21);
    },
  );

  test('a fresh token that is rejected again is an error, not a loop', async () => {
    double.handler = () => ({ status: 400, body: { code: 99991663, msg: 'Invalid access token for authorization.' } });
    await expect(call()).rejects.toMatchObject({ code: 'lark.token.rejected', family: 'config' });
    expect(double.seen).toHaveLength(2);
    expect(double.tokenCalls).toBe(2);
  });
});

describe('a token that is not given', () => {
  test.each([
    { body: { code: 10003, msg: 'invalid param', data: {} } },
    { body: { code: 10014, msg: 'app secret invalid' } },
    { status: 400, body: { code: 99991543, msg: 'login_user invalid' } },
  ])('with $body is a matter of the credentials, whatever the status', async (reply) => {
    double.tokenReply = () => reply;
    await expect(client.authenticate()).rejects.toMatchObject({ code: 'lark.credentials.rejected', family: 'config' });
    await expect(Promise.all([call(), call()])).rejects.toMatchObject({ code: 'lark.credentials.rejected' });
    expect(double.tokenCalls).toBe(1);
    expect(double.seen).toHaveLength(0);
  });
});
