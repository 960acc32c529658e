import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseConfig, readConfig } from '../../src/config/read-config.ts';
import { DuckdbConnection } from '../../src/destinations/duckdb/connection.ts';
import { runConfiguredSync } from '../../src/operations/run-configured-sync.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { repeatsItsTwin } from '../support/doc-blocks.ts';
import type { PostgresDatabases } from '../support/postgres-server.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { writeTenantConfig } from '../support/tenant-config.ts';

const pages = [...globSync('*.md'), ...globSync('docs/**/*.md'), ...globSync('src/**/readme.md')];
const tried = pages.filter((page) => !repeatsItsTwin(page));

interface Block {
  readonly page: string;
  readonly text: string;
}

function blocks(language: string): Block[] {
  const fence = new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^\\1\`\`\``, 'gm');
  return tried.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(fence)].map(([, indent = '', text = '']) => ({
      page,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    })),
  );
}

describe('SQL in the documentation answers', () => {
  let folder: string;
  let path: string;
  let server: PostgresDatabases;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'larkstream-docs-'));
    await using sandbox = await startSandbox({
      limits: 'off',
      users: 40,
      approvals: { definitions: 7, instancesPerDay: 3, days: 20 },
    });
    const startDate = new Date(Date.now() - 22 * 86_400_000).toISOString().slice(0, 10);
    const attachments = { path: join(folder, 'attachments') };
    const written = writeTenantConfig(sandbox, { folder, name: 'docs', startDate, attachments });
    path = written.path;
    expect((await runConfiguredSync({ config: readConfig(written.file, {}) })).outcome).toBe('done');
    server = await sharedPostgres();
    url = await server.newDatabase();
    const there = writeTenantConfig(sandbox, { folder, name: 'pg', startDate, destination: { type: 'postgres', url } });
    expect((await runConfiguredSync({ config: readConfig(there.file, {}) })).outcome).toBe('done');
    const lake = { type: 'parquet', path: join(folder, 'lake') };
    const files = writeTenantConfig(sandbox, { folder, name: 'files', startDate, destination: lake });
    expect((await runConfiguredSync({ config: readConfig(files.file, {}) })).outcome).toBe('done');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(blocks('lake'))('$page: $text', async ({ text }) => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(text.replaceAll("'lake/", `'${folder}/lake/`));
    expect(reader.currentRowCount).toBeGreaterThan(0);
    connection.closeSync();
    instance.closeSync();
  });

  test.each(blocks('attachments'))('$page: $text', async ({ text }) => {
    const database = await DuckdbConnection.open(path);
    try {
      const rows = await database.rows(text.replaceAll("'attachments/", `'${folder}/attachments/`));
      expect(rows.length).toBeGreaterThan(0);
      for (const [, , size, file] of rows) {
        expect(statSync(join(folder, 'attachments', String(file))).size).toBe(Number(size));
      }
    } finally {
      await database.close();
    }
  });

  test.each(blocks('pgsql'))('$page: $text', async ({ text }) => {
    expect((await server.query(url, text)).length).toBeGreaterThan(0);
  });

  test('there are examples', () => {
    expect(blocks('sql').length).toBeGreaterThan(5);
  });

  test.each(blocks('sql'))('$page: $text', async ({ text }) => {
    const database = await DuckdbConnection.open(path);
    try {
      expect((await database.rows(text)).length).toBeGreaterThan(0);
    } finally {
      await database.close();
    }
  });
});

describe('configurations in the documentation are accepted', () => {
  const variables = { LARK_APP_SECRET: 's', PGPASSWORD: 'p', LARK_VERIFICATION_TOKEN: 'v', LARK_ENCRYPT_KEY: 'k' };
  const frame = (modules: string): string =>
    `source:\n  region: feishu\n  credentials: { auth_type: custom_app, app_id: cli_a1b2c3d4e5f60718, app_secret: s }\n${modules.replaceAll(/^/gm, '  ')}\ndestination: { type: duckdb, path: x.duckdb }\n`;

  // What is applied to a service (`kind: …`) is no configuration of a sync: `bot-step-by-step.test.ts` applies it.
  const configurations = blocks('yaml').filter(({ text }) => !text.startsWith('kind:'));

  test.each(configurations)('$page: $text', ({ page, text }) => {
    const contact = 'modules: { contact: {} }\n';
    const framed = text.startsWith('destination:') ? frame(contact).replace(/^destination:.*\n/m, text) : frame(text);
    const whole = text.startsWith('source:') ? text : text.startsWith('events:') ? `${frame(contact)}${text}` : framed;
    expect(() => parseConfig({ text: whole, file: page, environment: variables })).not.toThrow();
  });
});

test('every relative link leads somewhere', () => {
  const broken = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !existsSync(join(dirname(page), target)))
      .map((target) => `${page} → ${target}`),
  );

  expect(pages.length).toBeGreaterThan(15);
  expect(broken).toEqual([]);
});
