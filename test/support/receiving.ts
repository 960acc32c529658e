import { randomBytes } from 'node:crypto';
import { createIntegration } from '../../src/control/integrations/create-integration.ts';
import type { NewIntegration } from '../../src/control/integrations/make-integration.ts';
import { type Clock, systemClock } from '../../src/model/clock.ts';
import { type Logger, silentLogger } from '../../src/model/logger.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Caller } from '../../src/model/service/caller.ts';
import type { Integration } from '../../src/model/service/integration.ts';
import type { MemberRole } from '../../src/model/service/member.ts';
import { type RunningService, startService } from '../../src/operations/serve/start-service.ts';
import { defaultWorkerLimits } from '../../src/operations/serve/start-worker.ts';
import { encrypted, envelope, signature } from '../../src/sandbox/events/envelope.ts';
import type { ServiceFolder } from './serving.ts';

export const alice: Caller = {
  kind: 'account',
  id: 'acc_1',
  name: 'Alice',
  role: 'admin',
  accountId: 'acc_1',
  address: undefined,
  requestId: undefined,
};

/** The time of the system, and as much more as a test says. */
export class ShiftedClock implements Clock {
  shiftMs = 0;
  now = (): number => systemClock.now() + this.shiftMs;
  elapsed = (): number => systemClock.elapsed() + this.shiftMs;
  sleep: Clock['sleep'] = systemClock.sleep;
}

/** A process of the service within this one, that only receives; without a role it does nothing but let a test change things. */
export async function startReceiving(
  folder: ServiceFolder,
  store: string,
  clock: Clock = systemClock,
  roles: readonly MemberRole[] = ['receiver'],
  logger: Logger = silentLogger,
): Promise<RunningService> {
  return await startService({
    store,
    environment: folder.env,
    hide: () => undefined,
    host: '127.0.0.1',
    port: 0,
    roles,
    proxies: [],
    limits: { ...defaultWorkerLimits, slots: 1 },
    allowPrivateHosts: true,
    allowBaseUrl: true,
    version: '0.0.0',
    logger,
    clock,
  });
}

const appId = 'cli_a1b2c3d4e5f60718';

/** An integration with webhooks, encrypted. */
export async function addIntegration(
  { parts }: RunningService,
  given: Partial<NewIntegration> = {},
): Promise<Integration> {
  return await createIntegration(parts, alice, {
    name: `app ${randomBytes(4).toString('hex')}`,
    region: 'feishu',
    baseUrl: 'http://127.0.0.1:9',
    kind: 'custom_app',
    appId,
    mode: 'webhook',
    settings: {},
    secrets: {
      app_secret: new Secret('app-secret'),
      verification_token: new Secret('token-1'),
      encrypt_key: new Secret('key-1'),
    },
    ...given,
  });
}

interface Pushed {
  readonly appId?: string;
  readonly token?: string;
  readonly key?: string;
  readonly signedWith?: string;
  /** As an app without an Encrypt Key gets it. */
  readonly isPlain?: boolean;
  readonly eventId?: string;
  readonly size?: number;
}

/** Pushes an event as the platform does; gives the status of the answer. */
export async function push(
  { url }: Pick<RunningService, 'url'>,
  id: string,
  {
    appId: from = appId,
    token = 'token-1',
    key = 'key-1',
    signedWith = key,
    isPlain = false,
    eventId = randomBytes(8).toString('hex'),
    size = 0,
  }: Pushed = {},
): Promise<number> {
  const event = {
    type: 'im.chat.updated_v1',
    schema: '2.0',
    body: { chat_id: 'oc_1', text: 'x'.repeat(size) },
  } as const;
  const to = { appId: from, tenantKey: 'tenant', verificationToken: token };
  const text = JSON.stringify(envelope(event, to, eventId, Date.now()));
  const body = isPlain ? text : encrypted(text, key);
  const headers = {
    'content-type': 'application/json',
    ...(isPlain ? {} : signature(body, signedWith, Date.now())),
  };
  const answer = await fetch(`${url}/api/lark/webhook/${id}`, { method: 'POST', headers, body });
  await answer.arrayBuffer();
  return answer.status;
}
