import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { readNumber, readText } from '../../util/json.ts';
import { countListed } from '../count-listed.ts';
import type { Directory } from '../directory.ts';
import type { PlannedCalls } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { ContactClient } from './contact-client.ts';
import { listBelow } from './departments.ts';
import { passes } from './groups.ts';
import { rootDepartment, toDepartmentIds, toIdTypes } from './id-types.ts';
import { lists } from './lists.ts';
import { meetsEveryone } from './people.ts';
import { readGrants } from './range.ts';
import type { ContactSettings } from './settings.ts';
import { departmentsStream, groupMembersStream, groupsStream, userDepartmentsStream, usersStream } from './streams.ts';

const people = [usersStream.name, userDepartmentsStream.name];

/** Short lists are read; each says how many members, which cost calls of their own. */
export async function* planContact(
  config: Partial<ContactSettings>,
  directory: Directory,
  read: FeedRead,
): AsyncGenerator<PlannedCalls> {
  if (!meetsEveryone(config, read.streams)) directory.decline();
  yield* planPeople(config, read);
  yield* planGroups(config, read);
  for (const { stream, endpoint } of lists) {
    if (!read.streams.has(stream.name)) continue;
    const { pages, isEstimate } = await countListed(endpoint, read, 'contact');
    yield { endpoint, calls: pages, isEstimate };
  }
}

/** The members of each user group are listed, people and departments apart; a count of 0 spares the call. */
async function* planGroups(config: Partial<ContactSettings>, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const wantsMembers = read.streams.has(groupMembersStream.name);
  if (!wantsMembers && !read.streams.has(groupsStream.name)) return;
  const { listGroups, listGroupMembers } = contactEndpoints;
  const pageSize = listGroupMembers.page?.maxSize ?? 1;
  const callsFor = (members: number | null): number => (members === null ? 1 : Math.ceil(members / pageSize));
  let [pages, calls, isEstimate] = [0, 0, false];
  for (const { name, type } of passes) {
    const listed = await countListed(listGroups, read, 'contact', { ...toIdTypes(config), type });
    pages += listed.pages;
    isEstimate ||= listed.isEstimate;
    for (const group of listed.items) {
      calls += callsFor(readNumber(group, 'member_user_count'));
      if (name === 'normal') calls += callsFor(readNumber(group, 'member_department_count'));
    }
  }
  yield { endpoint: listGroups, calls: pages, isEstimate };
  if (wantsMembers) yield { endpoint: listGroupMembers, calls, isEstimate: true };
}

/** Departments are listed, fifty a call; each says how many members it has, and costs a call for every fifty of them. */
async function* planPeople(config: Partial<ContactSettings>, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const wanted = [...people, departmentsStream.name].filter((name) => read.streams.has(name));
  if (wanted.length === 0) return;
  const { departments, pages } = await countDepartments(config, read);
  yield { endpoint: contactEndpoints.listChildren, calls: pages, isEstimate: false };
  if (people.some((name) => read.streams.has(name))) yield planMembers(departments);
}

/** A walk over everyone whom the app may see, which another feed makes for itself. */
export async function* planWalkAlone(read: FeedRead): AsyncGenerator<PlannedCalls> {
  const { departments, pages } = await countDepartments({}, read);
  yield { endpoint: contactEndpoints.listChildren, calls: pages, isEstimate: false };
  yield planMembers(departments);
}

function planMembers(departments: ReadonlyMap<string, number>): PlannedCalls {
  const pageSize = contactEndpoints.findUsersByDepartment.page?.maxSize ?? 1;
  const calls = [...departments.values()].reduce((sum, members) => sum + Math.max(1, Math.ceil(members / pageSize)), 0);
  return { endpoint: contactEndpoints.findUsersByDepartment, calls, isEstimate: true };
}

interface Counted {
  /** Department → direct members. */
  readonly departments: ReadonlyMap<string, number>;
  readonly pages: number;
}

async function countDepartments(config: Partial<ContactSettings>, read: FeedRead): Promise<Counted> {
  const contact = new ContactClient({
    client: read.client,
    signal: read.signal,
    feed: 'contact',
    idTypes: toIdTypes(config),
  });
  const counting = new Counting();
  const roots = toDepartmentIds(config) ?? [rootDepartment];
  const denied = await counting.below(roots, contact);
  if (denied) await counting.below((await readGrants(contact)).departmentIds, contact);
  return counting.result();
}

/** The platform's `member_count` of a department includes everybody below it. */
class Counting {
  readonly #members = new Map<string, number>();
  readonly #parents = new Map<string, string>();
  #pages = 0;

  /** Returns whether the app may not read the root. */
  async below(ids: readonly string[], contact: ContactClient): Promise<boolean> {
    for (const id of ids) this.#members.set(id, this.#members.get(id) ?? 0);
    for await (const found of listBelow(ids, contact)) {
      if (found.kind === 'denied' && found.id === rootDepartment) {
        this.#members.delete(rootDepartment);
        return true;
      }
      if (found.kind === 'denied' || found.kind === 'failed') throw found.error;
      if (found.kind !== 'page') continue;
      this.#pages++;
      for (const department of found.departments) {
        const id = readText(department, contact.idTypes.department_id_type);
        if (id === null) continue;
        this.#members.set(id, readNumber(department, 'member_count') ?? 0);
        this.#parents.set(id, readText(department, 'parent_department_id') ?? rootDepartment);
      }
    }
    return false;
  }

  result(): Counted {
    const departments = new Map(this.#members);
    for (const [id, parent] of this.#parents) {
      const members = departments.get(parent);
      if (members !== undefined) departments.set(parent, members - (this.#members.get(id) ?? 0));
    }
    return { departments, pages: Math.max(1, this.#pages) };
  }
}
