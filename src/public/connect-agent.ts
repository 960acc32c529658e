import { createAgentWork } from '../app/create-agent-work.ts';
import { callInvalid } from '../client/api-error.ts';
import type { Client, ClientOptions } from '../client/client-types.ts';
import { createClient } from '../client/create-client.ts';
import { workOnTurns } from '../client/work-on-turns.ts';
import type { Agent } from '../handlers/function/agent.ts';
import { systemClock } from '../model/clock.ts';
import { isObject, type JsonObject, parseJson } from '../util/json.ts';

/** Where the service is, whose functions these are, and until when. */
export interface ConnectAgentOptions extends ClientOptions {
  /** Id or name of a handler of the kind `function`. */
  readonly handler: string;
  /** Ends the connection; what is under way is then handed to somebody else. */
  readonly signal?: AbortSignal;
  /** From now on turns come; again after a connection that was lost. */
  readonly onConnected?: () => void;
}

/**
 * Connects functions to a service: while the program is connected, they work on the turns of a handler of the kind `function`. A connection that is lost is
 * made again. Several programs share the turns. Ends when the signal is aborted. The token is one of an operator.
 *
 * @throws ApiError for what no repeat mends, such as a token that is unknown, or a handler that is not there
 *
 * @example
 * ```ts
 * import { connectAgent, createAgent } from 'larkstream/agents';
 * import { createClient } from 'larkstream/client';
 *
 * const where = { url: process.env.LARKSTREAM_SERVER ?? '', token: process.env.LARKSTREAM_TOKEN };
 * const client = createClient(where);
 * const { id } = await client.call('POST /handlers', { body: { name: 'Shop', kind: 'function', settings: { name: 'shop' } } });
 *
 * const agent = createAgent();
 * agent.onMessage(({ say }) => say('Hello!'));
 * const stop = new AbortController();
 * await connectAgent(agent, {
 *   ...where,
 *   handler: 'Shop',
 *   signal: stop.signal,
 *   onConnected: async () => {
 *     const { isOk } = await client.call('POST /handlers/{id}/test', { params: { id } });
 *     console.log(isOk); // true
 *     // A program that works for good goes on until it is asked to stop.
 *     stop.abort();
 *   },
 * });
 * ```
 */
export async function connectAgent(agent: Agent, options: ConnectAgentOptions): Promise<void> {
  const { handler, signal = new AbortController().signal, onConnected, ...where } = options;
  const client = createClient(where);
  const handlerId = await findHandler(client, handler, signal);
  const work = createAgentWork(agent.handler);
  await workOnTurns(client, {
    to: { handlerId },
    work: async function* (turn, until) {
      for await (const event of work(toJson(turn), until)) yield toJson(event);
    },
    ...(onConnected === undefined ? {} : { onListening: onConnected }),
    clock: systemClock,
    signal,
  });
}

async function findHandler(client: Client, given: string, signal: AbortSignal): Promise<string> {
  if (/^hd_[0-9a-z]+$/.test(given)) return given;
  const query = { search: given, kind: 'function' } as const;
  for await (const { id, name } of client.all('GET /handlers', { query, signal })) if (name === given) return id;
  throw callInvalid(
    { en: `The service has no handler of functions “${given}”`, zh: `服务中没有函数类处理程序“${given}”` },
    'en',
  );
}

function toJson(value: object): JsonObject {
  const copy = parseJson(JSON.stringify(value));
  return isObject(copy) ? copy : {};
}
