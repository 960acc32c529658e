import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { ControlParts } from '../../src/control/parts.ts';
import { listenOn } from '../../src/events/listen.ts';
import { systemClock } from '../../src/model/clock.ts';
import type { Role } from '../../src/model/service/role.ts';
import type { PostgresDatabases } from './postgres-server.ts';
import { openTestApi, type TestApi } from './service-api.ts';

/** The API over a real store, on a port of this machine; time goes by. */
export interface ServedApi extends AsyncDisposable {
  readonly it: TestApi;
  readonly url: string;
  /** A token of a new account of the role. */
  tokenOf(role: Role): Promise<string>;
}

/** Opens an API with an empty store, and listens. */
export async function serveTestApi(
  postgres: PostgresDatabases,
  change: (parts: ControlParts) => ControlParts = (parts) => parts,
): Promise<ServedApi> {
  const it = await openTestApi(postgres, { change: (parts) => change({ ...parts, clock: systemClock }) });
  const server = createServer(getRequestListener(it.api.app.fetch, { overrideGlobalObjects: false }));
  const url = await listenOn(server, { host: '127.0.0.1', port: 0 }, '--port');
  return {
    it,
    url,
    tokenOf: async (role) => {
      const { secret } = await it.signedIn(role);
      const headers = { 'idempotency-key': crypto.randomUUID() };
      const made = await it.call('POST', '/me/tokens', { as: secret, headers, body: { name: 'test', role } });
      return String(made.body.token);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await it[Symbol.asyncDispose]();
    },
  };
}
