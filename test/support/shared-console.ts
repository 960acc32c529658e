import type { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Agent } from './bot-service.ts';
import { fillChats, startConsoleAgent } from './console-chats.ts';
import { fillEvents } from './console-events.ts';
import { type ConsoleService, type FilledThings, fillConsoleService, startConsoleService } from './console-service.ts';
import { fillStoreApp } from './console-store-app.ts';
import { type FilledTriggers, fillTriggers } from './console-triggers.ts';

/**
 * One service for many journeys, each of which asks for what must be there before it, whoever came before: so any of them also runs alone.
 * What has been made once stays.
 */
export class SharedConsole implements AsyncDisposable {
  readonly service: ConsoleService;
  #account: Promise<void> | undefined;
  #things: Promise<FilledThings> | undefined;
  #events: Promise<FilledThings> | undefined;
  #chats: Promise<FilledThings> | undefined;
  #agent: Promise<Agent> | undefined;
  #store: Promise<FilledThings> | undefined;
  #triggers: Promise<FilledTriggers> | undefined;

  private constructor(service: ConsoleService) {
    this.service = service;
  }

  /** @throws when the service does not start */
  static async start(tenant: Parameters<typeof startSandbox>[0] = {}): Promise<SharedConsole> {
    return new SharedConsole(await startConsoleService(tenant));
  }

  /** With `alice` signed in, who may have been made in a browser. */
  async withAccount(): Promise<void> {
    this.#account ??= this.service.signIn().catch(() => this.service.setUp());
    await this.#account;
  }

  /** With pipelines, and runs that have ended. */
  async withThings(): Promise<FilledThings> {
    await this.withAccount();
    this.#things ??= fillConsoleService(this.service);
    return await this.#things;
  }

  /** With a pipeline that follows events, and three that have come. */
  async withEvents(): Promise<FilledThings> {
    const things = await this.withThings();
    this.#events ??= fillEvents(this.service, things);
    return { ...things, ...(await this.#events) };
  }

  /** With a trigger and its handler, too, and what people have said. */
  async withChats(): Promise<FilledThings> {
    const things = await this.withEvents();
    this.#agent ??= startConsoleAgent();
    const agent = await this.#agent;
    this.#chats ??= fillChats(this.service, things, agent);
    return { ...things, ...(await this.#chats) };
  }

  /** With an app of the store, too, that a company has installed; its events come besides. */
  async withStoreApp(): Promise<FilledThings> {
    const things = await this.withChats();
    this.#store ??= fillStoreApp(this.service);
    return { ...things, ...(await this.#store) };
  }

  /** With a handler that answers and triggers, too; their integration receives events. */
  async withTriggers(): Promise<FilledThings> {
    const things = await this.withStoreApp();
    this.#triggers ??= fillTriggers(this.service, things);
    return { ...things, ...(await this.#triggers).things };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#triggers)?.agent[Symbol.asyncDispose]();
    await this.service[Symbol.asyncDispose]();
    await (await this.#agent)?.[Symbol.asyncDispose]();
  }
}
