import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createHandler } from '../../src/control/handlers/create-handler.ts';
import { createIntegration } from '../../src/control/integrations/create-integration.ts';
import type { ControlParts } from '../../src/control/parts.ts';
import { createTrigger } from '../../src/control/triggers/create-trigger.ts';
import { publishTrigger } from '../../src/control/triggers/publish-trigger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Trigger } from '../../src/model/triggers/conversation.ts';
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

/** An integration of an app of the sandbox, whose events come to the webhook of the service, encrypted. */
export async function connectWebhook(
  parts: ControlParts,
  { url, options, events }: Sandbox,
  service: Pick<RunningService, 'url'>,
  { kind, ...app }: { readonly kind: 'custom_app' | 'store_app'; readonly appId: string; readonly appSecret: string },
): Promise<string> {
  const encryptKey = randomBytes(16).toString('hex');
  const verificationToken = randomBytes(16).toString('hex');
  const { id } = await createIntegration(parts, alice, {
    ...{ name: `Webhook ${app.appId}`, region: options.region, baseUrl: url, kind, appId: app.appId, mode: 'webhook' },
    settings: { rate_limit_scale: 0 },
    secrets: {
      app_secret: new Secret(app.appSecret),
      encrypt_key: new Secret(encryptKey),
      verification_token: new Secret(verificationToken),
    },
  });
  const address = `${service.url}/api/lark/webhook/${id}`;
  events.configure(app.appId, { mode: 'webhook', url: address, encryptKey, verificationToken });
  return id;
}

/** A trigger as a person makes it: by the settings that are not the defaults. */
interface MadeTrigger {
  readonly name?: string;
  readonly integrationId: string;
  /** Of its handler, which is made with it. */
  readonly url: string;
  readonly settings?: JsonObject;
  readonly handlerSettings?: JsonObject;
}

/** Makes a trigger with its handler and publishes it, as the API does. */
export async function publishBot(parts: ControlParts, given: MadeTrigger): Promise<Trigger> {
  const { integrationId, url, name = `trigger ${randomBytes(4).toString('hex')}`, settings, handlerSettings } = given;
  const { handler } = await createHandler(parts, alice, {
    ...{ name, kind: 'http', settings: { url, ...handlerSettings }, secrets: {} },
  });
  const made = { name, integrationId, isShadow: false, settings: { ...settings, handlerId: handler.id } };
  const { id, version } = await createTrigger(parts, alice, made);
  const { trigger } = await publishTrigger(parts, alice, { id, version }, new AbortController().signal);
  return trigger;
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

/** An answer that grows, as a handler streams it: each piece is sent when `pieces` gives it. */
export async function answerWith(
  response: ServerResponse,
  pieces: AsyncIterable<JsonObject> | Iterable<JsonObject>,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for await (const { event = 'delta', ...data } of pieces)
    response.write(`event: ${String(event)}\ndata: ${JSON.stringify(data)}\n\n`);
  response.end('event: done\ndata: {}\n\n');
}

/** Answers at once, with what a handler may say. */
export function answerAtOnce(response: ServerResponse, answer: JsonObject): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

/** What the bot has said in a chat, a line a message. */
export function botSaid({ people }: Sandbox, chat = 'direct', as?: string): readonly string[] {
  return people
    .transcript(chat, as === undefined ? {} : { as })
    .filter(({ from }) => from.kind === 'bot')
    .map(({ text, card }) => (card === undefined ? text : card.markdown));
}

/** What stands in a chat, a line a message: text, or what its card says. */
export function saidIn({ people }: Sandbox, chat = 'direct'): readonly string[] {
  return people.transcript(chat).map(({ text, card }) => (card === undefined ? text : card.markdown));
}
