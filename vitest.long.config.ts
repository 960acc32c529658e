import { defineConfig } from 'vitest/config';

/** Large tenants: minutes instead of seconds, so not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
