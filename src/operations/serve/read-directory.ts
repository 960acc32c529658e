import { createClient } from '../../app/create-client.ts';
import { createTickets } from '../../app/create-tickets.ts';
import type { Config } from '../../config/settings.ts';
import type { Logger } from '../../model/logger.ts';
import type { DirectoryEntry, DirectoryKind, DirectoryPage, DirectoryRequest } from '../../model/service/directory.ts';
import type { PageOptions } from '../../open-platform/call.ts';
import type { Endpoint } from '../../open-platform/endpoint.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { type JsonObject, readText } from '../../util/json.ts';
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
const idOf = { users: 'open_id', departments: 'open_department_id' } as const;

/** One page of the people or departments directly in a department, through the client of the app and its limits. */
export async function readDirectory(options: ReadDirectoryOptions): Promise<DirectoryPage> {
  const { config, clients, logger, signal, kind, departmentId, cursor, limit } = options;
  const openTickets = createTickets(config.events.store);
  const { client, close } = await createClient(config.source, { clients, openTickets, logger, retryBudgetMs });
  const [endpoint, asked] = questionOf(kind, departmentId);
  try {
    for await (const page of client.pages(endpoint, { ...asked, pageSize: limit, startToken: cursor, signal }))
      return { items: page.items.flatMap((item) => entryOf(kind, item)), next: page.nextToken };
    return { items: [], next: undefined };
  } finally {
    await close();
  }
}

function questionOf(kind: DirectoryKind, departmentId: string): readonly [Endpoint, PageOptions] {
  return kind === 'users'
    ? [contactEndpoints.findUsersByDepartment, { query: { ...types, department_id: departmentId } }]
    : [contactEndpoints.listChildren, { query: types, path: { department_id: departmentId } }];
}

function entryOf(kind: DirectoryKind, item: JsonObject): DirectoryEntry[] {
  const id = readText(item, idOf[kind]);
  return id === null ? [] : [{ id, name: readText(item, 'name') ?? undefined }];
}
