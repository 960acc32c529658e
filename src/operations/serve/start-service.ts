import { randomBytes } from 'node:crypto';
import { createMountedWebhooks } from '../../app/create-receiver.ts';
import { createRelays, type Relays } from '../../app/create-relays.ts';
import { createTracer } from '../../app/create-tracer.ts';
import { firstSetupLink, type ShownLink } from '../../control/accounts/setup-links.ts';
import { sealEarlierUrls } from '../../control/alert-channels/sealed-url.ts';
import type { ControlParts } from '../../control/parts.ts';
import type { ResourceParts } from '../../control/resource-parts.ts';
import { parseProxies } from '../../http/api/client-address.ts';
import type { ClosingTimes } from '../../http/service-server.ts';
import { systemClock } from '../../model/clock.ts';
import type { LarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type { Message } from '../../model/message.ts';
import type { MemberRole } from '../../model/service/member.ts';
import type { Tracer } from '../../model/tracer.ts';
import type { FlowHandler } from '../../triggers/flow/flow-parts.ts';
import { ListenerBell } from '../../triggers/relay/listener-bell.ts';
import { closeAfter, closeAll, closeTogether } from '../../util/close-all.ts';
import { newId } from '../../util/new-id.ts';
import { type ClientPool, openClients } from '../open-clients.ts';
import { createResources } from './create-resources.ts';
import { type Door, isLocal } from './door.ts';
import { Membership } from './membership.ts';
import { openDoor, partsOf } from './open-door.ts';
import { type OpenedService, type OpenServiceOptions, openService } from './open-service.ts';
import { Receivers } from './receivers.ts';
import { startWork } from './start-work.ts';
import type { WorkerLimits } from './start-worker.ts';
import { tracedLog } from './traced-log.ts';
import { FlowApps } from './triggers/flow-apps.ts';

/** What a service is started with. */
export interface ServeOptions extends Omit<OpenServiceOptions, 'isShared'> {
  readonly host: string;
  readonly port: number;
  /** A process that neither has the API nor receives listens, too: with the pages that tell others how it is. */
  readonly hasPages?: boolean | undefined;
  readonly publicUrl?: string | undefined;
  readonly roles: readonly MemberRole[];
  readonly proxies: readonly string[];
  /** How much of its machine a worker uses. */
  readonly limits: WorkerLimits;
  /** How long a process that stops still answers; see `ClosingTimes`. */
  readonly drainMs?: number | undefined;
  readonly allowPrivateHosts: boolean;
  readonly allowBaseUrl: boolean;
  readonly filesRoot?: string | undefined;
  /** The folder whose programs handlers may run; none may when it is undefined. */
  readonly programs?: string | undefined;
  /** Functions of the program that runs it, by the names that handlers give: they answer in this process only. */
  readonly functions?: ReadonlyMap<string, FlowHandler> | undefined;
  readonly version: string;
  readonly logger: Logger;
}

/** A service at work; `close` lets it end what is under way. */
export interface RunningService {
  readonly memberId: string;
  readonly roles: readonly MemberRole[];
  /** Undefined for a process that does not answer requests. */
  readonly url: string | undefined;
  readonly publicUrl: string | undefined;
  readonly storeName: string;
  readonly tookMs: number;
  /** Until the first account is made. */
  readonly setupLink: ShownLink | undefined;
  /** What the operator should know. */
  readonly notices: readonly Message[];
  /** For who runs it within a program of their own, such as the demo. */
  readonly parts: ControlParts;
  /** Comes when another store is in the place of its own: it can do nothing more, and is to be closed. */
  readonly lost: Promise<LarkstreamError>;
  close(): Promise<void>;
}

/** For answers under way. */
const answersGraceMs = 5_000;

/**
 * Starts a process of the service in its roles.
 * @throws ConfigError where something has to be set right first
 */
export async function startService(given: ServeOptions): Promise<RunningService> {
  const { clock = systemClock, logger, version } = given;
  parseProxies(given.proxies);
  const memberId = newId('mem', clock.now(), randomBytes);
  const { env: environment } = process;
  const traces = await createTracer({ environment, instance: memberId, version, clock, logger });
  const { tracer } = traces;
  try {
    const service = await start({ ...given, memberId, tracer, logger: tracedLog(logger, tracer) });
    const closes = [() => service.close(), () => traces.close()];
    return { ...service, close: async () => await closeAll(...closes) };
  } catch (thrown) {
    return await closeAfter(thrown, () => traces.close());
  }
}

type StartOptions = ServeOptions & { readonly memberId: string; readonly tracer: Tracer };

async function start(options: StartOptions): Promise<RunningService> {
  const { clock = systemClock, logger, memberId, tracer } = options;
  const began = clock.elapsed();
  const opened = await openService({ ...options, isShared: false, onMaking: tellMaking(options) });
  const stop = new AbortController();
  const closes: (() => Promise<void>)[] = [() => opened.close()];
  const clients = openClients();
  closes.unshift(() => clients.close());
  const { resources, apps, relays } = reach(opened, clients, options);
  closes.unshift(() => closeAll(...[resources.bell, apps].map((one) => () => one.close())));
  try {
    const membership = await join(opened, memberId, options);
    closes.unshift(() => membership.leave());
    const work = await startWork({ opened, resources, apps, relays, ...options });
    membership.onDrain(work.drain);
    const taking: (() => Promise<void>)[] = [() => work.close()];
    // At the same time: each has a good part of the time that those who stop it wait.
    closes.unshift(() => closeTogether(...taking));
    const equipped = { ...opened, resources };
    const webhooks = createMountedWebhooks({ clock, logger, tracer, proxies: options.proxies });
    const hasApi = options.roles.includes('api');
    const isReceiver = options.roles.includes('receiver');
    let receivers: Receivers | undefined;
    const isReceiving = (): boolean => !isReceiver || receivers?.hasLooked === true;
    const isWaiting = (id: string): boolean => receivers?.isWaiting(id) === true;
    const doorOptions = { webhooks, isReceiving, isWaiting, options, signal: stop.signal };
    const isAsked = hasApi || isReceiver || options.hasPages === true;
    const door = isAsked ? await openDoor(equipped, doorOptions) : undefined;
    if (door !== undefined) taking.push(() => door.close(timesOf(options)));
    if (door !== undefined && hasApi) membership.tellAddress(() => door.publicUrl);
    const parts = partsOf(equipped, options, door?.publicUrl ?? '');
    if (hasApi) await sealEarlierUrls(parts);
    if (isReceiver) {
      const opened = await Receivers.start({ parts, webhooks, clients, logger, memberId });
      receivers = opened;
      // After the door: what has arrived is stored and answered.
      closes.splice(1, 0, () => opened.close());
    }
    const setupLink = hasApi && door !== undefined ? await firstSetupLink(parts) : undefined;
    const tookMs = clock.elapsed() - began;
    logger.info('The service is ready', {
      member: memberId,
      roles: [...options.roles],
      url: door?.url ?? null,
      tookMs,
    });
    const close = async (): Promise<void> => {
      stop.abort();
      await stopAll(membership, closes);
      logger.info('The service has stopped', { member: memberId });
    };
    const { storeName } = opened;
    const shown = { memberId, roles: options.roles, url: door?.url, publicUrl: door?.publicUrl, storeName, tookMs };
    return { ...shown, setupLink, notices: noticesOf(opened, door, options), parts, lost: membership.lost, close };
  } catch (thrown) {
    stop.abort();
    return await closeAfter(thrown, ...closes);
  }
}

/** What is reached outside, and the apps in whose name. */
function reach(
  opened: OpenedService,
  clients: ClientPool,
  options: StartOptions,
): { readonly resources: ResourceParts; readonly apps: FlowApps; readonly relays: Relays } {
  const { store, bodies, clock } = opened;
  const bell = new ListenerBell(clock);
  const relays = createRelays({ store, bodies, clock, bell, bytes: randomBytes });
  const resources: ResourceParts = createResources({
    ...options,
    listening: { bell, relays },
    ...{ eventStore: opened.url, keys: opened.keys, clients },
    uploadsOf: (integration, tenantKey) => apps.messengerOf(integration.id, tenantKey),
  });
  const apps: FlowApps = new FlowApps({ ...opened, resources, clients, logger: options.logger });
  return { resources, apps, relays };
}

/** A first start is silent for seconds otherwise. */
function tellMaking({ logger, onMaking }: StartOptions): (folder: string) => void {
  return (folder) => {
    logger.info('The data folder of Postgres is being made; the first start takes some seconds more', { folder });
    onMaking?.(folder);
  };
}

const timesOf = ({ drainMs = 0 }: ServeOptions): ClosingTimes => ({ drainMs, graceMs: answersGraceMs });

async function stopAll(membership: Membership, closes: readonly (() => Promise<void>)[]): Promise<void> {
  await membership.drain().catch(() => undefined);
  await closeAll(...closes);
}

async function join(
  { store, clock, keys, openVault }: OpenedService,
  id: string,
  options: ServeOptions,
): Promise<Membership> {
  const { roles, limits, version, logger } = options;
  const membership = new Membership({
    members: store.members,
    assertStore: () => store.assertVersion(),
    member: { id, roles, slots: limits.slots, programVersion: version },
    keys: { prints: keys.prints, unopened: () => openVault(store.secrets).unopened() },
    clock,
    logger,
  });
  await membership.join();
  return membership;
}

function noticesOf({ keys }: OpenedService, door: Door | undefined, options: ServeOptions): Message[] {
  const { host, publicUrl, roles } = options;
  const notices: Message[] = [];
  if (keys.isNew) {
    notices.push({
      en: `The master keys were made: ${keys.name}. Back them up, apart from the data: without them the secrets stay closed`,
      zh: `已生成主密钥：${keys.name}。请与数据分开备份；没有主密钥，加密的密钥无法打开`,
    });
  }
  if (door?.isOnlyHere === true) {
    notices.push({
      en: `Until there is an account the service listens on this machine only; then on ${host}`,
      zh: `创建账号之前，服务只在本机监听；之后监听 ${host}`,
    });
  }
  const address = publicUrl ?? (isLocal(host) ? undefined : `http://${host}`);
  const takesSecrets = roles.includes('api') || roles.includes('receiver');
  if (
    door !== undefined &&
    takesSecrets &&
    address?.startsWith('http:') === true &&
    !isLocal(new URL(address).hostname)
  ) {
    notices.push({
      en: 'Over plain HTTP passwords and data can be read on their way, and browsers keep no sign-in: put a proxy with TLS in front, and name its address with --public-url',
      zh: '明文 HTTP 传输的密码和数据可被窃听，浏览器也不会保持登录：请在前面放置带 TLS 的代理，并用 --public-url 指定其地址',
    });
  }
  return notices;
}
