import { writeFileSync } from 'node:fs';
import { renderConnectorFiles } from './reference/connector-files.ts';
import { renderPages } from './reference/pages.ts';

/** Writes the pages and files that are made from the code; `test/docs.test.ts` compares them. */
for (const [file, text] of [...renderPages(), ...(await renderConnectorFiles())]) writeFileSync(file, text);
