import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Processes that tests start, and the workers, share what V8 and the type stripper have made of the sources.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.cache', 'node-compile');

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/*.long.test.ts'],
    pool: 'forks',
    globalSetup: 'test/support/postgres-on-demand.ts',
    // Many tests wait for limits, servers and processes: on two cores, three files at a time take half as long as one.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A second, the default, is little on a machine that does something else too.
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
});
