/** Files that change what all of their process reads: a mock, a clock, the environment, a mask. `test/places-of-tests.test.ts` finds them. */
export const changing: readonly string[] = [
  'test/cli/private-files.test.ts',
  'test/cli/whole-commands.test.ts',
  'test/cli/whole-language.test.ts',
  'test/destinations/duckdb-one-statement.test.ts',
  'test/destinations/postgres-reach.test.ts',
  'test/embedded-postgres/embedded-server.test.ts',
  'test/feeds/fifth-module.test.ts',
  'test/notify/sending.test.ts',
  'test/serve/demo.test.ts',
  'test/serve/traces.test.ts',
  'test/store/boss-queue.test.ts',
  'test/sync/event-processor.test.ts',
];

/** Files that take longest: all others begin after them. */
const longest: readonly string[] = [
  'test/console/journeys.test.ts',
  'test/crash/kill.test.ts',
  'test/end-to-end/truth.test.ts',
  'test/package/installed.test.ts',
];

/** Files that get a worker of their own; others share theirs with the next ones. */
export const alone: readonly string[] = [...longest, ...changing];
