import { expect, test } from 'vitest';
import type { RetryReport } from './call-observer.ts';
import { contactEndpoints } from './endpoints/contact.ts';
import { type RetryNotice, RetryNotices } from './retry-notices.ts';

const minuteMs = 60_000;

function reportOf(changes: Partial<RetryReport>): RetryReport {
  return {
    endpoint: contactEndpoints.listCustomAttrs,
    feed: 'contact',
    attempt: 1,
    delayMs: 4_000,
    cause: 'http 502',
    code: undefined,
    why: { en: 'HTTP 502 and text/html', zh: 'HTTP 502，text/html' },
    since: 0,
    maxTries: undefined,
    until: 5 * minuteMs,
    ...changes,
  };
}

function watch(): { at: (now: number, changes: Partial<RetryReport>) => void; told: RetryNotice[] } {
  const told: RetryNotice[] = [];
  let time = 0;
  const notices = new RetryNotices({
    clock: { now: () => time, elapsed: () => time },
    onNotice: (notice) => told.push(notice),
  });
  const at = (now: number, changes: Partial<RetryReport>): void => {
    time = now;
    notices.add(reportOf(changes));
  };
  return { at, told };
}

test('a first retry is not reported, but the first one after a long wait is reported at once', () => {
  const { at, told } = watch();
  at(400, { attempt: 1 });
  at(900, { attempt: 2 });
  expect(told).toEqual([]);
  at(30_000, { attempt: 1, endpoint: contactEndpoints.listChildren });
  expect(told).toHaveLength(1);
});

test('a retry notice says what, why, how often, when next and until when, in both languages', () => {
  const { at, told } = watch();
  at(8_000, { attempt: 3 });
  expect(told).toEqual([
    {
      endpoint: 'GET /open-apis/contact/v3/custom_attrs',
      attempt: 3,
      delayMs: 4_000,
      until: 5 * minuteMs,
      message: {
        en: 'Trying again: GET /open-apis/contact/v3/custom_attrs, because of HTTP 502 and text/html. Try 3 in 4 s, given up in 5 min at the latest.',
        zh: '正在重试 GET /open-apis/contact/v3/custom_attrs，原因：HTTP 502，text/html。4 秒后第 3 次重试，最迟 5 分钟后放弃。',
      },
    },
  ]);
  at(60_000, { attempt: 3, maxTries: 3 });
  expect(told[1]?.message.en).toContain('given up after 3 tries');
});

test('a hundred calls that meet the same for minutes are four lines a minute for each endpoint', () => {
  const { at, told } = watch();
  for (let now = 5_000; now <= 2 * minuteMs; now += 50) {
    for (const endpoint of [contactEndpoints.listChildren, contactEndpoints.listCustomAttrs]) {
      at(now, { attempt: 5, endpoint });
    }
  }
  expect(told.length).toBeLessThanOrEqual(2 * 9);
  expect(told.length).toBeGreaterThanOrEqual(2 * 7);
});

test('times are whole milliseconds, whatever was drawn by lot', () => {
  const { at, told } = watch();
  at(8_000.25, { attempt: 3, delayMs: 1_234.567, until: 300_000.789 });
  expect(told).toMatchObject([{ delayMs: 1_235, until: 300_001 }]);
});
