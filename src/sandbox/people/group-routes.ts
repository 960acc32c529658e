import { ApiFailure, type Exchange, type Route } from '../route.ts';
import { departmentIdIn, userIdIn } from './contact-payloads.ts';
import { type ContactService, pageOf } from './contact-requests.ts';
import { groupTypes, type UserGroup } from './groups.ts';
import { userIdTypes } from './person.ts';

const prefix = '/open-apis/contact/v3/group';

/** User groups of Contact v3. */
export function groupRoutes(service: ContactService): readonly Route[] {
  return [simpleList(service), getGroup(service), memberList(service), memberBelong(service)];
}

/** One kind of group per call: normal ones unless `type=2` asks for the dynamic ones. */
function simpleList(service: ContactService): Route {
  return {
    method: 'GET',
    path: `${prefix}/simplelist`,
    handle: (exchange) => {
      const type = exchange.query.get('type') === '2' ? groupTypes.dynamic : groupTypes.normal;
      const range = service.range();
      const groups = service.groups.all().filter((group) => group.type === type && range.seesGroup(group.id));
      const page = pageOf(groups, exchange, paging(service, 50));
      return { data: { ...page.paging, grouplist: page.items.map((group) => groupPayload(service, group)) } };
    },
  };
}

function getGroup(service: ContactService): Route {
  return {
    method: 'GET',
    path: `${prefix}/:group_id`,
    handle: (exchange) => {
      const group = visibleGroup(service, exchange);
      const { department_scope_list: _scope, group_id: _custom, ...shown } = groupPayload(service, group);
      return { data: { group: shown } };
    },
  };
}

/** Members of one kind: people unless `member_type=department`. */
function memberList(service: ContactService): Route {
  return {
    method: 'GET',
    path: `${prefix}/:group_id/member/simplelist`,
    handle: (exchange) => {
      const group = visibleGroup(service, exchange);
      const idType = exchange.query.get('member_id_type') || 'open_id';
      const members = exchange.query.get('member_type') === 'department' ? departmentIds : userIds;
      const page = pageOf(members(service, group, idType), exchange, paging(service, 50));
      return { data: { ...page.paging, memberlist: page.items } };
    },
  };
}

interface Member {
  readonly member_id: string;
  readonly member_type: string;
  readonly member_id_type: string;
}

function userIds(service: ContactService, group: UserGroup, idType: string): readonly Member[] {
  const type = userIdTypes.find((known) => known === idType);
  if (type === undefined) throw new ApiFailure(41072, 'member_type not match member_id_type');
  return service.groups.members(group.id).map((index) => ({
    member_id: userIdIn(service.directory.personAt(index), type),
    member_type: 'user',
    member_id_type: type,
  }));
}

/** `open_id` also stands for open_department_id here (contact-v3 group-member/simplelist). */
function departmentIds(service: ContactService, group: UserGroup, idType: string): readonly Member[] {
  if (idType !== 'open_id' && idType !== 'department_id') {
    throw new ApiFailure(41072, 'member_type not match member_id_type');
  }
  const type = idType === 'department_id' ? 'department_id' : 'open_department_id';
  const live = group.departments.filter((id) => service.directory.departments.has(id));
  return live.map((id) => ({
    member_id: departmentIdIn(service.directory, id, type),
    member_type: 'department',
    member_id_type: type,
  }));
}

function memberBelong(service: ContactService): Route {
  return {
    method: 'GET',
    path: `${prefix}/member_belong`,
    handle: (exchange) => {
      const idType = userIdTypes.find((type) => type === (exchange.query.get('member_id_type') || 'open_id'));
      const person = service.directory.byId(exchange.query.get('member_id') ?? '', idType ?? 'open_id');
      if (person === undefined || person.isResigned) throw new ApiFailure(41073, 'invalid member_id');
      if (!service.range().seesPerson(person)) throw new ApiFailure(41050, 'no user authority error', 403);
      const wanted = exchange.query.get('group_type');
      const groups = service.groups.all().filter((group) => {
        return (!wanted || Number(wanted) === group.type) && service.groups.isMember(group.id, person);
      });
      const page = pageOf(groups, exchange, paging(service, 500));
      return { data: { ...page.paging, group_list: page.items.map((group) => group.id) } };
    },
  };
}

function visibleGroup(service: ContactService, exchange: Exchange): UserGroup {
  const group = service.groups.get(exchange.params.group_id ?? '');
  if (group === undefined) throw new ApiFailure(42002, 'invalid group_id');
  if (!service.range().seesGroup(group.id)) throw new ApiFailure(42009, 'no user group authority error', 403);
  return group;
}

/** Dynamic groups have no count of departments. */
function groupPayload(service: ContactService, group: UserGroup): Record<string, unknown> {
  const departments = group.type === groupTypes.normal ? { member_department_count: group.departments.length } : {};
  return {
    id: group.id,
    name: group.name,
    description: group.description,
    member_user_count: service.groups.members(group.id).length,
    ...departments,
    type: group.type,
    department_scope_list: group.departments,
    group_id: group.customId,
  };
}

function paging(service: ContactService, defaultSize: number): { defaultSize: number; lifetimeSeconds: number | null } {
  return { defaultSize, lifetimeSeconds: service.switches.pageTokenLifetimeSeconds };
}
