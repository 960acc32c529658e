import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import { stateVersion } from '../../model/state-version.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import { isObject, type JsonValue, readObject, readText, readTexts } from '../../util/json.ts';
import { isFatal } from '../is-fatal.ts';
import type { ContactClient } from './contact-client.ts';
import { isDepartmentGone, isUserGone } from './failures.ts';
import type { IdTypes } from './id-types.ts';
import { hasLeft } from './moved-people.ts';
import { departmentRows } from './streams.ts';

/** What the app was granted one by one; the ids are of the types that the walk asks for. */
export interface Grants {
  readonly departmentIds: readonly string[];
  readonly userIds: readonly string[];
  readonly groupIds: readonly string[];
}

/** What the app may see: all of the company, or the departments, groups and people granted to it. */
export type Range = { readonly kind: 'company' } | ({ readonly kind: 'granted' } & Grants);

/** For an app that may see everyone the platform lists only the first level here, so this is asked after `0` was refused. */
export async function readGrants(contact: ContactClient): Promise<Grants> {
  const grants = { departmentIds: new Set<string>(), userIds: new Set<string>(), groupIds: new Set<string>() };
  for await (const { data, unreadable } of contact.pages(contactEndpoints.listScopes, {})) {
    contact.noteUnreadable(departmentRows, unreadable, contactEndpoints.listScopes);
    for (const id of readTexts(data, 'department_ids')) grants.departmentIds.add(id);
    for (const id of readTexts(data, 'user_ids')) grants.userIds.add(id);
    for (const id of readTexts(data, 'group_ids')) grants.groupIds.add(id);
  }
  return {
    departmentIds: [...grants.departmentIds],
    userIds: [...grants.userIds],
    groupIds: [...grants.groupIds],
  };
}

/** JSON of the current version, with the types of the ids: ids of another type cannot be compared. */
export function toRangeState(range: Range, idTypes: IdTypes): JsonValue {
  const { user_id_type, department_id_type } = idTypes;
  const about = { version: stateVersion, user_id_type, department_id_type };
  if (range.kind === 'company') return { ...about, company: true };
  return {
    ...about,
    company: false,
    department_ids: [...range.departmentIds],
    user_ids: [...range.userIds],
    group_ids: [...range.groupIds],
  };
}

/** The range of the last complete run; undefined when there is none that can be compared. */
export function fromRangeState(state: JsonValue | undefined, idTypes: IdTypes): Range | undefined {
  if (!isObject(state) || state.version !== stateVersion) return undefined;
  if (state.company === true) return { kind: 'company' };
  const sameTypes =
    readText(state, 'user_id_type') === idTypes.user_id_type &&
    readText(state, 'department_id_type') === idTypes.department_id_type;
  if (!sameTypes) return undefined;
  return {
    kind: 'granted',
    departmentIds: readTexts(state, 'department_ids'),
    userIds: readTexts(state, 'user_ids'),
    groupIds: readTexts(state, 'group_ids'),
  };
}

/** What a walk has met; departments and people by the client's types of id. */
export interface Seen {
  hasDepartment(id: string): boolean;
  hasPerson(id: string): boolean;
}

/** More than this were not deleted one by one. */
const maxQuestions = 50;
const groupInvalid = 42002;

/**
 * What the app could see before and has been taken from it, in words; empty when nothing was. What was deleted upstream
 * has not been taken away: the platform is asked about each id, because it answers the two cases with different codes.
 */
export async function findLosses(
  before: Range | undefined,
  now: Range,
  { contact, seen }: { readonly contact: ContactClient; readonly seen: Seen },
): Promise<Message[]> {
  if (before === undefined || now.kind === 'company') return [];
  if (before.kind === 'company') return [{ en: 'the whole company', zh: '整个企业' }];
  const departments = missing(before.departmentIds, now.departmentIds).filter((id) => !seen.hasDepartment(id));
  const users = missing(before.userIds, now.userIds).filter((id) => !seen.hasPerson(id));
  const groups = missing(before.groupIds, now.groupIds);
  const candidates = [
    ...departments.map((id) => ({
      text: { en: `department ${id}`, zh: `部门 ${id}` },
      isGone: () => isDepartmentDeleted(id, contact),
    })),
    ...users.map((id) => ({
      text: { en: `person ${id}`, zh: `人员 ${id}` },
      isGone: () => isPersonDeleted(id, contact),
    })),
    ...groups.map((id) => ({
      text: { en: `user group ${id}`, zh: `用户组 ${id}` },
      isGone: () => isGroupDeleted(id, contact),
    })),
  ];
  if (candidates.length > maxQuestions) return candidates.map(({ text }) => text);
  const gone = await Promise.all(candidates.map(({ isGone }) => isGone()));
  return candidates.filter((_, position) => gone[position] !== true).map(({ text }) => text);
}

function missing(before: readonly string[], now: readonly string[]): string[] {
  const present = new Set(now);
  return before.filter((id) => !present.has(id));
}

async function isDepartmentDeleted(id: string, contact: ContactClient): Promise<boolean> {
  return await isGoneUpstream(async () => {
    const data = await contact.call(contactEndpoints.getDepartment, { path: { department_id: id } });
    return readObject(readObject(data, 'department'), 'status').is_deleted === true;
  }, isDepartmentGone);
}

/** A leaver can still be read for a while, as someone who has resigned. */
async function isPersonDeleted(id: string, contact: ContactClient): Promise<boolean> {
  return await isGoneUpstream(async () => {
    const data = await contact.call(contactEndpoints.getUser, { path: { user_id: id } });
    return hasLeft(readObject(data, 'user'));
  }, isUserGone);
}

async function isGroupDeleted(id: string, contact: ContactClient): Promise<boolean> {
  return await isGoneUpstream(
    async () => {
      await contact.call(contactEndpoints.getGroup, { path: { group_id: id } });
      return false;
    },
    (error) => platformCode(error) === groupInvalid,
  );
}

async function isGoneUpstream(
  ask: () => Promise<boolean>,
  meansGone: (error: LarkstreamError) => boolean,
): Promise<boolean> {
  try {
    return await ask();
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    return meansGone(error);
  }
}
