import { expect, test } from 'vitest';
import { TransientError } from '../model/errors.ts';
import { untranslated } from '../model/message.ts';
import { type FileOperation, withFileErrors } from './file-errors.ts';

const failing = (operation: FileOperation, text: string): Promise<never> =>
  withFileErrors(operation, 'a.duckdb', () => {
    throw new Error(text);
  });

test.each([
  [
    'opening',
    'IO Error: Could not set lock on file "a": Conflicting lock is held in /bin/node (PID 7).',
    'destination.locked',
    'process 7 (/bin/node)',
  ],
  ['writing', 'IO Error: write failed: No space left on device', 'destination.full', 'No space is left'],
  ['writing', 'Out of Memory Error: max_temp_directory_size', 'destination.full', 'No space is left'],
  [
    'opening',
    'IO Error: The file "a" exists, but it is not a valid DuckDB database file!',
    'destination.open.failed',
    'not a DuckDB database',
  ],
  ['opening', 'IO Error: Cannot open file "a": Is a directory', 'destination.open.failed', 'is a folder'],
  ['opening', 'something new', 'destination.open.failed', 'something new'],
  ['reading', 'something new', 'destination.write.failed', 'Reading a.duckdb failed: something new'],
  ['writing', 'something new\nwith a second line', 'destination.write.failed', 'something new'],
] as const)('%s, DuckDB says "%s": %s', async (operation, text, code, said) => {
  await expect(failing(operation, text)).rejects.toMatchObject({ code, message: expect.stringContaining(said) });
});

test('an error that is ours already stays what it is', async () => {
  const ours = new TransientError({ code: 'destination.full', message: untranslated('full') });
  await expect(withFileErrors('writing', 'a', () => Promise.reject(ours))).rejects.toBe(ours);
});

test('a successful file operation returns its result', async () => {
  expect(await withFileErrors('reading', 'a', async () => 1)).toBe(1);
});
