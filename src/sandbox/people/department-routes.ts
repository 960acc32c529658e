import type { Projection } from '../projection.ts';
import { isSet } from '../query-flag.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import { departmentPayload } from './contact-payloads.ts';
import { type ContactService, departmentOf, idTypesOf, pageOf, projector } from './contact-requests.ts';
import { type Department, rootDepartmentId } from './department.ts';

const prefix = '/open-apis/contact/v3/departments';
const maxBatchSize = 50;

/** Departments of Contact v3. */
export function departmentRoutes(service: ContactService): readonly Route[] {
  return [children(service), list(service), getDepartment(service), batch(service)];
}

/** Direct children, or with `fetch_child` everything below; that is refused with 43010 on big departments. */
function children(service: ContactService): Route {
  const path = `${prefix}/:department_id/children`;
  const project = projector('GET', path, 'items');
  return {
    method: 'GET',
    path,
    handle: (exchange) => {
      const found = below(service, exchange, exchange.params.department_id ?? '');
      return { data: page(service, exchange, found, project(exchange)) };
    },
  };
}

/**
 * The older list, which SDK examples begin with. Without a parent: what lies under the root for an app that sees the whole company,
 * else the departments that were granted.
 */
function list(service: ContactService): Route {
  const project = projector('GET', prefix, 'items');
  return {
    method: 'GET',
    path: prefix,
    handle: (exchange) => {
      const parentId = exchange.query.get('parent_department_id');
      const range = service.range();
      const found =
        parentId || range.isWhole
          ? below(service, exchange, parentId || rootDepartmentId)
          : granted(service, range.listed().departments, isSet(exchange.query, 'fetch_child'));
      return { data: page(service, exchange, found, project(exchange)) };
    },
  };
}

function below(service: ContactService, exchange: Exchange, id: string): readonly Department[] {
  const { departments } = service.directory;
  const departmentId = departmentOf(service, id, idTypesOf(exchange).department);
  if (departmentId === undefined) throw new ApiFailure(40008, 'dept Info is null error');
  if (!service.range().seesDepartment(departmentId)) {
    const isRoot = departmentId === rootDepartmentId;
    throw isRoot
      ? new ApiFailure(40014, 'no parent dept authority error', 403)
      : new ApiFailure(40004, 'no dept authority error', 403);
  }
  const isRecursive = isSet(exchange.query, 'fetch_child');
  const found = isRecursive ? departments.descendants(departmentId) : departments.children(departmentId);
  if (isRecursive && found.length > service.switches.fetchChildLimit) {
    throw new ApiFailure(43010, 'big dept forbid recursion error');
  }
  return found;
}

function granted(service: ContactService, openIds: readonly string[], withChildren: boolean): readonly Department[] {
  const { departments } = service.directory;
  const ids = new Set(
    openIds.flatMap((id) => [id, ...(withChildren ? departments.descendants(id).map(({ openId }) => openId) : [])]),
  );
  return [...ids].flatMap((id) => departments.get(id) ?? []);
}

function page(
  service: ContactService,
  exchange: Exchange,
  found: readonly Department[],
  shown: Projection,
): Record<string, unknown> {
  const lifetimeSeconds = service.switches.pageTokenLifetimeSeconds;
  const { items, paging } = pageOf(found, exchange, { defaultSize: 10, lifetimeSeconds });
  const ids = idTypesOf(exchange);
  return { ...paging, items: items.map((department) => shown(departmentPayload(service.directory, department, ids))) };
}

/** The root has no record of its own. */
function getDepartment(service: ContactService): Route {
  const path = `${prefix}/:department_id`;
  const project = projector('GET', path, 'department');
  return {
    method: 'GET',
    path,
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const departmentId = departmentOf(service, exchange.params.department_id ?? '', ids.department);
      const department = service.directory.departments.get(departmentId ?? '');
      if (department === undefined) throw new ApiFailure(40015, 'department not exist');
      if (!service.range().seesDepartment(department.openId)) {
        throw new ApiFailure(40004, 'no dept authority error', 403);
      }
      return { data: { department: project(exchange)(departmentPayload(service.directory, department, ids)) } };
    },
  };
}

/** Ids that are unknown or out of range are silently missing. */
function batch(service: ContactService): Route {
  const path = `${prefix}/batch`;
  const project = projector('GET', path, 'items');
  return {
    method: 'GET',
    path,
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const asked = exchange.query.getAll('department_ids');
      if (asked.length > maxBatchSize) throw new ApiFailure(40001, 'param is invalid: department_ids, at most 50');
      const shown = project(exchange);
      const items = asked.flatMap((id) => {
        const department = service.directory.departments.get(departmentOf(service, id, ids.department) ?? '');
        if (department === undefined || !service.range().seesDepartment(department.openId)) return [];
        return [shown(departmentPayload(service.directory, department, ids))];
      });
      return { data: { items } };
    },
  };
}
