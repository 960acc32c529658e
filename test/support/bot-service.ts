import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createIntegration } from '../../src/control/integrations/create-integration.ts';
import type { ControlParts } from '../../src/control/parts.ts';
import { Secret } from '../../src/model/secret.ts';
import type { TriggerSettings } from '../../src/model/triggers/trigger-settings.ts';
import type { RunningService, ServeOptions } from '../../src/operations/serve/start-service.ts';
import { keepConsumers } from '../../src/operations/serve/triggers/keep-consumers.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { openEventStore } from '../../src/store/open-event-store.ts';
import { isObject, type JsonObject, parseJson, readText } from '../../src/util/json.ts';
import { alice } from './receiving.ts';
import type { ServiceFolder } from './serving.ts';
import { startWholeService } from './tenant-service.ts';
import { newHandler, newTrigger, triggerSettings } from './trigger-rows.ts';

/** What a handler's server is asked. */
export type AgentWork = (turn: JsonObject, response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A handler behind a URL. */
export class Agent implements AsyncDisposable {
  readonly turns: JsonObject[] = [];
  /** When each came, by the clock of the machine. */
  readonly askedAt: number[] = [];
  work: AgentWork;
  readonly #server: Server;
  url = '';

  private constructor(work: AgentWork) {
    this.work = work;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(work: AgentWork = echo): Promise<Agent> {
    const agent = new Agent(work);
    await new Promise<void>((resolve) => agent.#server.listen(0, '127.0.0.1', resolve));
    const address = agent.#server.address();
    agent.url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/`;
    return agent;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces = await Array.fromAsync(request);
    const turn = parseJson(Buffer.concat(pieces).toString('utf8'));
    this.askedAt.push(Date.now());
    if (isObject(turn)) this.turns.push(turn);
    await this.work(isObject(turn) ? turn : {}, response, request);
  }
}

/** Says again what was said. */
const echo: AgentWork = (turn, response) => {
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`re: ${readText(turn, 'text') ?? ''}`);
};

/** A tenant with people and groups, and nothing to read. */
export async function startChats(given: Parameters<typeof startSandbox>[0] = {}): Promise<Sandbox> {
  return await startSandbox({
    events: { mode: 'long_connection' },
    ...{ limits: 'off', users: 5, bases: [], approvals: { definitions: 1, instancesPerDay: 1 } },
    ...given,
  });
}

/** An integration of the app of the sandbox, whose events come by long connection. */
export async function connectBot(parts: ControlParts, { url, options }: Sandbox, name = 'Bot'): Promise<string> {
  const { id } = await createIntegration(parts, alice, {
    name,
    region: options.region,
    baseUrl: url,
    kind: 'custom_app',
    appId: options.appId,
    mode: 'long_connection',
    settings: { rate_limit_scale: 0 },
    secrets: { app_secret: new Secret(options.appSecret) },
  });
  return id;
}

/** A trigger as it is given; absent are the defaults. */
export interface GivenTrigger {
  readonly id: string;
  readonly integrationId: string;
  readonly url: string;
  readonly settings?: Partial<TriggerSettings>;
  readonly isShadow?: boolean;
}

/** A published trigger with a handler of its own behind a URL. */
export async function addTrigger(parts: ControlParts, given: GivenTrigger): Promise<void> {
  const { store, openVault, resources } = parts;
  const { id, integrationId, url, isShadow = false } = given;
  const handlerId = `ha_${id}`;
  await store.handlers.insert(newHandler(handlerId, { settings: { url } }));
  await openVault(store.secrets).set(
    { ownerKind: 'handler', ownerId: handlerId, name: 'signing_key' },
    new Secret(`whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`),
  );
  const draft = { ...triggerSettings, ...given.settings, handlerId };
  const position = (await store.triggers.published(integrationId)).length;
  const made = await store.triggers.insert(
    newTrigger(id, { name: id, integrationId, position, draft, isShadow, state: 'published' }),
  );
  const now = await store.now();
  await store.triggerVersions.add({ triggerId: id, settings: draft, publishedAt: now, publishedBy: 'acc_1' });
  await store.triggers.update({ ...made, publishedVersion: 1 }, now);
  const inbox = await openEventStore(resources.eventStore);
  await keepConsumers({ store, inbox }, now);
  await inbox.close();
}

/** A whole service with a bot. */
export async function startBotService(
  folder: ServiceFolder,
  given: Partial<ServeOptions> = {},
): Promise<RunningService> {
  return await startWholeService(folder, given);
}

/** What stands in a chat, a line a message: text, or what its card says. */
export function saidIn({ people }: Sandbox, chat = 'direct'): readonly string[] {
  return people.transcript(chat).map(({ text, card }) => (card === undefined ? text : card.markdown));
}
