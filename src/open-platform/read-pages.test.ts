import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PlatformDouble } from '../../test/support/platform-double.ts';
import { SkippingClock } from '../../test/support/skipping-clock.ts';
import { Secret } from '../model/secret.ts';
import type { JsonObject, JsonValue } from '../util/json.ts';
import type { Endpoint } from './endpoint.ts';
import { approvalEndpoints } from './endpoints/approval.ts';
import { attendanceEndpoints } from './endpoints/attendance.ts';
import { bitableEndpoints } from './endpoints/bitable.ts';
import { contactEndpoints } from './endpoints/contact.ts';
import { OpenPlatformClient, type Page } from './open-platform-client.ts';

let double: PlatformDouble;
let client: OpenPlatformClient;
const { searchRecords } = bitableEndpoints;
const table = { path: { app_token: 'B', table_id: 'T' } };

beforeEach(async () => {
  double = await PlatformDouble.start();
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: double.baseUrl,
    credentials: { appId: 'cli_0123456789abcdef', appSecret: new Secret('very-secret-secret') },
    clock: new SkippingClock(0, () => double.isBusy),
  });
});

afterEach(async () => {
  await client.close();
  await double[Symbol.asyncDispose]();
});

/** Serves these `data`, by the page token that leads to each. */
function serve(pages: Readonly<Record<string, JsonObject | undefined>>): void {
  double.handler = ({ url }) => ({ body: { code: 0, data: pages[tokenOf(url)] } });
}

const parametersOf = (url: string): URLSearchParams => new URL(url, 'http://x').searchParams;
const tokenOf = (url: string): string => parametersOf(url).get('page_token') ?? '';

async function collect(pages: AsyncIterable<Page>): Promise<Page[]> {
  return await Array.fromAsync(pages);
}

describe('a listing', () => {
  test('a list is read by has_more, over empty pages, in the largest pages, with the same filter', async () => {
    serve({
      '': { items: [{ id: 1 }], has_more: true, page_token: 'a+/=', total: 2 },
      'a+/=': { items: [], has_more: true, page_token: 'b' },
      b: { items: [{ id: 2 }], has_more: false, page_token: '' },
    });
    const query = { view_id: 'V', user_id_type: 'open_id' };
    const pages = await collect(client.pages(searchRecords, { ...table, query, body: { automatic_fields: true } }));
    expect(pages.flatMap((page) => page.items)).toEqual([{ id: 1 }, { id: 2 }]);
    expect(pages.map((page) => page.total)).toEqual([2, undefined, undefined]);
    expect(double.seen.map(({ url }) => tokenOf(url))).toEqual(['', 'a+/=', 'b']);
    for (const { url, body } of double.seen) {
      expect(Object.fromEntries(parametersOf(url))).toMatchObject({ ...query, page_size: '500' });
      expect(body).toBe('{"automatic_fields":true}');
    }
  });

  test.each([{ has_more: false }, { items: null, has_more: false }, { items: [] }, { total: 0 }])(
    'with nothing in it is empty: %j',
    async (data) => {
      serve({ '': data });
      expect(await collect(client.pages(searchRecords, table))).toMatchObject([{ items: [], hasMore: false }]);
    },
  );

  test('counts entries that are none', async () => {
    serve({ '': { items: [null, { id: 1 }, 1, 'x'], has_more: false } });
    expect(await collect(client.pages(searchRecords, table))).toMatchObject([{ items: [{ id: 1 }], unreadable: 3 }]);
    const query = { approval_code: 'A' };
    serve({ '': { instance_code_list: ['a', null, {}], has_more: false } });
    expect(await collect(client.pages(approvalEndpoints.listInstances, { query }))).toMatchObject([{ unreadable: 2 }]);
  });

  test('a list without has_more continues by its page token, also under its other name', async () => {
    serve({ '': { comments: [{ id: 1 }], next_page_token: 'n' }, n: { comments: [{ id: 2 }] } });
    const pages = await collect(client.pages(approvalEndpoints.listComments, { path: { instance_id: 'I' } }));
    expect(pages.flatMap((page) => page.items)).toHaveLength(2);
  });

  test.each([
    { why: 'no token', pages: { '': { items: [], has_more: true } } },
    { why: 'a circle', pages: { '': { has_more: true, page_token: 'a' }, a: { has_more: true, page_token: 'a' } } },
  ])('that leads nowhere is an error, never an end: $why', async ({ pages }) => {
    serve(pages);
    await expect(collect(client.pages(searchRecords, table))).rejects.toMatchObject({ code: 'lark.page.invalid' });
  });

  test('a listing that ends short of its total, with a page without its list, is an error', async () => {
    const full = { items: [{ record_id: 'a' }], has_more: true, page_token: 'b', total: 2 };
    const without = [{}, { items: null }];
    for (const none of without) {
      serve({ '': { ...none, has_more: false, total: 2 } });
      await expect(collect(client.pages(searchRecords, table))).rejects.toMatchObject({ code: 'lark.page.invalid' });
      serve({ '': full, b: { ...none, has_more: false, total: 2 } });
      await expect(collect(client.pages(searchRecords, table))).rejects.toMatchObject({ code: 'lark.page.invalid' });
      serve({ '': full, b: { ...none, has_more: true, page_token: 'c' }, c: { items: [], has_more: false } });
      await expect(collect(client.pages(searchRecords, table))).rejects.toMatchObject({ code: 'lark.page.invalid' });
    }
  });

  test('an empty page may leave its list out where nothing is missing, or where the listing was begun before', async () => {
    const full = { items: [{ record_id: 'a' }], has_more: true, page_token: 'b', total: 1 };
    serve({ '': { has_more: false, total: 0 } });
    expect((await collect(client.pages(searchRecords, table))).flatMap(({ items }) => items)).toEqual([]);
    serve({ '': full, b: { has_more: false, total: 1 } });
    expect((await collect(client.pages(searchRecords, table))).flatMap(({ items }) => items).length).toBe(1);
    serve({ b: { has_more: false, total: 1 } });
    const begun = await collect(client.pages(searchRecords, { ...table, startToken: 'b' }));
    expect(begun.flatMap(({ items }) => items)).toEqual([]);
  });

  test('hands on an error in the middle, after the pages before it', async () => {
    double.handler = ({ url }) =>
      tokenOf(url) === ''
        ? { body: { code: 0, data: { has_more: true, page_token: 'a' } } }
        : { body: { code: 91403 } };
    const read: Page[] = [];
    const reading = (async () => {
      for await (const page of client.pages(searchRecords, table)) read.push(page);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'lark.document.forbidden' });
    expect(read).toHaveLength(1);
  });

  test('starts over once when its token is no longer accepted, and says so', async () => {
    let rejections = 0;
    double.handler = ({ url }) => {
      if (tokenOf(url) === 'a' && rejections++ === 0) return { status: 400, body: { code: 40012, msg: 'page token' } };
      const hasMore = tokenOf(url) === '';
      return { body: { code: 0, data: { items: [{}], has_more: hasMore, page_token: hasMore ? 'a' : '' } } };
    };
    const pages = await collect(client.pages(searchRecords, table));
    expect(pages.map((page) => page.isRestart ?? false)).toEqual([false, true, false]);
  });

  test('a page token that is refused twice ends the list with the error', async () => {
    double.handler = ({ url }) =>
      tokenOf(url) === 'a'
        ? { status: 400, body: { code: 40012, msg: 'page token' } }
        : { body: { code: 0, data: { has_more: true, page_token: 'a' } } };
    await expect(collect(client.pages(searchRecords, table))).rejects.toMatchObject({ code: 'lark.page.invalid' });
  });

  test.each([1254030, 1255040, 1254607])('takes smaller pages when the platform cannot cope (%i)', async (code) => {
    double.handler = ({ url }) =>
      Number(parametersOf(url).get('page_size')) > 130
        ? { status: 400, body: { code, msg: '' } }
        : { body: { code: 0, data: { items: [{}], has_more: false } } };
    expect(await collect(client.pages(searchRecords, table))).toHaveLength(1);
    expect(parametersOf(double.seen.at(-1)?.url ?? '').get('page_size')).toBe('125');
  });
});

const paged: [string, Endpoint][] = [
  approvalEndpoints,
  attendanceEndpoints,
  bitableEndpoints,
  contactEndpoints,
].flatMap((endpoints) => Object.values<Endpoint>(endpoints).flatMap((one) => (one.page ? [[one.path, one]] : [])));

describe.each(paged)('a listing of %s', (path, endpoint) => {
  const { items = '', holdsIds = false } = endpoint.page ?? {};
  const names = path.split('/').filter((part) => part.startsWith(':'));
  const options = {
    path: Object.fromEntries(names.map((name) => [name.slice(1), 'X'])),
    query: { approval_code: 'A' },
  };
  const entry = (number: number): JsonValue => (holdsIds ? `id-${number}` : { member_id: `id-${number}`, number });

  /** Serves pages of these entries for ever, each with a token that was never given before. */
  function serveForEver(pageAt: (page: number) => JsonValue[]): void {
    let page = 0;
    double.handler = () => {
      const data = { [items]: pageAt(page), has_more: true, page_token: `token-${page++}` };
      return { body: { code: 0, data } };
    };
  }

  test('a list of endless new page tokens ends', async () => {
    const entries = fc.array(fc.integer({ min: 0, max: 30 }).map(entry), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(entries, { minLength: 1, maxLength: 4 }), async (pages) => {
        if (pages.every((page) => page.length === 0)) return;
        serveForEver((page) => pages[page % pages.length] ?? []);
        const before = double.seen.length;
        await expect(collect(client.pages(endpoint, options))).rejects.toMatchObject({ code: 'lark.page.invalid' });
        expect(double.seen.length - before).toBeLessThan(200);
      }),
      { numRuns: 5 },
    );
  });
});

test('a list that returns far more than it declares ends with an error', async () => {
  let page = 0;
  double.handler = () => {
    const entries = Array.from({ length: 25 }, (_, index) => ({ record_id: `rec-${page}-${index}` }));
    return { body: { code: 0, data: { items: entries, has_more: true, page_token: `t${page++}`, total: 100 } } };
  };
  await expect(collect(client.pages(searchRecords, { ...table, pageSize: 25 }))).rejects.toMatchObject({
    code: 'lark.page.invalid',
  });
  expect(page).toBeLessThan(120);
});

test('an honest listing of any size is read whole, also when its pages shift a little', async () => {
  const sizes = fc.record({ pages: fc.integer({ min: 1, max: 40 }), shift: fc.integer({ min: 0, max: 3 }) });
  await fc.assert(
    fc.asyncProperty(sizes, async ({ pages, shift }) => {
      double.handler = ({ url }) => {
        const at = Number(tokenOf(url) || '0');
        const entries = Array.from({ length: 4 }, (_, index) => ({ record_id: `${at * 4 + index - at * shift}` }));
        const hasMore = at + 1 < pages;
        return {
          body: { code: 0, data: { items: entries, has_more: hasMore, page_token: hasMore ? `${at + 1}` : '' } },
        };
      };
      const read = await collect(client.pages(searchRecords, table));
      expect(new Set(read.flatMap(({ items }) => items.map((item) => item.record_id))).size).toBe(
        4 + (pages - 1) * (4 - shift),
      );
    }),
    { numRuns: 20 },
  );
});

describe('reading ahead', () => {
  test('the next page is under way while the present one is worked on, and only that one', async () => {
    const next = (url: string): string => `${Number(tokenOf(url) || '0') + 1}`;
    double.handler = ({ url }) => ({ body: { code: 0, data: { has_more: true, page_token: next(url) } } });
    const pages = client.pages(searchRecords, table);
    await pages.next();
    await expect.poll(() => double.seen.length).toBe(2);
    await pages.next();
    await expect.poll(() => double.seen.length).toBe(3);
    await pages.return(undefined);
  });

  test('a reader that stops leaves no call under way', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', listen);
    double.handler = ({ url }) =>
      tokenOf(url) === '' ? { body: { code: 0, data: { has_more: true, page_token: 'a' } } } : undefined;
    for await (const page of client.pages(searchRecords, table)) {
      expect(page.hasMore).toBe(true);
      break;
    }
    await expect.poll(() => double.isBusy).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
  });
});
