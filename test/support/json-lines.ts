import { expect } from 'vitest';
import { lineSchemas } from '../../scripts/reference/wire/lines.ts';
import type { JsonObject } from '../../src/util/json.ts';

/** Holds a line of `--json` against its schema; the helpers that run commands do so with every line they read. */
export function expectJsonLine(line: JsonObject): void {
  const schema = lineSchemas.get(String(line.event));
  const checked = schema?.safeParse(line);
  expect(checked?.error?.issues, `a line of --json: ${JSON.stringify(line)}`).toBeUndefined();
  expect(schema, `a schema of the event ${String(line.event)}`).toBeDefined();
}
