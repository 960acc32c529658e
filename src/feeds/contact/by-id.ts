import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { Stream } from '../../model/stream.ts';
import type { Endpoint } from '../../open-platform/endpoint.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { type JsonObject, readArray, readObject, readObjects, readText } from '../../util/json.ts';
import type { ContactClient } from './contact-client.ts';
import { isDepartmentGone, isOutOfRange, isUserGone, isUserOutOfRange } from './failures.ts';
import { departmentRows, peopleRows } from './streams.ts';

/** Ids that one call takes. */
export const batchSize = 50;

interface Kind {
  readonly batch: Endpoint;
  readonly batchKey: string;
  readonly single: Endpoint;
  readonly singleKey: string;
  readonly objectKey: string;
  /** Without it a record has no key. */
  readonly idKey: string;
  /** Whose rows the records become. */
  readonly streams: readonly Stream[];
  /** The platform leaves such ids out of a batch without a word; asked alone, they are refused. */
  readonly isAbsent: (error: LarkstreamError) => boolean;
}

const departments: Kind = {
  batch: contactEndpoints.batchGetDepartments,
  batchKey: 'department_ids',
  single: contactEndpoints.getDepartment,
  singleKey: 'department_id',
  objectKey: 'department',
  idKey: 'open_department_id',
  streams: departmentRows,
  isAbsent: (error) => isDepartmentGone(error) || isOutOfRange(error),
};

const users: Kind = {
  batch: contactEndpoints.batchGetUsers,
  batchKey: 'user_ids',
  single: contactEndpoints.getUser,
  singleKey: 'user_id',
  objectKey: 'user',
  idKey: 'open_id',
  streams: peopleRows,
  isAbsent: (error) => isUserGone(error) || isUserOutOfRange(error) || isOutOfRange(error),
};

/** The records of at most 50 departments; the ones that are unknown or out of range are missing. */
export function getDepartments(ids: readonly string[], contact: ContactClient): Promise<JsonObject[]> {
  return getSome(departments, ids, contact);
}

/** The records of at most 50 people; the ones that are unknown or out of range are missing. */
export function getUsers(ids: readonly string[], contact: ContactClient): Promise<JsonObject[]> {
  return getSome(users, ids, contact);
}

async function getSome(kind: Kind, ids: readonly string[], contact: ContactClient): Promise<JsonObject[]> {
  try {
    const data = await contact.call(kind.batch, { query: { [kind.batchKey]: ids } });
    const found = readObjects(data, 'items').filter((one) => readText(one, kind.idKey) !== null);
    contact.noteUnreadable(kind.streams, readArray(data, 'items').length - found.length, kind.batch);
    return found;
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    // The batch is answered only to apps with contact.base; the older broad scopes open the single record alone.
    if (error.code === 'lark.scope.missing') return await getEach(kind, ids, contact);
    if (kind.isAbsent(error)) return ids.length === 1 ? [] : await getEach(kind, ids, contact);
    throw error;
  }
}

async function getEach(kind: Kind, ids: readonly string[], contact: ContactClient): Promise<JsonObject[]> {
  const found = await Promise.all(
    ids.map(async (id) => {
      try {
        return [readObject(await contact.call(kind.single, { path: { [kind.singleKey]: id } }), kind.objectKey)];
      } catch (thrown) {
        const error = toLarkstreamError(thrown);
        if (kind.isAbsent(error)) return [];
        throw error;
      }
    }),
  );
  const records = found.flat();
  const named = records.filter((one) => readText(one, kind.idKey) !== null);
  contact.noteUnreadable(kind.streams, records.length - named.length, kind.single);
  return named;
}
