import { writeFileSync } from 'node:fs';
import { renderClientTypes } from './reference/client-types.ts';
import { renderConnectorFiles } from './reference/connector-files.ts';
import { renderHandlerSchema } from './reference/handler-schema.ts';
import { renderPages } from './reference/pages.ts';
import { renderThingSchema } from './reference/thing-schema.ts';

/** Writes the pages and files that are made from the code; `test/docs.test.ts` compares them. */
for (const [file, text] of [
  ...renderPages(),
  ...renderClientTypes(),
  ...renderHandlerSchema(),
  ...renderThingSchema(),
  ...(await renderConnectorFiles()),
])
  writeFileSync(file, text);
