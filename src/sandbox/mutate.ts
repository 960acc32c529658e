import {
  type JsonObject,
  type JsonValue,
  readBoolean,
  readNumber,
  readObject,
  readText,
  readTexts,
} from '../util/json.ts';
import { SandboxUseError } from './sandbox-use-error.ts';
import type { Tenant } from './tenant.ts';

type Mutation = (tenant: Tenant, body: JsonObject) => unknown;

/** What users and administrators can do to the tenant, by name; each takes the rest of the body and may return a new id. */
const mutations: Readonly<Record<string, Mutation>> = {
  'person.add': ({ directory }, body) => {
    const departments = readTexts(body, 'departments');
    const name = readText(body, 'name');
    return directory.addPerson({
      ...(name === null ? {} : { name }),
      ...(departments.length > 0 ? { departments } : {}),
    }).openId;
  },
  'person.rename': ({ directory }, body) => {
    directory.updatePerson(need(body, 'open_id'), { name: need(body, 'name') });
  },
  'person.move': ({ directory }, body) => {
    directory.updatePerson(need(body, 'open_id'), { departments: readTexts(body, 'departments') });
  },
  'person.status': ({ directory }, body) => {
    const [isFrozen, isActivated, isExited, isUnjoin] = ['is_frozen', 'is_activated', 'is_exited', 'is_unjoin'].map(
      (key) => readBoolean(body, key),
    );
    directory.updatePerson(need(body, 'open_id'), {
      ...(typeof isFrozen === 'boolean' ? { isFrozen } : {}),
      ...(typeof isActivated === 'boolean' ? { isActivated } : {}),
      ...(typeof isExited === 'boolean' ? { isExited } : {}),
      ...(typeof isUnjoin === 'boolean' ? { isUnjoin } : {}),
    });
  },
  'person.remove': ({ directory }, body) => directory.removePerson(need(body, 'open_id')),
  'person.restore': ({ directory }, body) => {
    directory.restorePerson(need(body, 'open_id'));
  },
  'department.add': ({ directory }, body) => {
    const parentId = readText(body, 'parent_id');
    return directory.addDepartment({ name: need(body, 'name'), ...(parentId === null ? {} : { parentId }) });
  },
  'department.rename': ({ directory }, body) =>
    directory.updateDepartment(need(body, 'open_department_id'), { name: need(body, 'name') }),
  'department.move': ({ directory }, body) =>
    directory.updateDepartment(need(body, 'open_department_id'), { parentId: need(body, 'parent_id') }),
  'department.remove': ({ directory }, body) => directory.removeDepartment(need(body, 'open_department_id')),
  'flow.add': ({ attendance }, body) => attendance.addFlow(need(body, 'open_id'), needNumber(body, 'check_time')),
  'flow.correct': ({ attendance }, body) => {
    const checkTimeSeconds = readNumber(body, 'check_time');
    const comment = readText(body, 'comment');
    attendance.correctFlow(need(body, 'open_id'), need(body, 'record_id'), {
      ...(checkTimeSeconds === null ? {} : { checkTimeSeconds }),
      ...(comment === null ? {} : { comment }),
    });
  },
  'flow.delete': ({ attendance }, body) => attendance.deleteFlow(need(body, 'open_id'), need(body, 'record_id')),
  'result.change': ({ attendance }, body) =>
    attendance.changeResult(need(body, 'open_id'), needNumber(body, 'day'), {
      checkInResult: readText(body, 'check_in_result') ?? 'Normal',
    }),
  'approval.create': ({ approvals }, body) => approvals.createInstance(need(body, 'approval_code')),
  'approval.approve': ({ approvals }, body) => approvals.approve(need(body, 'instance_code')),
  'approval.reject': ({ approvals }, body) => approvals.reject(need(body, 'instance_code')),
  'approval.finish': ({ approvals }, body) => approvals.finish(need(body, 'instance_code')),
  'approval.cancel': ({ approvals }, body) => approvals.cancel(need(body, 'instance_code')),
  'approval.revoke': ({ approvals }, body) => approvals.revoke(need(body, 'instance_code')),
  'approval.delete': ({ approvals }, body) => approvals.deleteInstance(need(body, 'instance_code')),
  'approval.comment': ({ approvals }, body) => approvals.addComment(need(body, 'instance_code'), need(body, 'text')),
  'approval.transfer': ({ approvals }, body) => approvals.transfer(need(body, 'instance_code')),
  'approval.rollback': ({ approvals }, body) => approvals.rollback(need(body, 'instance_code')),
  'approval.resubmit': ({ approvals }, body) => approvals.resubmit(need(body, 'instance_code')),
  'record.edit': ({ tables }, body) =>
    tables.editRecord(need(body, 'app_token'), need(body, 'table_id'), need(body, 'record_id'), cellsOf(body)),
  'field.rename': ({ tables }, body) =>
    tables.renameField(need(body, 'app_token'), need(body, 'table_id'), need(body, 'field_name'), need(body, 'name')),
  'record.delete': ({ tables }, body) =>
    tables.deleteRecord(need(body, 'app_token'), need(body, 'table_id'), need(body, 'record_id')),
  'record.restore': ({ tables }, body) =>
    tables.restoreRecord(need(body, 'app_token'), need(body, 'table_id'), need(body, 'record_id')),
  'record.add': ({ tables }, body) => tables.addRecord(need(body, 'app_token'), need(body, 'table_id'), cellsOf(body)),
};

/** Does one mutation; throws `SandboxUseError` when its kind or an id is unknown. */
export function mutate(tenant: Tenant, body: JsonObject): unknown {
  const kind = need(body, 'kind');
  const mutation = Object.hasOwn(mutations, kind) ? mutations[kind] : undefined;
  if (mutation === undefined)
    throw new SandboxUseError(`No mutation ${kind}; there are ${Object.keys(mutations).join(', ')}`);
  return mutation(tenant, body) ?? null;
}

function need(body: JsonObject, key: string): string {
  const value = readText(body, key);
  if (value === null) throw new SandboxUseError(`The mutation needs ${key} (text)`);
  return value;
}

function needNumber(body: JsonObject, key: string): number {
  const value = readNumber(body, key);
  if (value === null) throw new SandboxUseError(`The mutation needs ${key} (a number)`);
  return value;
}

/** Cells by field name, in the form records/search shows them. */
function cellsOf(body: JsonObject): Record<string, JsonValue> {
  const cells = Object.entries(readObject(body, 'cells'));
  return Object.fromEntries(cells.map(([name, cell]) => [name, cell ?? null]));
}
