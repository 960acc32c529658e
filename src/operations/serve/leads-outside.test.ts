import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { leadsOutside } from './leads-outside.ts';

const home = mkdtempSync(join(tmpdir(), 'larkstream-links-'));
const root = join(home, 'root');
mkdirSync(join(root, 'sales'), { recursive: true });
mkdirSync(join(home, 'elsewhere'));
writeFileSync(join(home, 'elsewhere', 'file'), '');
symlinkSync(join(home, 'elsewhere'), join(root, 'out'));
symlinkSync(join(home, 'elsewhere', 'file'), join(root, 'file'));
symlinkSync(join(home, 'elsewhere', 'new'), join(root, 'dangling'));
symlinkSync('../../elsewhere', join(root, 'sales', 'up'));
symlinkSync('sales', join(root, 'in'));
symlinkSync('loop', join(root, 'loop'));
symlinkSync(root, join(home, 'alias'));
afterAll(() => rmSync(home, { recursive: true }));

test.each(['new.duckdb', 'sales/new.duckdb', 'a/b/c.csv', 'in/new.csv'])('%s stays below the folder', (path) => {
  expect(leadsOutside(root, join(root, path))).toBe(false);
  expect(leadsOutside(join(home, 'alias'), join(home, 'alias', path))).toBe(false);
});

test.each([
  'out',
  'out/new.csv',
  'out/a/b.csv',
  'file',
  'dangling',
  'dangling/a',
  'sales/up/x',
  'loop',
  'loop/x',
  '.',
  '../root2/x',
])('a link leads %s elsewhere', (path) => {
  expect(leadsOutside(root, join(root, path))).toBe(true);
});
