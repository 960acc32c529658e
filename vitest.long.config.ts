import { defineConfig } from 'vitest/config';

/** Large tenants, and each page of the console in every language and theme: minutes instead of seconds, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    globalSetup: [
      'test/support/folder-in-memory.ts',
      'test/support/postgres-on-demand.ts',
      'test/support/browser-on-demand.ts',
    ],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
    expect: { poll: { timeout: 15_000, interval: 20 } },
  },
});
