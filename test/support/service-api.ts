import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Hono } from 'hono';
import { expect } from 'vitest';
import { createRelays } from '../../src/app/create-relays.ts';
import { BoundedPasswords } from '../../src/control/accounts/bounded-passwords.ts';
import { hashSecret, newSecret } from '../../src/control/accounts/credentials.ts';
import { ChangeFeed } from '../../src/control/changes/change-feed.ts';
import type { ControlParts } from '../../src/control/parts.ts';
import { ReplyDoor } from '../../src/control/replies/reply-door.ts';
import type { ApiEnv } from '../../src/http/api/api-context.ts';
import { type Api, createApi } from '../../src/http/api/create-api.ts';
import { allRoutes } from '../../src/http/api/routes/all-routes.ts';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import { type Logger, silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Account } from '../../src/model/service/account.ts';
import type { Role } from '../../src/model/service/role.ts';
import { openClients } from '../../src/operations/open-clients.ts';
import { createResources } from '../../src/operations/serve/create-resources.ts';
import { findMasterKeys } from '../../src/operations/serve/master-keys.ts';
import { SealedBodies } from '../../src/secrets/body-vault.ts';
import { Vault } from '../../src/secrets/vault.ts';
import { ListenerBell } from '../../src/triggers/relay/listener-bell.ts';
import { isObject, type JsonObject } from '../../src/util/json.ts';
import { newId } from '../../src/util/new-id.ts';
import { DocumentCheck } from './document-check.ts';
import type { PostgresDatabases } from './postgres-server.ts';
import { newServiceStore, timedStore } from './service-store.ts';

/** Where the tests' API is reached. */
export const publicUrl = 'http://127.0.0.1:8080';
/** Scrypt that costs nothing. */
const cheap = { N: 16, r: 1, p: 1 };

/** What a request carries beside its path. `as`: the secret of a sign-in, or a token `lks_…`. */
export interface Sent {
  readonly as?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the thing that is changed: sent as If-Match. */
  readonly version?: number | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
  readonly text: string;
}

/** The API over a real store, called without a socket. Each answer is checked against the document. */
export interface TestApi extends AsyncDisposable {
  readonly api: Api;
  readonly parts: ControlParts;
  readonly clock: Clock & { now: () => number; advance: (ms: number) => void };
  /** What the logger was told as a warning. */
  readonly warnings: string[];
  call(method: string, path: string, sent?: Sent): Promise<Answer>;
  /** A new account of the role, and a sign-in of it. */
  signedIn(role: Role, given?: Partial<Account>): Promise<{ readonly account: Account; readonly secret: string }>;
}

/** Time that goes by when the test says so. */
class HandClock implements Clock {
  #now = Date.parse('2026-03-01T08:00:00Z');
  #sleepers: { readonly wakeAt: number; readonly wake: () => void }[] = [];
  now = (): number => this.#now;
  elapsed = (): number => this.#now;
  advance = (ms: number): void => {
    this.#now += ms;
    const due = this.#sleepers.filter(({ wakeAt }) => wakeAt <= this.#now);
    this.#sleepers = this.#sleepers.filter((sleeper) => !due.includes(sleeper));
    for (const { wake } of due) wake();
  };
  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const sleeper = { wakeAt: this.#now + ms, wake: resolve };
      this.#sleepers.push(sleeper);
      const leave = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
    });
}

/** Opens an API with an empty store. */
export async function openTestApi(
  server: PostgresDatabases,
  { change = (parts) => parts, proxies, programs }: TestApiOptions = {},
): Promise<TestApi> {
  const opened = await newServiceStore(server);
  const clock = new HandClock();
  const store = timedStore(opened.store, clock.now);
  const warnings: string[] = [];
  const logger: Logger = {
    ...silentLogger,
    warn: (text, details) => warnings.push(`${text} ${JSON.stringify(details)}`),
  };
  const makeId = (prefix: string): string => newId(prefix, clock.now(), randomBytes);
  const { now } = clock;
  const clients = openClients();
  const filesRoot = mkdtempSync(join(tmpdir(), 'larkstream-files-'));
  const keys = findMasterKeys({
    environment: {},
    defaultFile: join(filesRoot, '..', `${basename(filesRoot)}-keys`, 'keys'),
    storeId: store.id,
    isStoreNew: true,
    randomBytes,
  });
  const allowed = { allowPrivateHosts: true, allowBaseUrl: true, filesRoot, programs };
  const openVault: ControlParts['openVault'] = (secrets) =>
    new Vault({ store: secrets, ring: keys.ring, storeId: store.id, newId: () => makeId('sec'), randomBytes, now });
  const bodies = new SealedBodies({ vault: openVault(store.secrets), storeId: store.id, randomBytes });
  // What connects does so in real time.
  const bell = new ListenerBell(systemClock);
  const relays = createRelays({ store, bodies, clock: systemClock, bell, bytes: randomBytes });
  const parts = change({
    store,
    openVault,
    bodies,
    clock,
    logger,
    newId: makeId,
    randomBytes,
    publicUrl,
    passwords: new BoundedPasswords(randomBytes, cheap),
    changeFeed: new ChangeFeed({ store, clock, logger }),
    replies: new ReplyDoor({ vault: openVault(store.secrets), clock, randomBytes }),
    resources: createResources({
      ...allowed,
      eventStore: new Secret(opened.url),
      keys,
      clients,
      logger,
      listening: { bell, relays },
    }),
  });
  const stopping = new AbortController();
  const api = createApi({
    parts,
    routes: allRoutes,
    version: '0.0.0',
    signal: stopping.signal,
    ...(proxies === undefined ? {} : { proxies }),
  });
  const check = new DocumentCheck(api.document);
  return {
    api,
    parts,
    clock,
    warnings,
    call: (method, path, sent = {}) => call(api.app, check, { method, path, sent }),
    signedIn: (role, given) => signedIn(parts, role, given),
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await bell.close();
      await clients.close();
      rmSync(filesRoot, { recursive: true });
      rmSync(dirname(keys.name), { recursive: true });
      await opened[Symbol.asyncDispose]();
    },
  };
}

interface TestApiOptions {
  readonly change?: (parts: ControlParts) => ControlParts;
  readonly proxies?: readonly string[];
  /** The folder whose programs handlers may run. */
  readonly programs?: string;
}

/** What a browser on a page of the service, or a program with a token, sends. */
export function headersOf({ as, body, headers = {}, version }: Sent): Record<string, string> {
  const who = as?.startsWith('lks_')
    ? { authorization: `Bearer ${as}` }
    : as === undefined
      ? {}
      : { cookie: `larkstream=${as}` };
  return {
    'sec-fetch-site': 'same-origin',
    ...who,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(version === undefined ? {} : { 'if-match': `W/"${version}"` }),
    ...headers,
  };
}

async function call(
  app: Hono<ApiEnv>,
  check: DocumentCheck,
  { method, path, sent }: { method: string; path: string; sent: Sent },
): Promise<Answer> {
  const { body } = sent;
  const sentText = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await app.request(`/api/v1${path}`, {
    method,
    headers: headersOf(sent),
    ...(sentText === undefined ? {} : { body: sentText }),
  });
  const type = answer.headers.get('content-type') ?? '';
  if (type.startsWith('text/event-stream')) {
    // Those of what is watched have no end, those of what is done have one.
    const isEndless = method === 'GET' || path.endsWith('/listen');
    if (isEndless) await answer.body?.cancel();
    const text = isEndless ? '' : await answer.text();
    return { status: answer.status, headers: answer.headers, body: {}, text };
  }
  const said = await answer.text();
  const parsed: unknown = /json/.test(type) ? JSON.parse(said) : undefined;
  expect(check.faultsOf({ method, path: `/api/v1${path}`, status: answer.status, type, body: parsed })).toEqual([]);
  return { status: answer.status, headers: answer.headers, body: isObject(parsed) ? parsed : {}, text: said };
}

async function signedIn(
  { store, newId: makeId, clock }: ControlParts,
  role: Role,
  given: Partial<Account> = {},
): Promise<{ account: Account; secret: string }> {
  const id = makeId('acc');
  const now = clock.now();
  const account = await store.accounts.insert({
    id,
    name: `${role} ${id.slice(-4)}`,
    role,
    login: id,
    password: undefined,
    issuer: undefined,
    subject: undefined,
    disabledAt: undefined,
    signedInAt: undefined,
    createdAt: now,
    ...given,
  });
  const secret = newSecret(randomBytes);
  const expiresAt = now + 7 * 86_400_000;
  const place = { address: undefined, agent: undefined };
  await store.signIns.insert({
    id: makeId('si'),
    hash: hashSecret(secret),
    accountId: id,
    createdAt: now,
    seenAt: now,
    expiresAt,
    ...place,
  });
  return { account, secret };
}
