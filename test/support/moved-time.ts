import type { Clock } from '../../src/model/clock.ts';
import type { PostgresDatabases } from './postgres-server.ts';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The time of a whole service: that of the machine, and as much more as a test says. It is moved for the clock of the store too, and whoever sleeps until then
 * wakes, so that hours pass in a moment while processes, sockets and Postgres go at their own pace.
 */
export class MovedTime implements Clock {
  #movedMs = 0;
  readonly #sleepers = new Set<Sleeper>();
  readonly #moveStore: (ms: number) => Promise<unknown>;

  private constructor(moveStore: (ms: number) => Promise<unknown>) {
    this.#moveStore = moveStore;
  }

  /** Puts a clock into a database that it can move. */
  static async of(server: PostgresDatabases, url: string): Promise<MovedTime> {
    await server.query(
      url,
      `SET allow_system_table_mods = on;
       CREATE TABLE public.moved_time (ms double precision NOT NULL);
       INSERT INTO public.moved_time VALUES (0);
       ALTER FUNCTION pg_catalog.clock_timestamp() RENAME TO clock_of_machine;
       CREATE FUNCTION pg_catalog.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
         'SELECT pg_catalog.clock_of_machine() + (SELECT ms FROM public.moved_time) * interval ''1 millisecond'''`,
    );
    return new MovedTime((ms) => server.query(url, `UPDATE public.moved_time SET ms = ${ms}`));
  }

  now = (): number => Date.now() + Math.round(this.#movedMs);

  elapsed = (): number => Math.floor(performance.now() + this.#movedMs);

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const end = (): void => {
        clearTimeout(sleeper.timer);
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        end();
        reject(signal?.reason);
      };
      const wake = (): void => {
        end();
        resolve();
      };
      const sleeper: Sleeper = { wakeAt: this.elapsed() + ms, wake, timer: setTimeout(wake, ms) };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });

  /** So much passes. */
  async move(ms: number): Promise<void> {
    await this.#moveStore(this.#movedMs + ms);
    this.#movedMs += ms;
    const now = this.elapsed();
    for (const sleeper of [...this.#sleepers].sort((one, other) => one.wakeAt - other.wakeAt)) {
      if (sleeper.wakeAt <= now) sleeper.wake();
      else {
        clearTimeout(sleeper.timer);
        sleeper.timer = setTimeout(sleeper.wake, Math.min(sleeper.wakeAt - now, 2 ** 31 - 1));
      }
    }
  }
}
