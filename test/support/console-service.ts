import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import type { Client } from '../../src/client/client-types.ts';
import { createClient } from '../../src/client/create-client.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { type Look, openContext, openedBrowser, openPage, type WatchedPage } from './browser.ts';
import { storeApp } from './console-store-app.ts';
import { lastingPort } from './free-port.ts';
import { type Answer, ServiceFolder, Serving } from './serving.ts';
import { sharedPostgres } from './shared-postgres.ts';

const password = 'correct horse battery';

/** A service in a process of its own, a simulated tenant, and a browser: one of each for a whole file of tests. */
export interface ConsoleService extends AsyncDisposable {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** What the service printed: makes the first account. */
  readonly setupLink: string;
  readonly password: string;
  /** The API, as the administrator that {@link setUp} has made. */
  readonly api: Client;
  /** Makes the administrator `alice`. */
  setUp(): Promise<void>;
  /** Signs `alice` in again, who was made otherwise. */
  signIn(): Promise<void>;
  /** Ends the service as a signal asks it to, and starts it at the same address again. */
  restart(): Promise<void>;
  /** A page of the one browser of each language in which `alice` is signed in, or of a new one in which nobody is. */
  open(as: 'alice' | 'nobody', look?: Look): Promise<WatchedPage>;
}

/** Starts one, with a small tenant unless another is asked for. @throws when the service does not start */
export async function startConsoleService(tenant: Parameters<typeof startSandbox>[0] = {}): Promise<ConsoleService> {
  const [server, sandbox] = await Promise.all([
    sharedPostgres(),
    startSandbox({ users: 3, limits: 'off', extraApps: [storeApp], ...tenant }),
    openedBrowser(),
  ]);
  const folder = new ServiceFolder();
  const files = join(folder.path, 'files');
  mkdirSync(files);
  const allowed = ['--allow-private-hosts', '--allow-base-url', '--files-root', files];
  const argv = ['--store', await server.newDatabase(), '--port', String(await lastingPort()), ...allowed];
  let serving = await Serving.begin(argv, folder.env);
  const { url } = serving;
  let cookie = '';
  const keep = ({ status, body, headers }: Answer): void => {
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  };
  const contexts = new Map<string, Promise<BrowserContext>>();
  const contextOf = async (language: 'en' | 'zh'): Promise<BrowserContext> => {
    const opening = contexts.get(language) ?? openContext(url, language);
    contexts.set(language, opening);
    const context = await opening;
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url }]);
    return context;
  };
  const fetchAs = async (place: string, request: RequestInit): Promise<Response> =>
    await fetch(place, { ...request, headers: { ...request.headers, cookie, origin: url } });
  return {
    url,
    sandbox,
    password,
    setupLink: String(serving.line.setup),
    api: createClient({ url, fetch: fetchAs }),
    setUp: async () => keep(await serving.setUp(password)),
    signIn: async () => keep(await serving.post('/api/v1/sign-in', { login: 'alice', password })),
    restart: async () => {
      await serving.stop();
      serving = await Serving.begin(argv, folder.env);
    },
    open: async (as, look) => {
      if (as === 'nobody') {
        const context = await openContext(url, look?.language);
        const opened = await openPage(context, url, look);
        return { ...opened, [Symbol.asyncDispose]: async () => await context.close() };
      }
      const context = await contextOf(look?.language ?? 'en');
      const opened = await openPage(context, url, look);
      return { ...opened, [Symbol.asyncDispose]: async () => await opened.page.close() };
    },
    [Symbol.asyncDispose]: async () => {
      for (const context of contexts.values()) await (await context).close();
      await serving.stop();
      await sandbox.close();
      folder[Symbol.dispose]();
    },
  };
}

/** Waits until a run has ended: its log does so with it. */
export async function endOfRun({ api }: Pick<ConsoleService, 'api'>, id: string): Promise<void> {
  for await (const _ of api.stream('GET /runs/{id}/log/follow', { params: { id } }));
}

/** Ids of what {@link fillConsoleService} has made, by what stands for them in an address: `/integrations/{integration}`. */
export type FilledThings = Readonly<Record<string, string>>;

/** An integration with the sandbox, a destination, pipelines in several states, and runs that have ended, as people would make them. */
export async function fillConsoleService(service: ConsoleService): Promise<FilledThings> {
  const { api, sandbox } = service;
  const { appId, appSecret } = sandbox.options;
  const integration = await api.call('POST /integrations', {
    body: {
      name: 'Sandbox',
      region: 'feishu',
      baseUrl: sandbox.url,
      kind: 'custom_app',
      appId,
      secrets: { app_secret: appSecret },
    },
  });
  const destination = await api.call('POST /destinations', {
    body: { name: 'Lake', type: 'duckdb', settings: { path: 'lake.duckdb' } },
  });
  const given = { integrationId: integration.id, destinationId: destination.id, modules: { contact: {} } };
  const names = ['People', '通讯录', 'Draft'] as const;
  const run = async (id: string): Promise<string> => {
    const begun = await api.call('POST /pipelines/{id}/run', { params: { id }, body: {} });
    await endOfRun(service, begun.id);
    return begun.id;
  };
  let done = '';
  const made: Record<string, string> = {};
  for (const name of names) {
    const { id } = await api.call('POST /pipelines', { body: { ...given, name } });
    made[name] = id;
    if (name !== 'Draft') await api.call('POST /pipelines/{id}/activate', { params: { id } });
    if (name === 'People') done = await run(id);
    if (name === '通讯录') await api.call('POST /pipelines/{id}/pause', { params: { id } });
  }
  // Its app has another secret by now.
  const broken = await api.call('POST /integrations', {
    body: {
      name: 'Old secret',
      region: 'feishu',
      baseUrl: sandbox.url,
      kind: 'custom_app',
      appId,
      secrets: { app_secret: 'an-old-secret' },
    },
  });
  const [[worker], [line]] = await Promise.all([
    api.call('GET /workers').then(({ items }) => items),
    api.call('GET /audit', { query: { limit: 1 } }).then(({ items }) => items),
  ]);
  const { id } = await api.call('POST /pipelines', { body: { ...given, name: 'Broken', integrationId: broken.id } });
  await api.call('POST /pipelines/{id}/activate', { params: { id } });
  return {
    integration: integration.id,
    done,
    failed: await run(id),
    destination: destination.id,
    pipeline: made.People ?? '',
    draft: made.Draft ?? '',
    worker: worker?.id ?? '',
    line: line?.id ?? '',
  };
}

/** An address with the ids of what there is. */
export function placeOf(path: string, things: FilledThings): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => things[name] ?? name);
}
