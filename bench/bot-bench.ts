import { createServer, type Server, type ServerResponse } from 'node:http';
import { type Sandbox, startSandbox } from '../src/sandbox/start-sandbox.ts';
import { isObject, type JsonObject, parseJson, readText } from '../src/util/json.ts';
import { PostgresServer } from '../test/support/postgres-server.ts';
import { ServiceFolder, Serving } from '../test/support/serving.ts';

interface Saying {
  readonly count: number;
  readonly perSecond: number;
  readonly name: string;
}

/** A service with one published trigger, a tenant whose people write to its bot, and the handler that is asked: the last two are this process. */
export class BotBench implements AsyncDisposable {
  readonly sandbox: Sandbox;
  /** What the handler answers to a text. */
  answer: (text: string, response: ServerResponse) => void = (_text, response) => void response.writeHead(204).end();
  /** When a text came to the handler. */
  readonly #heard = new Map<string, number>();
  readonly #people: number;
  readonly #service: Serving;
  readonly #cookie: string;
  readonly #agent: Server;
  readonly #disposed: AsyncDisposableStack;

  private constructor(
    parts: {
      readonly sandbox: Sandbox;
      readonly people: number;
      readonly service: Serving;
      readonly cookie: string;
    },
    disposed: AsyncDisposableStack,
  ) {
    this.sandbox = parts.sandbox;
    this.#people = parts.people;
    this.#service = parts.service;
    this.#cookie = parts.cookie;
    this.#disposed = disposed;
    this.#agent = createServer(async (request, response) => {
      const turn = parseJson(Buffer.concat(await Array.fromAsync(request)).toString('utf8'));
      const text = isObject(turn) ? (readText(turn, 'text') ?? '') : '';
      this.#heard.set(text, performance.now());
      this.answer(text, response);
    });
  }

  static async start(people: number): Promise<BotBench> {
    await using disposed = new AsyncDisposableStack();
    const server = disposed.use(await PostgresServer.start());
    const folder = disposed.use(new ServiceFolder());
    const sandbox = disposed.use(
      await startSandbox({
        ...{ limits: 'off', users: people, bases: [], approvals: { definitions: 1, instancesPerDay: 1 } },
        events: { mode: 'long_connection' },
      }),
    );
    const argv = ['--store', await server.newDatabase(), '--allow-private-hosts', '--allow-base-url'];
    const service = await Serving.begin(argv, folder.env);
    disposed.defer(async () => void (await service.stop()));
    const signedIn = await service.setUp('correct horse battery');
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
    const bench = new BotBench({ sandbox, people, service, cookie }, disposed.move());
    await bench.#publish();
    return bench;
  }

  get pid(): number {
    return this.#service.running.pid;
  }

  personAt(at: number): string {
    return this.sandbox.tenant.directory.personAt(at % this.#people).openId;
  }

  /** Each text is another person's; gives when each was said. */
  async say({ count, perSecond, name }: Saying): Promise<ReadonlyMap<string, number>> {
    const said = new Map<string, number>();
    const begun = performance.now();
    for (let at = 0; at < count; at++) {
      const dueMs = begun + (at * 1_000) / perSecond - performance.now();
      if (dueMs > 1) await new Promise((resolve) => setTimeout(resolve, dueMs));
      const text = `${name} ${at}`;
      said.set(text, performance.now());
      this.sandbox.say({ as: this.personAt(at), text });
    }
    return said;
  }

  async untilHeard(count: number): Promise<void> {
    await this.until(() => this.#heard.size >= count);
  }

  /** How long after it was said each text came to the handler. */
  async heardAfter(said: ReadonlyMap<string, number>): Promise<readonly number[]> {
    await this.until(() => [...said.keys()].every((text) => this.#heard.has(text)));
    return [...said].map(([text, at]) => (this.#heard.get(text) ?? Number.NaN) - at);
  }

  async until(isSo: () => boolean): Promise<void> {
    for (const begun = performance.now(); !isSo(); ) {
      if (performance.now() - begun > 300_000) throw new Error('It took too long');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.closeAllConnections();
    this.#agent.close();
    await this.#disposed.disposeAsync();
  }

  async #publish(): Promise<void> {
    await new Promise<void>((resolve) => this.#agent.listen(0, '127.0.0.1', resolve));
    const address = this.#agent.address();
    const url = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}/`;
    const { options, url: baseUrl, events } = this.sandbox;
    const integration = await this.#post('/integrations', {
      ...{ name: 'Bot', region: options.region, baseUrl, kind: 'custom_app', appId: options.appId },
      ...{ mode: 'long_connection', settings: { rate_limit_scale: 0 }, secrets: { app_secret: options.appSecret } },
    });
    const handler = await this.#post('/handlers', { name: 'Agent', kind: 'http', settings: { url } });
    const trigger = await this.#post('/triggers', {
      ...{ name: 'All', integrationId: String(integration.id) },
      settings: { handlerId: String(handler.id), reply: { progressReaction: '' } },
    });
    await this.#post(`/triggers/${String(trigger.id)}/publish`, {});
    await this.until(() => events.hub.connections(options.appId) > 0);
  }

  async #post(path: string, body: JsonObject): Promise<JsonObject> {
    const { status, body: said } = await this.#service.ask(`/api/v1${path}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', origin: this.#service.url, cookie: this.#cookie },
        ...{ 'idempotency-key': crypto.randomUUID(), 'if-match': 'W/"1"' },
      },
      body: JSON.stringify(body),
    });
    if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(said)}`);
    return said;
  }
}
