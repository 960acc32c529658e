import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestProject } from 'vitest/node';
import { PostgresServer } from './postgres-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the port of the run's Postgres. */
    readonly postgresAddress: string;
  }
}

/** One Postgres for the whole run, begun when the first test file asks for it. Gives what ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined;
  const broker = createServer(async (_, response) => {
    server ??= PostgresServer.start(['fsync=off', 'max_connections=300']);
    try {
      response.end(String((await server).port));
    } catch (thrown) {
      response.writeHead(500).end(String(thrown));
    }
  });
  broker.listen(0, '127.0.0.1');
  await once(broker, 'listening');
  const address = broker.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  project.provide('postgresAddress', `http://127.0.0.1:${port}`);
  return async () => {
    broker.close();
    await (await server)?.[Symbol.asyncDispose]();
  };
}
