import { createClientPool } from '../app/create-client.ts';
import type { ClientPool } from '../open-platform/client-pool.ts';

export type { ClientPool } from '../open-platform/client-pool.ts';

/** What operations of one process share. */
export interface SharedClients {
  /** From `openClients()`; the caller closes it. Each operation has clients of its own when absent. */
  readonly clients?: ClientPool | undefined;
}

/** The clients of a process, for its operations to share: one token and one governor for each app in each tenant. To be closed at its end. */
export function openClients(): ClientPool {
  return createClientPool();
}

/** Works with the clients of the process, or with some of its own where none are given. */
export async function withClients<T>(
  given: ClientPool | undefined,
  work: (clients: ClientPool) => Promise<T>,
): Promise<T> {
  const clients = given ?? openClients();
  try {
    return await work(clients);
  } finally {
    if (given === undefined) await clients.close();
  }
}
