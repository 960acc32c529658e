import { toLarkstreamError } from '../../model/errors.ts';
import type { CheckResult } from '../../model/source.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { type JsonObject, readObjects } from '../../util/json.ts';
import { endsRead } from '../ends-read.ts';
import type { FeedContext } from '../feed.ts';
import { getDepartments, getUsers } from './by-id.ts';
import { Caller } from './caller.ts';
import { isOutOfRange } from './failures.ts';
import { FieldWatch } from './field-scopes.ts';
import { type Grants, readGrants } from './range.ts';
import { type ContactConfig, rootDepartment, toDepartmentIds, toIdTypes } from './settings.ts';

type Line = Omit<CheckResult, 'module'>;

/** What the app may see, that people can be read, and which fields of theirs it is not given. */
export async function* checkContact(
  config: ContactConfig,
  { client, signal }: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  const caller = new Caller({ client, signal, account: 'contact', idTypes: toIdTypes(config) });
  const departmentIds = toDepartmentIds(config);
  const lines = departmentIds === undefined ? checkRange(caller) : checkConfigured(departmentIds, caller);
  try {
    for await (const line of lines) yield { module: 'contact', ...line };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (endsRead(error)) throw error;
    yield { module: 'contact', subject: 'directory', outcome: 'failed', message: error.message, error };
  }
}

async function* checkRange(caller: Caller): AsyncGenerator<Line, void, void> {
  let people: JsonObject[];
  try {
    people = await onePage(rootDepartment, caller);
    yield { subject: 'range', outcome: 'ok', message: 'The app may see the whole company' };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (!isOutOfRange(error)) throw error;
    const grants = await readGrants(caller);
    yield describe(grants);
    people = await someOf(grants, caller);
  }
  yield* checkPeople(people);
}

async function* checkConfigured(ids: readonly string[], caller: Caller): AsyncGenerator<Line, void, void> {
  const named = ids.filter((id) => id !== rootDepartment).slice(0, 50);
  const records = named.length === 0 ? [] : await getDepartments(named, caller);
  const known = new Set(records.map((record) => record[caller.idTypes.department_id_type]));
  const missing = named.filter((id) => !known.has(id));
  if (missing.length > 0) {
    yield {
      subject: 'department_ids',
      outcome: 'failed',
      message: `The app cannot see the departments ${missing.join(', ')}: check the ids, their type and the contact range`,
    };
    return;
  }
  yield { subject: 'department_ids', outcome: 'ok', message: `${count(ids.length, 'department')} can be read` };
  yield* checkPeople(await onePage(ids[0] ?? rootDepartment, caller));
}

function describe({ departmentIds, userIds, groupIds }: Grants): Line {
  const parts = [
    count(departmentIds.length, 'department'),
    count(userIds.length, 'person', 'people'),
    count(groupIds.length, 'user group'),
  ];
  const nothing = departmentIds.length + userIds.length + groupIds.length === 0;
  return {
    subject: 'range',
    outcome: nothing ? 'failed' : 'ok',
    message: nothing
      ? "The app's contact range is empty: set it in the developer console (Permissions & Scopes > Data permissions) and publish a version"
      : `The app may see ${parts.join(', ')}, and what lies below`,
  };
}

async function someOf({ departmentIds, userIds }: Grants, caller: Caller): Promise<JsonObject[]> {
  const [departmentId] = departmentIds;
  const people = departmentId === undefined ? [] : await onePage(departmentId, caller);
  if (people.length > 0 || userIds.length === 0) return people;
  return await getUsers(userIds.slice(0, 50), caller);
}

async function onePage(departmentId: string, caller: Caller): Promise<JsonObject[]> {
  const query = { department_id: departmentId, page_size: '50' };
  return readObjects(await caller.call(contactEndpoints.findUsersByDepartment, { query }), 'items');
}

function* checkPeople(people: readonly JsonObject[]): Generator<Line, void, void> {
  yield {
    subject: 'people',
    outcome: 'ok',
    message:
      people.length === 0 ? 'Reading people works; the first department has none of its own' : 'Reading people works',
  };
  const fields = new FieldWatch();
  fields.see(people);
  const message = fields.tell();
  if (message !== undefined) yield { subject: 'fields', outcome: 'warning', message: message + joins(fields.missing) };
}

function joins(missing: readonly string[]): string {
  return missing.includes('user_id') ? '. Attendance needs user_id to be joined with people' : '';
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
