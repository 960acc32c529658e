import type { Secret } from '../../model/secret.ts';
import { closeAll } from '../../util/close-all.ts';
import type { PostgresConnection } from './connection.ts';

/** More are ended when they are given back. */
const mostIdle = 16;
const idleMs = 30_000;

interface Idle {
  readonly url: Secret;
  readonly connection: PostgresConnection;
  readonly ending: NodeJS.Timeout;
}

function ending({ connection }: Idle): () => Promise<void> {
  return () => connection.close();
}

/**
 * Sessions that several destinations of a server use one after the other: a new one costs the server a process, and is slow until it has read its
 * catalogue. What one has set, locked and made for itself is gone before another one gets it. `close` is due.
 */
export class PostgresSessions {
  #idle: readonly Idle[] = [];
  #isClosed = false;

  /** @throws ConfigError or TransientError `destination.open.failed` */
  async take(url: Secret, lockTimeoutMs: number): Promise<PostgresConnection> {
    for (;;) {
      const found = this.#idle.findLast((one) => one.url.equals(url));
      if (found === undefined) break;
      this.#forget(found);
      if (await found.connection.begin(lockTimeoutMs)) return found.connection;
      await found.connection.close();
    }
    const { PostgresConnection: Connection } = await import('./connection.ts');
    return await Connection.open(url, lockTimeoutMs);
  }

  /** Never rejects. Whoever gives it back uses it no more. */
  async giveBack(url: Secret, connection: PostgresConnection): Promise<void> {
    // It may be somebody else's by now.
    if (this.#idle.some((one) => one.connection === connection)) return;
    const isClean = !this.#isClosed && this.#idle.length < mostIdle && (await connection.forget());
    if (!isClean || this.#isClosed) return await connection.close();
    const ending = setTimeout(() => {
      this.#forget(idle);
      void connection.close();
    }, idleMs);
    const idle: Idle = { url, connection, ending: ending.unref() };
    this.#idle = [...this.#idle, idle];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const idle = this.#idle;
    for (const one of idle) this.#forget(one);
    await closeAll(...idle.map(ending));
  }

  #forget(one: Idle): void {
    clearTimeout(one.ending);
    this.#idle = this.#idle.filter((other) => other !== one);
  }
}
