import { isListenTrouble, listenError } from '../events/listen.ts';
import type { FaultRule } from '../sandbox/gateway/fault-plan.ts';
import { mutate } from '../sandbox/mutate.ts';
import type { SandboxOptions } from '../sandbox/sandbox-options.ts';
import { type SandboxControls, startSandbox as start } from '../sandbox/start-sandbox.ts';
import type { JsonObject } from '../util/json.ts';

/** A running sandbox. What the simulated company is made of is no part of it: `mutate` changes it. */
export interface Sandbox extends SandboxControls {
  /**
   * Does in the tenant what a person could do there, such as `{ kind: 'person.add', name: 'Ada' }`.
   * Returns the id of what is new, if something is. @throws Error for a kind or an id that there is not; it names the kinds there are
   */
  mutate(mutation: JsonObject): unknown;
}

/**
 * Starts a sandbox on a free port, or the one of the options.
 *
 * @param options - size and behaviour; each may be left out. No events are pushed without `events`, such as `{ mode: 'long_connection' }`
 * @param faultRules - faults that are in force from the first call
 * @throws ConfigError `events.listen.failed` where the port is taken, or there is no such host or port
 *
 * @example
 * ```ts
 * import { startSandbox } from 'larkstream/sandbox';
 *
 * const sandbox = await startSandbox({ users: 10, limits: 'off', events: { mode: 'long_connection' } });
 * sandbox.mutate({ kind: 'person.add', name: 'Ada' });
 * console.log(sandbox.options.users, sandbox.url.startsWith('http://')); // 10 true
 * await sandbox.close();
 * ```
 */
export async function startSandbox(options?: SandboxOptions, faultRules?: readonly FaultRule[]): Promise<Sandbox> {
  const running = await start(options, faultRules).catch((thrown: unknown) => {
    const { host = '127.0.0.1', port = 0 } = options ?? {};
    throw isListenTrouble(thrown) ? listenError(thrown, { host, port }, 'port') : thrown;
  });
  return Object.assign(running, { mutate: (mutation: JsonObject) => mutate(running.tenant, mutation) });
}
