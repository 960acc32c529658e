import { vi } from 'vitest';
import type { RunningService } from '../../src/operations/serve/start-service.ts';
import type { GroupWanted } from '../../src/sandbox/im/people.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, readObject } from '../../src/util/json.ts';
import { Agent, type AgentWork, connectBot, publishBot, startBotService, startChats } from './bot-service.ts';
import { MovedTime } from './moved-time.ts';
import type { PostgresDatabases } from './postgres-server.ts';
import { ServiceFolder } from './serving.ts';
import { sharedPostgres } from './shared-postgres.ts';

/** A group with a trigger and an agent of its own: other groups hear nothing of it. */
export interface BotRoom {
  readonly chat: string;
  readonly agent: Agent;
  readonly triggerId: string;
}

/** What some tests do in another way. */
interface BotWorldParts {
  /** Makes the integration; by long connection when left out. */
  readonly connect: typeof connectBot;
  /** Of the long connection: one that is not missed while hours pass at once. */
  readonly pingSeconds: number;
  /** How the service reaches its store. */
  readonly storeOf: (url: string) => Promise<string>;
}

/** A whole service with a sandbox, whose time a test moves, and as many groups as it wants. */
export class BotWorld implements AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly time: MovedTime;
  readonly url: string;
  readonly server: PostgresDatabases;
  readonly folder: ServiceFolder = new ServiceFolder();
  /** Its address for the service. */
  readonly store: string;
  readonly #agents: Agent[] = [];
  #service: RunningService | undefined;
  #integrationId = '';

  private constructor(sandbox: Sandbox, time: MovedTime, server: PostgresDatabases, url: string, store: string) {
    this.sandbox = sandbox;
    this.time = time;
    this.server = server;
    this.url = url;
    this.store = store;
  }

  static async start(
    given: Parameters<typeof startChats>[0] = {},
    { connect = connectBot, storeOf = async (url) => url, pingSeconds }: Partial<BotWorldParts> = {},
  ): Promise<BotWorld> {
    const server = await sharedPostgres();
    const url = await server.newDatabase();
    const time = await MovedTime.of(server, url);
    const sandbox = await startChats({ now: time.now, arrivalNow: time.now, eventOptions: { speed: 50 }, ...given });
    if (pingSeconds !== undefined)
      sandbox.events.hub.config = { ...sandbox.events.hub.config, PingInterval: pingSeconds };
    const world = new BotWorld(sandbox, time, server, url, await storeOf(url));
    await world.serve();
    world.#integrationId = await connect(world.service.parts, sandbox);
    return world;
  }

  get service(): RunningService {
    if (this.#service === undefined) throw new Error('The service is down');
    return this.#service;
  }

  get integrationId(): string {
    return this.#integrationId;
  }

  /** What a query of the store gives. */
  async rows(sql: string): Promise<unknown[][]> {
    return await this.server.query(this.url, sql);
  }

  /** Begins the service, again after `down`. */
  async serve(): Promise<void> {
    this.#service = await startBotService(this.folder, { store: this.store, clock: this.time });
  }

  async down(): Promise<void> {
    const service = this.#service;
    this.#service = undefined;
    await service?.close();
  }

  /** Until the long connection is open. */
  async connected(): Promise<void> {
    const { hub } = this.sandbox.events;
    await vi.waitUntil(() => hub.connections(this.sandbox.options.appId) > 0, { timeout: 60_000 });
  }

  /** A person of the company, by number. */
  person(at: number): string {
    return this.sandbox.tenant.directory.personAt(at).openId;
  }

  async agent(work?: AgentWork): Promise<Agent> {
    const agent = await Agent.start(work);
    this.#agents.push(agent);
    return agent;
  }

  /** A group whose messages go to an agent; all of it is heard unless the settings say otherwise. */
  async room(
    settings: JsonObject = {},
    { work, ...group }: Partial<GroupWanted> & { readonly work?: AgentWork } = {},
  ): Promise<BotRoom> {
    const agent = await this.agent(work);
    const chat = this.sandbox.people.addGroup({ name: 'Room', ...group });
    const messages = {
      chatKinds: ['group', 'topic'],
      groupStrategy: 'all',
      ...readObject(settings, 'messages'),
      chats: { allow: [chat], deny: [] },
    };
    const { id } = await publishBot(this.service.parts, {
      integrationId: this.#integrationId,
      url: agent.url,
      settings: { ...settings, messages },
    });
    return { chat, agent, triggerId: id };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.down();
    for (const agent of this.#agents) await agent[Symbol.asyncDispose]();
    await this.sandbox.close();
    await this.server.dropDatabase(this.url);
    this.folder[Symbol.dispose]();
  }
}

/** The codes of what was decided for a trigger, in their order. */
export async function codesOf(world: BotWorld, triggerId: string): Promise<unknown[]> {
  const sql = `SELECT code FROM larkstream.tried_triggers WHERE trigger_id = '${triggerId}' ORDER BY decided_at`;
  return (await world.rows(sql)).map(([code]) => code);
}

/** Of which conversation the turn is. */
export function sessionOf(turn: JsonObject | undefined): unknown {
  return isObject(turn) ? readObject(turn, 'session').id : undefined;
}
