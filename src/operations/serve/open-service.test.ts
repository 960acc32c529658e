import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storePlace } from './open-service.ts';

const environment = { LARKSTREAM_STORE: 'postgres://db.example.com/larkstream' };

test('what is typed counts more than the environment, and a store is named once', () => {
  expect(storePlace({ environment }).name).toBe('db.example.com/larkstream');
  expect(storePlace({ environment, store: 'postgres://other.example.com/x' }).name).toBe('other.example.com/x');
  expect(storePlace({ environment, data: '/srv/data' }).name).toBe('/srv/data/postgres');
  expect(storePlace({ environment: {}, data: '/srv/data' }).kind).toBe('ours');
  const both = () => storePlace({ environment: {}, data: '/srv/data', store: 'postgres://other.example.com/x' });
  expect(both).toThrow(expect.objectContaining({ code: 'config.usage.invalid' }));
});

test('the address may lie in a file, and one that cannot be read is named without it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-store-'));
  const file = join(folder, 'store');
  writeFileSync(file, 'postgres://in-a-file.example.com/x\n');
  const inFile = { LARKSTREAM_STORE_FILE: file };
  expect(storePlace({ environment: inFile }).name).toBe('in-a-file.example.com/x');
  expect(storePlace({ environment: { ...inFile, ...environment } }).name).toBe('db.example.com/larkstream');
  expect(storePlace({ environment: inFile, data: '/srv/data' }).kind).toBe('ours');
  rmSync(folder, { recursive: true });
  const missing = () => storePlace({ environment: inFile });
  expect(missing).toThrow(
    expect.objectContaining({
      code: 'config.usage.invalid',
      message: expect.stringMatching(/store, which .*: ENOENT/),
    }),
  );
});
