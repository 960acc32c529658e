import type { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { fillEvents } from './console-events.ts';
import { type ConsoleService, type FilledThings, fillConsoleService, startConsoleService } from './console-service.ts';
import { fillStoreApp } from './console-store-app.ts';

/**
 * One service for many journeys, each of which asks for what must be there before it, whoever came before: so any of them also runs alone.
 * What has been made once stays.
 */
export class SharedConsole implements AsyncDisposable {
  readonly service: ConsoleService;
  #account: Promise<void> | undefined;
  #things: Promise<FilledThings> | undefined;
  #installing: ReturnType<typeof fillStoreApp> | undefined;
  #events: Promise<FilledThings> | undefined;

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
    // Awaited later: what is made of it takes a while to come.
    this.#installing ??= fillStoreApp(this.service);
    this.#installing.catch(() => undefined);
    return await this.#things;
  }

  /** With a pipeline that follows events, and three that have come; and with a company that has installed an app of the store. */
  async withEvents(): Promise<FilledThings> {
    const things = await this.withThings();
    this.#events ??= fillEvents(this.service, things);
    const events = await this.#events;
    const installed = await this.#installing;
    return { ...things, ...events, ...(await installed?.()) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.service[Symbol.asyncDispose]();
  }
}
