import type { Agent } from '../handlers/function/agent.ts';
import { type EmbeddedOptions, startEmbedded } from '../operations/serve/start-embedded.ts';

/** What a service within a program is started with; each field may be left out. */
export interface StartServiceOptions extends EmbeddedOptions {
  /** Agents by the name that handlers of the kind `function` give. */
  readonly functions?: Readonly<Record<string, Agent>>;
}

/** A service at work. */
export interface StartedService {
  readonly url: string;
  /** Makes the first account; undefined when there is one. */
  readonly setupUrl: string | undefined;
  /** Lets what is under way end. */
  close(): Promise<void>;
}

/**
 * Starts a whole service in this process, as `larkstream serve` does, whose triggers may be answered by functions of the program.
 *
 * @throws ConfigError where something has to be set right first, such as a missing master key
 *
 * @example
 * ```ts
 * import { createAgent, startService } from 'larkstream/agents';
 *
 * const agent = createAgent();
 * agent.onMessage(({ say, text }) => say(`You said: ${text}`));
 *
 * const service = await startService({ functions: { shop: agent } });
 * console.log(service.url.startsWith('http://127.0.0.1:')); // true
 * await service.close();
 * ```
 */
export async function startService(options: StartServiceOptions = {}): Promise<StartedService> {
  const { functions = {}, ...more } = options;
  const entries = Object.entries(functions).map(
    ([name, { handler }]) => [name, { handler, takesSteering: false }] as const,
  );
  const { url = '', setupLink, close } = await startEmbedded(more, new Map(entries));
  return { url, setupUrl: setupLink?.url, close };
}
