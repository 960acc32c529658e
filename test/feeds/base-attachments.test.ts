import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AttachmentFolder } from '../../src/destinations/attachments/folder.ts';
import { AttachmentDownloads, filesOf, type LinkedFile } from '../../src/feeds/base/attachments.ts';
import { Secret } from '../../src/model/secret.ts';
import { OpenPlatformClient } from '../../src/open-platform/open-platform-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, parseJson } from '../../src/util/json.ts';
import { JsonText } from '../../src/util/json-text.ts';

let folder: string;
let sandbox: Sandbox;
let client: OpenPlatformClient;
const download = '/open-apis/drive/v1/medias/:file_token/download';
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'larkstream-attachments-'));
  sandbox = await startSandbox({
    limits: 'off',
    users: 10,
    // Every other Base has columns of each kind.
    bases: [
      { tables: 1, records: 10 },
      { tables: 1, records: 120 },
    ],
  });
  const { appId, appSecret } = sandbox.options;
  client = new OpenPlatformClient({
    region: 'feishu',
    baseUrl: sandbox.url,
    credentials: { appId, appSecret: new Secret(appSecret) },
    rateLimitScale: 0,
    retryBudgetMs: 500,
  });
});
afterEach(async () => {
  await client.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const page = (): { items: JsonObject[]; texts: JsonText[] } => {
  const { tables } = sandbox.tenant;
  const [, app = ''] = tables.appTokens;
  const [table = ''] = tables.tableIds(app);
  const records = [...tables.records(app, table)].map((text) => parseJson(text)).filter(isObject);
  return {
    items: records.map((record, at) => ({ ...record, fields: at })),
    texts: records.map(({ fields }) => {
      const body = Buffer.from(JSON.stringify(fields));
      return new JsonText({ body, start: 0, end: body.length });
    }),
  };
};
const linked = (): Map<string, LinkedFile> => new Map(filesOf(page()).map((file) => [file.fileToken, file]));
const open = (maxBytes = 1e9): Promise<AttachmentFolder> => AttachmentFolder.open({ path: folder, maxBytes });
const run = async (store: AttachmentFolder, piece?: number, stop = new AbortController()): Promise<string[]> => {
  const downloads = new AttachmentDownloads(store, { client, signal: stop.signal }, piece);
  downloads.take(page());
  return (await downloads.finish()).map(({ en }) => en);
};

interface Line {
  readonly file_token: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
}
const index = (): Line[] =>
  readFileSync(join(folder, 'index.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line));

function expectWhole(): void {
  const files = linked();
  const lines = index();
  expect(new Set(lines.map((line) => line.file_token))).toEqual(new Set(files.keys()));
  for (const { file_token: fileToken, path, sha256, size } of lines) {
    const bytes = readFileSync(join(folder, path));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
    expect([bytes.length, size]).toEqual([files.get(fileToken)?.size, files.get(fileToken)?.size]);
  }
  expect(readdirSync(join(folder, 'parts'))).toEqual([]);
}

test('every file of a table comes once, whole, by its content; the next run downloads nothing', async () => {
  expect(linked().size).toBeGreaterThan(5);
  expect(await run(await open())).toEqual([]);
  expectWhole();
  expect(globSync(`${folder}/files/*/*.pdf`).length).toBeGreaterThan(0);
  const { calls } = sandbox.stats().endpoints[download] ?? {};
  expect(calls).toBe(linked().size);
  expect(await run(await open())).toEqual([]);
  expect(sandbox.stats().endpoints[download]?.calls).toBe(calls);
});

test('a file in pieces goes on where it was broken off, and a cut line of the index counts as nothing', async () => {
  const stop = new AbortController();
  const pieces = run(await open(), 4_000, stop);
  while ((sandbox.stats().endpoints[download]?.calls ?? 0) < 5) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await pieces;
  const parts = readdirSync(join(folder, 'parts'));
  expect(parts.length).toBeGreaterThan(0);
  const before = sandbox.stats().endpoints[download]?.calls ?? 0;
  expect(await run(await open(), 4_000)).toEqual([]);
  expectWhole();
  const needed = [...linked().values()].reduce((sum, { size }) => sum + Math.ceil((size ?? 0) / 4_000), 0);
  // The pieces that were under way when it was stopped come again.
  expect((sandbox.stats().endpoints[download]?.calls ?? 0) - before).toBeLessThan(needed);

  const path = join(folder, 'index.ndjson');
  truncateSync(path, readFileSync(path).length - 10);
  expect(await run(await open())).toEqual([]);
  expect(new Set(index().map((line) => line.file_token)).size).toBe(linked().size);
});

test('advanced permissions: the link names what it needs, and a download without it is refused', async () => {
  const [, app = ''] = sandbox.tenant.tables.appTokens;
  sandbox.tenant.tables.setAdvancedPermissions(app, true);
  expect(await run(await open())).toEqual([]);
  expectWhole();
  const [file] = linked().values();
  const store = await AttachmentFolder.open({ path: join(folder, 'other'), maxBytes: 1e9 });
  const downloads = new AttachmentDownloads(store, { client, signal: new AbortController().signal });
  const cell = [{ file_token: file?.fileToken, name: 'a', size: file?.size, url: 'https://x/?y=1' }];
  downloads.take({ items: [{ fields: 0 }], texts: [new JsonText(JSON.stringify({ f: cell }))] });
  expect(await downloads.finish()).toMatchObject([
    { en: expect.stringMatching(/^1 attachment could not be downloaded.*1061004/) },
  ]);
});

test('a file that is too large is left out, a failed one stops no other, and both are reported', async () => {
  const sizes = [...linked().values()].map(({ size }) => size ?? 0).sort((a, b) => a - b);
  const [smallest = 0] = sizes;
  sandbox.faults.add({ path: download, kind: 'code-in-200', code: 1061003, times: 1 });
  const warnings = await run(await open(smallest + 2_000));
  const fitting = sizes.filter((size) => size <= smallest + 2_000).length;
  expect(warnings).toEqual([
    expect.stringMatching(/^1 attachment could not be downloaded; the next run tries again\./),
    `${sizes.length - fitting} attachments are larger than allowed and left out`,
  ]);
  await run(await open(smallest + 2_000));
  expect(new Set(index().map((line) => line.file_token)).size).toBe(fitting);
});
