import type { JsonObject, JsonValue } from '../../util/json.ts';
import { isObject, parseJson } from '../../util/json.ts';
import type { TenantEvent } from '../events/tenant-event.ts';
import { departmentPayload, openIds, userPayload } from './contact-payloads.ts';
import type { ContactRange } from './contact-range.ts';
import type { Department } from './department.ts';
import type { DirectoryView } from './directory-view.ts';
import type { Person } from './person.ts';

type Change = 'created' | 'updated' | 'deleted';

/** Payloads are built as plain records; what leaves here is JSON. */
function asJson(value: unknown): JsonValue {
  return parseJson(JSON.stringify(value));
}

function asObject(value: Record<string, unknown>): JsonObject {
  const json = asJson(value);
  return isObject(json) ? json : {};
}

/** contact.user.{created,updated,deleted}_v3; a leaver comes without the departments, which stand in `old_object`. */
export function userEvent(change: Change, directory: DirectoryView, person: Person, before?: Person): TenantEvent {
  const object = asObject(userPayload(directory, person, openIds));
  if (change === 'deleted') delete object.department_ids;
  const old = before === undefined ? undefined : asObject(userPayload(directory, before, openIds));
  const oldObject =
    old === undefined
      ? {}
      : change === 'deleted'
        ? { old_object: { open_id: person.openId, department_ids: before?.departments.slice() ?? [] } }
        : { old_object: changed(old, object) };
  return { type: `contact.user.${change}_v3`, schema: '2.0', body: { object, ...oldObject } };
}

/** `order` is a number here, and text in `contact.scope.updated_v3`. */
export function departmentEvent(change: Change, directory: DirectoryView, department: Department): TenantEvent {
  const type = `contact.department.${change}_v3`;
  const object = { ...asObject(departmentPayload(directory, department, openIds)), order: department.order };
  if (change === 'deleted') {
    const old = { status: { is_deleted: true }, open_department_id: department.openId };
    return { type, schema: '2.0', body: { object, old_object: old } };
  }
  return { type, schema: '2.0', body: { object } };
}

/** contact.scope.updated_v3: whole objects of what was granted and withdrawn. */
export function rangeEvent(before: ContactRange, after: ContactRange, directory: DirectoryView): TenantEvent {
  const [old, now] = [before.listed(), after.listed()];
  const difference = (
    from: ReturnType<ContactRange['listed']>,
    without: ReturnType<ContactRange['listed']>,
  ): JsonObject => ({
    departments: from.departments
      .filter((id) => !without.departments.includes(id))
      .flatMap((id) => {
        const department = directory.departments.get(id);
        return department === undefined ? [] : [asObject(departmentPayload(directory, department, openIds))];
      }),
    users: from.users
      .filter((id) => !without.users.includes(id))
      .flatMap((id) => {
        const person = directory.byId(id, 'open_id');
        return person === undefined ? [] : [asObject(userPayload(directory, person, openIds))];
      }),
    user_groups: from.groups.filter((id) => !without.groups.includes(id)).map((id) => ({ user_group_id: id })),
  });
  const body = { added: difference(now, old), removed: difference(old, now) };
  return { type: 'contact.scope.updated_v3', schema: '2.0', body };
}

/** The old values of what is another now. */
function changed(old: JsonObject, now: JsonObject): JsonObject {
  const differs = (key: string): boolean => JSON.stringify(old[key]) !== JSON.stringify(now[key]);
  return Object.fromEntries(
    Object.entries(old).flatMap(([key, value]) => (differs(key) ? [[key, value ?? null]] : [])),
  );
}
