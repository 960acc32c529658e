import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { SlowestReporter } from './test/support/slowest-reporter.ts';

// Processes that tests start, and the workers, share what V8 and the type stripper have made of the sources.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-compile');

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        // They share workers and modules: none of them may change what another reads.
        test: { name: 'unit', include: ['src/**/*.test.ts'], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.long.test.ts'],
          globalSetup: [
            'test/support/folder-in-memory.ts',
            'test/support/postgres-on-demand.ts',
            'test/support/browser-on-demand.ts',
          ],
        },
      },
    ],
    pool: 'forks',
    // Many tests wait for limits, servers and processes, so more files than cores run at a time.
    maxWorkers: Math.max(4, availableParallelism()),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', new SlowestReporter()],
    testTimeout: 240_000,
    // Hooks fill whole tenants: it ends one that hangs, and measures none on a machine that does something else too.
    hookTimeout: 600_000,
    // A second, the default, is little on a machine that does something else too.
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
});
