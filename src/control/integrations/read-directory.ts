import type {
  ChatRequest,
  DirectoryChat,
  DirectoryPage,
  DirectoryPerson,
  DirectoryRequest,
} from '../../model/service/directory.ts';
import type { ControlParts } from '../parts.ts';
import { configAt, type LookPlace } from './look-at-integration.ts';

type Parts = Pick<ControlParts, 'store' | 'openVault' | 'resources'>;
/** Which part of whose directory. */
interface Asked extends DirectoryRequest {
  readonly id: string;
  /** Of an app of the store: the company. */
  readonly tenantKey: string | undefined;
}

/** Somebody, and when events have last told of something that the person did. */
export interface SeenPerson extends DirectoryPerson {
  readonly lastSeenAt: number | undefined;
}

/** Departments of the company that has the app. @throws ConfigError `api.state.wrong`, and what the platform refuses */
export async function readDepartments(parts: Parts, asked: Asked, signal: AbortSignal): Promise<DirectoryPage> {
  const { id, tenantKey, ...request } = asked;
  return await parts.resources.probe.readDepartments(await configAt(parts, { id, tenantKey }), request, signal);
}

/** People of the company that has the app. @throws ConfigError `api.state.wrong`, and what the platform refuses */
export async function readPeople(parts: Parts, asked: Asked, signal: AbortSignal): Promise<DirectoryPage<SeenPerson>> {
  const { id, tenantKey, ...request } = asked;
  const page = await parts.resources.probe.readPeople(await configAt(parts, { id, tenantKey }), request, signal);
  const seen = await parts.store.events.lastSeen(page.items.map((one) => one.id));
  return { ...page, items: page.items.map((one) => ({ ...one, lastSeenAt: seen.get(one.id) })) };
}

/** Groups that the bot is in, or can find by name. @throws ConfigError `api.state.wrong`, and what the platform refuses */
export async function readChats(
  parts: Parts,
  { id, tenantKey, ...request }: LookPlace & ChatRequest,
  signal: AbortSignal,
): Promise<DirectoryPage<DirectoryChat>> {
  return await parts.resources.probe.readChats(await configAt(parts, { id, tenantKey }), request, signal);
}
