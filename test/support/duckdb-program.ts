import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts a program `duckdb` into the folder unless the machine has the real one (from its own package) on the PATH. The stand-in opens
 * the file as the program does, under the name of the file, with the same engine, so that names are resolved alike.
 */
export function provideDuckdb(folder: string): 'real' | 'stand-in' {
  try {
    execFileSync('duckdb', ['--version'], { stdio: 'ignore' });
    return 'real';
  } catch {
    // Not installed here.
  }
  const binding = import.meta.resolve('@duckdb/node-api');
  const path = join(folder, 'duckdb');
  writeFileSync(
    path,
    `#!${process.execPath}
import('${binding}').then(async ({ DuckDBInstance }) => {
  const connection = await (await DuckDBInstance.create(process.argv[2])).connect();
  const answer = await connection.runAndReadAll(process.argv[3]);
  for (const row of answer.getRowsJson()) console.log(JSON.stringify(row));
}).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
`,
  );
  chmodSync(path, 0o755);
  return 'stand-in';
}
