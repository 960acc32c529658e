import { readFileSync, writeFileSync } from 'node:fs';
import { isTwin, markOf, originalOf, twinOf } from './twins.ts';

/** `node scripts/renew-twin.ts PAGE…`: notes that the Chinese twin says what the English page says now. */
for (const named of process.argv.slice(2)) {
  const page = isTwin(named) ? originalOf(named) : named;
  const lines = readFileSync(twinOf(page), 'utf8').split('\n');
  if (lines[0]?.startsWith('<!-- of: ')) lines.shift();
  writeFileSync(twinOf(page), [markOf(page, readFileSync(page, 'utf8')), ...lines].join('\n'));
}
