import { createClient } from '../../app/create-client.ts';
import { createTickets } from '../../app/create-tickets.ts';
import type { Config } from '../../config/settings.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import type {
  DirectoryEntry,
  DirectoryPage,
  DirectoryPerson,
  DirectoryRequest,
  PersonState,
} from '../../model/service/directory.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import { isObject, type JsonObject, readArray, readObjects, readText } from '../../util/json.ts';
import type { ClientPool } from '../open-clients.ts';

interface ReadDirectoryOptions extends DirectoryRequest {
  readonly config: Config;
  readonly clients: ClientPool;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** A person waits: what does not work soon is told. */
const retryBudgetMs = 10_000;
const types = { user_id_type: 'open_id', department_id_type: 'open_department_id' } as const;
/** The root has no name of its own. */
const wholeCompany = '0';

/** One page of the departments directly in a department, through the client of the app and its limits. */
export async function readDepartments(options: ReadDirectoryOptions): Promise<DirectoryPage> {
  const { departmentId, cursor, limit, signal } = options;
  return await withClient(options, async (client) => {
    const asked = { query: types, path: { department_id: departmentId }, pageSize: limit, startToken: cursor, signal };
    for await (const { items, nextToken } of client.pages(contactEndpoints.listChildren, asked))
      return { items: items.flatMap(departmentOf), next: nextToken };
    return { items: [], next: undefined };
  });
}

/** One page of the people directly in a department, and the names of all departments in which they are. */
export async function readPeople(options: ReadDirectoryOptions): Promise<DirectoryPage<DirectoryPerson>> {
  const { departmentId, cursor, limit, signal } = options;
  return await withClient(options, async (client) => {
    const query = { ...types, department_id: departmentId };
    const asked = { query, pageSize: limit, startToken: cursor, signal };
    for await (const { items, nextToken } of client.pages(contactEndpoints.findUsersByDepartment, asked)) {
      const names = await namesOf(new Set(items.flatMap(departmentIdsOf)), client, signal);
      return { items: items.flatMap((item) => personOf(item, names)), next: nextToken };
    }
    return { items: [], next: undefined };
  });
}

async function withClient<T>(
  { config, clients, logger }: ReadDirectoryOptions,
  ask: (client: OpenPlatformClient) => Promise<T>,
): Promise<T> {
  const openTickets = createTickets(config.events.store);
  const { client, close } = await createClient(config.source, { clients, openTickets, logger, retryBudgetMs });
  try {
    return await ask(client);
  } finally {
    await close();
  }
}

const mostOfBatch = 50;

/** Names of departments by their ids. People are shown without them where the app may not read them all. */
async function namesOf(
  wanted: ReadonlySet<string>,
  client: OpenPlatformClient,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | undefined>> {
  const ids = [...wanted].filter((id) => id !== wholeCompany).slice(0, mostOfBatch);
  if (ids.length === 0) return new Map();
  try {
    const query = { ...types, department_ids: ids };
    const data = await client.call(contactEndpoints.batchGetDepartments, { query, signal });
    return new Map(
      readObjects(data, 'items')
        .flatMap(departmentOf)
        .map(({ id, name }) => [id, name]),
    );
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (error.code === 'lark.scope.missing') return new Map();
    throw error;
  }
}

function departmentOf(item: JsonObject): DirectoryEntry[] {
  const id = readText(item, 'open_department_id');
  return id === null ? [] : [{ id, name: readText(item, 'name') ?? undefined }];
}

function personOf(item: JsonObject, names: ReadonlyMap<string, string | undefined>): DirectoryPerson[] {
  const id = readText(item, 'open_id');
  if (id === null) return [];
  const departments = departmentIdsOf(item).filter((one) => one !== wholeCompany);
  return [
    {
      id,
      name: readText(item, 'name') ?? undefined,
      state: stateOf(item.status),
      departments: 'department_ids' in item ? departments.map((one) => ({ id: one, name: names.get(one) })) : undefined,
    },
  ];
}

function departmentIdsOf(item: JsonObject): string[] {
  return readArray(item, 'department_ids').filter((id) => typeof id === 'string');
}

/** The gravest of what `status` says. Source: contact-v3/user, `user_status`. */
function stateOf(status: unknown): PersonState {
  if (!isObject(status)) return 'unknown';
  if (status.is_resigned === true) return 'resigned';
  if (status.is_frozen === true) return 'frozen';
  return status.is_activated === false ? 'inactive' : 'active';
}
