import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import { WarningExporter } from './warning-exporter.ts';

test('a receiver that stays away is one warning, and its return one line; the address is in none', () => {
  const said: unknown[] = [];
  const note = (...line: readonly unknown[]): void => void said.push(line);
  const inner = new InMemorySpanExporter();
  const refused = Object.assign(new Error('connect http://me:hidden-word@host'), { code: 'ECONNREFUSED' });
  let answer: ExportResult = { code: ExportResultCode.FAILED, error: refused };
  inner.export = (_, done) => done(answer);
  const exporter = new WarningExporter(inner, { debug: note, info: note, warn: note });
  const results: number[] = [];
  const send = (): void => exporter.export([], ({ code }) => results.push(code));
  send();
  send();
  answer = { code: ExportResultCode.SUCCESS };
  send();
  send();
  answer = { code: ExportResultCode.FAILED };
  send();
  expect(results).toEqual([1, 1, 0, 0, 1]);
  const away = 'Traces do not arrive; spans are dropped until they do';
  expect(said).toEqual([[away, { reason: 'ECONNREFUSED' }], ['Traces arrive again'], [away, { reason: 'unknown' }]]);
});
