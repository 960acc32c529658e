import { expect, test } from 'vitest';
import { destinationTypes } from '../../src/cli/init/destination-types.ts';
import { destinationKinds, destinationSchema } from '../../src/config/destinations/registry.ts';

// The list of the command line stands apart so that `--help` need not load the schemas.
test('the command line offers every kind of destination that the configuration takes', () => {
  expect(destinationTypes).toEqual(Object.keys(destinationKinds));
});

test.each(Object.entries(destinationKinds))('%s: its proposal is accepted', (type, { placeSetting, preset }) => {
  const place = preset.replace(/\$\{\w+\}/, 'filled-in');
  expect(destinationSchema.parse({ type, [placeSetting]: place }).type).toBe(type);
});

test.each(['c.duckdb.wal', 'lake/c.duckdb.runs.json', 'C.TMP'])(
  '%s is no file of its own, but part of another',
  (path) => {
    const fault = { issues: [{ path: ['path'], message: expect.stringContaining('must not end in .wal') }] };
    expect(destinationSchema.safeParse({ type: 'duckdb', path })).toMatchObject({ success: false, error: fault });
  },
);
