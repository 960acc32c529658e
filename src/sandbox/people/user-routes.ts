import type { Projection } from '../projection.ts';
import { ApiFailure, type Exchange, type Route } from '../route.ts';
import { type IdTypes, statusPayload, userIdIn, userPayload } from './contact-payloads.ts';
import { type ContactService, departmentOf, idTypesOf, pageOf, projector, textsOf } from './contact-requests.ts';
import type { Person } from './person.ts';

const prefix = '/open-apis/contact/v3/users';
const maxBatchSize = 50;

/** Users of Contact v3. */
export function userRoutes(service: ContactService): readonly Route[] {
  return [
    findByDepartment(service),
    list(service),
    getUser(service),
    batch(service),
    basicBatch(service),
    batchGetId(service),
  ];
}

/** Direct, current members of one department; the root is refused to an app with a partial range (40004, HTTP 403). */
function findByDepartment(service: ContactService): Route {
  const path = `${prefix}/find_by_department`;
  const project = projector('GET', path, 'items');
  return {
    method: 'GET',
    path,
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const members = membersOf(service, exchange.query.get('department_id') ?? '', ids);
      return { data: page(service, exchange, members, { ids, shown: project(exchange), defaultSize: 10 }) };
    },
  };
}

/**
 * The older list, which SDK examples begin with. Without a department: the members right under the root for an app that sees the
 * whole company, else the people who were granted one by one.
 */
function list(service: ContactService): Route {
  const project = projector('GET', prefix, 'items');
  return {
    method: 'GET',
    path: prefix,
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const departmentId = exchange.query.get('department_id');
      const members = departmentId ? membersOf(service, departmentId, ids) : independent(service);
      return { data: page(service, exchange, members, { ids, shown: project(exchange), defaultSize: 20 }) };
    },
  };
}

function membersOf(service: ContactService, id: string, ids: IdTypes): readonly number[] {
  const departmentId = departmentOf(service, id, ids.department);
  if (departmentId === undefined || !service.range().seesDepartment(departmentId)) {
    throw new ApiFailure(40004, 'no dept authority error', 403);
  }
  return service.directory.members(departmentId);
}

function independent(service: ContactService): readonly number[] {
  const people = service
    .range()
    .listed()
    .users.map((openId) => service.directory.byId(openId, 'open_id'));
  return people.flatMap((person) => (person === undefined ? [] : [person.index]));
}

function page(
  service: ContactService,
  exchange: Exchange,
  members: readonly number[],
  { ids, shown, defaultSize }: { readonly ids: IdTypes; readonly shown: Projection; readonly defaultSize: number },
): Record<string, unknown> {
  const lifetimeSeconds = service.switches.pageTokenLifetimeSeconds;
  const { items, paging } = pageOf(members, exchange, { defaultSize, lifetimeSeconds });
  const { directory } = service;
  return { ...paging, items: items.map((index) => shown(userPayload(directory, directory.personAt(index), ids))) };
}

function getUser(service: ContactService): Route {
  const path = `${prefix}/:user_id`;
  const project = projector('GET', path, 'user');
  return {
    method: 'GET',
    path,
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const id = exchange.params.user_id ?? '';
      const person = service.directory.byId(id, ids.user);
      if (person === undefined) throw unknownUser(id, ids);
      if (!service.range().seesPerson(person)) throw new ApiFailure(41050, 'no user authority error');
      return { data: { user: project(exchange)(userPayload(service.directory, person, ids)) } };
    },
  };
}

/** Ids that are unknown, gone or out of range are silently missing; 41050 when nothing remains for lack of range. */
function batch(service: ContactService): Route {
  const path = `${prefix}/batch`;
  const project = projector('GET', path, 'items');
  return {
    method: 'GET',
    path,
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const asked = exchange.query.getAll('user_ids');
      if (asked.length > maxBatchSize) throw new ApiFailure(40001, 'invalid parameter: user_ids, at most 50');
      const tellsResigned = service.switches.contactResigned === 'answered';
      const people = asked.flatMap((id) => {
        const person = service.directory.byId(id, ids.user);
        return tellsResigned && person !== undefined ? [person] : current(person);
      });
      const visible = people.filter((person) => service.range().seesPerson(person));
      if (visible.length === 0 && people.length > 0) throw new ApiFailure(41050, 'no user authority error');
      const shown = project(exchange);
      return { data: { items: visible.map((person) => shown(userPayload(service.directory, person, ids))) } };
    },
  };
}

/** Names of up to ten people; does not look at the contact range (contact-v3 user/basic_batch). */
function basicBatch(service: ContactService): Route {
  return {
    method: 'POST',
    path: `${prefix}/basic_batch`,
    handle: (exchange) => {
      const ids = idTypesOf(exchange);
      const asked = textsOf(exchange.body.user_ids);
      const people = asked.flatMap((id) => current(service.directory.byId(id, ids.user)));
      const users = people.map((person) => ({
        user_id: userIdIn(person, ids.user),
        name: person.name,
        i18n_name: { zh_cn: person.name, ja_jp: '', en_us: person.enName },
      }));
      return { data: { users } };
    },
  };
}

function batchGetId(service: ContactService): Route {
  return {
    method: 'POST',
    path: `${prefix}/batch_get_id`,
    handle: (exchange) => {
      const emails = textsOf(exchange.body.emails);
      const mobiles = textsOf(exchange.body.mobiles);
      if (emails.length > maxBatchSize || mobiles.length > maxBatchSize) {
        throw new ApiFailure(40001, 'invalid parameter: at most 50 emails and 50 mobiles');
      }
      const withResigned = exchange.body.include_resigned === true;
      const { directory } = service;
      return {
        data: {
          user_list: [
            ...emails.map((email) => ({ email, ...found(directory.byEmail(email), exchange, withResigned) })),
            ...mobiles.map((mobile) => ({ mobile, ...found(directory.byMobile(mobile), exchange, withResigned) })),
          ],
        },
      };
    },
  };
}

/** Nothing is added for an unknown address. */
function found(person: Person | undefined, exchange: Exchange, withResigned: boolean): Record<string, unknown> {
  if (person === undefined || (person.isResigned && !withResigned)) return {};
  return { user_id: userIdIn(person, idTypesOf(exchange).user), status: statusPayload(person) };
}

/** The gateway has its own codes for ids that do not exist under the chosen type. */
function unknownUser(id: string, ids: IdTypes): ApiFailure {
  if (ids.user === 'open_id') return new ApiFailure(99992351, `not a valid {open_id}, Invalid ids: [${id}]`);
  return new ApiFailure(41012, 'user id invalid error');
}

function current(person: Person | undefined): readonly Person[] {
  return person !== undefined && !person.isResigned ? [person] : [];
}
