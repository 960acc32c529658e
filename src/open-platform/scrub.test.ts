import { expect, test } from 'vitest';
import { PlatformDouble, type Reply } from '../../test/support/platform-double.ts';
import { SkippingClock } from '../../test/support/skipping-clock.ts';
import type { LarkstreamError } from '../model/errors.ts';
import { toLarkstreamError } from '../model/errors.ts';
import { Secret } from '../model/secret.ts';
import { approvalEndpoints } from './endpoints/approval.ts';
import { OpenPlatformClient } from './open-platform-client.ts';
import { createScrub } from './scrub.ts';

const secret = 'S3cr3tS3cr3tS3cr3t';
const token = `t-g1${'0'.repeat(24)}1`;

test.each([
  ['Authorization: Bearer abc.def-ghi', 'Authorization: Bearer ***'],
  ['{"app_secret":"x1","tenant_access_token": "y2"}', '{"app_secret":"***","tenant_access_token": "***"}'],
  ['got t-g104abcdefgh12345678 here', 'got *** here'],
  ['https://h/p?token=abc&x=1', 'https://h/p?token=***&x=1'],
  ['connect to http://user:pass@proxy:8080', 'connect to http://***@proxy:8080'],
  ['page_token=abc is no secret, t-shirts neither', 'page_token=abc is no secret, t-shirts neither'],
])('%s', (text, clean) => {
  expect(createScrub(() => [])(text)).toBe(clean);
});

/** Everything that an error carries, however deep. */
function everythingOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const own = Object.getOwnPropertyNames(error).map((key) => `${key}=${JSON.stringify(Reflect.get(error, key))}`);
  return [error.message, error.stack, ...own, error.cause === undefined ? '' : everythingOf(error.cause)].join('\n');
}

const leaky = `secret ${secret} and token ${token} and Bearer ${token}`;
const paths: readonly { readonly name: string; readonly token?: Reply; readonly call?: Reply | 'break' }[] = [
  { name: 'credentials', token: { body: { code: 10014, msg: leaky } } },
  { name: 'a refusal', call: { status: 400, body: { code: 1390001, msg: leaky, error: { log_id: 'L' } } } },
  { name: 'a field', call: { body: { code: 99992402, msg: '', error: { field_violations: [{ value: leaky }] } } } },
  {
    name: 'a help',
    call: { body: { code: 91403, msg: '', error: { helps: [{ url: `https://h/?token=${token}` }] } } },
  },
  { name: 'HTML', call: { headers: { 'content-type': 'text/html' }, body: leaky } },
  { name: 'a server fault', call: { status: 500, body: leaky } },
  { name: 'throttling', call: { status: 429, body: { code: 99991400, msg: leaky } } },
  { name: 'a rejected token', call: { status: 400, body: { code: 99991663, msg: leaky } } },
  { name: 'a broken connection', call: 'break' },
];

test.each(paths)('neither secret nor token leaves the client with $name', async ({ token: tokenReply, call }) => {
  await using double = await PlatformDouble.start();
  if (tokenReply !== undefined) double.tokenReply = () => tokenReply;
  double.handler = (_seen, response) => {
    if (call !== 'break') return call;
    response.destroy();
    return undefined;
  };
  const logged: string[] = [];
  const log = (...line: unknown[]): void => void logged.push(JSON.stringify(line));
  const client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: double.baseUrl,
    credentials: { appId: 'cli_0123456789abcdef', appSecret: new Secret(secret) },
    clock: new SkippingClock(0, () => double.isBusy),
    retryBudgetMs: 2000,
    logger: { debug: log, info: log, warn: log },
    observer: { onCall: log, onRetry: log, onWait: log },
  });
  const error: LarkstreamError = await client
    .call(approvalEndpoints.getInstance, { path: { instance_id: 'I' } })
    .then(() => expect.unreachable(), toLarkstreamError);
  await client.close();
  const everything = [everythingOf(error), ...logged].join('\n');
  expect(everything).toContain('/open-apis/');
  expect(everything).not.toContain(secret);
  expect(everything).not.toContain(token);
});
