import { writeFileSync } from 'node:fs';
import { renderCliPage } from './reference/cli-page.ts';
import { renderConfigurationPage } from './reference/configuration-page.ts';
import { renderConnectorFiles } from './reference/connector-files.ts';
import { renderErrorsPage } from './reference/errors-page.ts';
import { renderEventsPage } from './reference/events-page.ts';

/** Writes the pages and files that are made from the code; `test/docs.test.ts` compares them. */
writeFileSync('docs/reference/cli.md', renderCliPage());
writeFileSync('docs/reference/configuration.md', renderConfigurationPage());
writeFileSync('docs/reference/errors.md', renderErrorsPage());
writeFileSync('docs/reference/events.md', renderEventsPage());
for (const [file, text] of await renderConnectorFiles()) writeFileSync(file, text);
