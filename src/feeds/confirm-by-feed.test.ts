import { expect, test } from 'vitest';
import type { ScannedChange } from '../model/change.ts';
import { systemClock } from '../model/clock.ts';
import { ConfigError, TransientError } from '../model/errors.ts';
import { silentLogger } from '../model/logger.ts';
import { untranslated } from '../model/message.ts';
import { Secret } from '../model/secret.ts';
import { OpenPlatformClient } from '../open-platform/open-platform-client.ts';
import { createBaseFeed } from './base/feed.ts';
import { confirmByFeed } from './confirm-by-feed.ts';
import type { Feed } from './feed.ts';

const scan: ScannedChange = { kind: 'scanned', stream: 'base_records', scope: {}, lookup: {} };
const keys = [['app', 'table', 'record']];
const client = new OpenPlatformClient({
  region: 'feishu',
  credentials: { appId: 'cli_a', appSecret: new Secret('s') },
});

const confirmed = (confirm: Feed['confirm']) =>
  confirmByFeed(
    { ...createBaseFeed({ tables: [] }), ...(confirm === undefined ? {} : { confirm }) },
    { scan, keys, signal: new AbortController().signal },
    { client, clock: systemClock, logger: silentLogger },
  );

test('a missing permission to ask is an answer, and any other failure is thrown', async () => {
  const refused = new ConfigError({ code: 'lark.scope.missing', message: untranslated('grant it') });
  expect(
    await confirmed(async () => {
      throw refused;
    }),
  ).toEqual({ kind: 'not-permitted', error: refused });
  const broken = new TransientError({ code: 'lark.page.invalid', message: untranslated('no answer') });
  await expect(
    confirmed(async () => {
      throw broken;
    }),
  ).rejects.toBe(broken);
});

test('confirmed records report values that fit no column', async () => {
  const answer = await confirmed(async (_, { problems }) => {
    problems.unfit('base_records', 'created_time');
    return { rows: [], hidden: keys };
  });
  expect(answer).toMatchObject({
    kind: 'answered',
    hidden: keys,
    warnings: [{ en: expect.stringContaining('created_time (1)') }],
  });
});

test('without a way to ask, no record counts as deleted', async () => {
  const source = { client, clock: systemClock, logger: silentLogger };
  const answer = await confirmByFeed(undefined, { scan, keys, signal: new AbortController().signal }, source);
  expect(answer).toEqual({ kind: 'answered', rows: [], hidden: keys, warnings: [] });
});
