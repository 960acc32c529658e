import type { OpenPlatformClient } from '../../open-platform/open-platform-client.ts';
import { inBatches } from '../../util/in-batches.ts';
import { type JsonObject, readText, readTexts } from '../../util/json.ts';
import { batchSize, getDepartments, getUsers } from './by-id.ts';
import { ContactClient } from './contact-client.ts';
import type { IdTypes } from './id-types.ts';

type UserIdType = IdTypes['user_id_type'];

/** What helps a reader to recognise a person. */
interface PersonCard {
  readonly openId: string | null;
  readonly name: string | null;
  readonly enName: string | null;
  readonly email: string | null;
  readonly departments: readonly { readonly id: string; readonly name: string | null }[];
}

/** Names, mail addresses and departments of people, for callers that have only ids. */
export interface PeopleLookup {
  /** Who the ids are; ids that are unknown or out of the app's range are missing in the answer. Throws as the client does. */
  lookup(ids: readonly string[], idType: UserIdType): Promise<ReadonlyMap<string, PersonCard>>;
}

/**
 * Names and departments for user ids: 50 ids in a call, each id and each department asked for once (unknown ones too), by
 * however many callers at the same time. What failed is asked for again.
 */
export function createPeopleLookup(
  client: OpenPlatformClient,
  { signal, feed = 'contact' }: { readonly signal: AbortSignal; readonly feed?: string },
): PeopleLookup {
  const callerFor = (idType: UserIdType): ContactClient =>
    new ContactClient({
      client,
      signal,
      feed,
      idTypes: { user_id_type: idType, department_id_type: 'open_department_id' },
    });
  const departmentNames = new Cache<string | null>(async (ids) => {
    const records = await getDepartments(ids, callerFor('open_id'));
    return byKey(records, 'open_department_id', (record) => readText(record, 'name'));
  });
  const toCards = async (users: ReadonlyMap<string, JsonObject>): Promise<Map<string, PersonCard>> => {
    const ids = [...users.values()].flatMap((user) => readTexts(user, 'department_ids'));
    const names = await departmentNames.get([...new Set(ids)]);
    return new Map([...users].map(([id, user]) => [id, toCard(user, names)]));
  };
  const cacheOf = (idType: UserIdType): Cache<PersonCard> =>
    new Cache(async (ids) => {
      const users = await getUsers(ids, callerFor(idType));
      return await toCards(byKey(users, idType, (user) => user));
    });
  const people = { open_id: cacheOf('open_id'), union_id: cacheOf('union_id'), user_id: cacheOf('user_id') };
  return { lookup: (ids, idType) => people[idType].get(ids) };
}

function toCard(user: JsonObject, names: ReadonlyMap<string, string | null>): PersonCard {
  return {
    openId: readText(user, 'open_id'),
    name: readText(user, 'name'),
    enName: readText(user, 'en_name'),
    email: readText(user, 'email'),
    departments: readTexts(user, 'department_ids').map((id) => ({ id, name: names.get(id) ?? null })),
  };
}

function byKey<T>(records: readonly JsonObject[], key: string, toValue: (record: JsonObject) => T): Map<string, T> {
  const values = new Map<string, T>();
  for (const record of records) {
    const id = readText(record, key);
    if (id !== null) values.set(id, toValue(record));
  }
  return values;
}

type Fetch<T> = (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>;

/** Remembers what was fetched and what was not found; asks once for what several callers want at the same time. */
class Cache<T> {
  readonly #fetch: Fetch<T>;
  readonly #known = new Map<string, Promise<ReadonlyMap<string, T>>>();

  constructor(fetch: Fetch<T>) {
    this.#fetch = fetch;
  }

  async get(ids: readonly string[]): Promise<Map<string, T>> {
    for (const batch of inBatches(
      [...new Set(ids)].filter((id) => !this.#known.has(id)),
      batchSize,
    ))
      this.#ask(batch);
    const found = new Map<string, T>();
    for (const id of ids) {
      const value = (await this.#known.get(id))?.get(id);
      if (value !== undefined) found.set(id, value);
    }
    return found;
  }

  #ask(batch: readonly string[]): void {
    const answer = this.#fetch(batch);
    for (const id of batch) this.#known.set(id, answer);
    answer.catch(() => {
      for (const id of batch) this.#known.delete(id);
    });
  }
}
