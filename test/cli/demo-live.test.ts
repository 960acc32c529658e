import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { beginLarkstream } from '../support/begin-larkstream.ts';
import { tablesOf } from '../support/truth.ts';

test('the README’s command: things happen in a simulated company, and are in its tables', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'larkstream-demo-live-'));
  const demo = beginLarkstream(['demo', '--live', '--keep', folder]);
  try {
    expect(await demo.next('run')).toMatchObject({ outcome: 'done' });
    for (let times = 0; times < 3; times++) await demo.next('batch');
    expect(await demo.end('SIGINT'), demo.errors()).toBe(0);
    const held = await tablesOf(join(folder, 'demo.duckdb'));
    expect(held.base_records?.rows.length).toBeGreaterThan(2_000);
  } finally {
    demo.kill();
    rmSync(folder, { recursive: true, force: true });
  }
});
