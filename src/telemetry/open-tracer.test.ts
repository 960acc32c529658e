import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test, vi } from 'vitest';
import { silentLogger } from '../model/logger.ts';
import { openTracer } from './open-tracer.ts';

test('a receiver that takes spans and never answers does not hold up a stop beyond two seconds', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
  const slept: number[] = [];
  const asked = once(server, 'request');
  const clock = {
    now: () => 0,
    elapsed: () => 0,
    sleep: async (ms: number) => {
      slept.push(ms);
      await asked;
    },
  };
  const { tracer, close } = openTracer({ environment: {}, version: '1', instance: 'one', clock, logger: silentLogger });
  vi.unstubAllEnvs();
  await tracer.span('work', {}, async () => undefined);
  await close();
  expect(slept).toEqual([2_000]);
  server.closeAllConnections();
  server.close();
});
