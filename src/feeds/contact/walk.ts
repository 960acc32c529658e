import { ConfigError, type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { inBatches } from '../../util/in-batches.ts';
import { type JsonObject, readText } from '../../util/json.ts';
import { merge } from '../../util/merge.ts';
import { isFatal } from '../is-fatal.ts';
import { batchSize, getDepartments, getUsers } from './by-id.ts';
import type { ContactClient } from './contact-client.ts';
import { listBelow } from './departments.ts';
import { isDepartmentGone } from './failures.ts';
import { listMembers, type MemberType, toMemberIdType } from './group-members.ts';
import { rootDepartment } from './id-types.ts';
import { hasLeft } from './moved-people.ts';
import { type Grants, type Range, readGrants, type Seen } from './range.ts';
import { departmentRows, peopleRows } from './streams.ts';

/** What a walk is about and how much of it is wanted. */
export interface WalkOptions {
  readonly contact: ContactClient;
  /** Where to start, of the client's type; everything that the app may see when absent. */
  readonly departmentIds?: readonly string[] | undefined;
  /** False leaves out the calls that only people need. */
  readonly people: boolean;
}

/** Objects as the API answers them: no leavers, and each person once, whatever the number of departments. */
export type WalkEvent =
  | { readonly kind: 'departments'; readonly departments: readonly JsonObject[] }
  | { readonly kind: 'people'; readonly people: readonly JsonObject[] };

type Step =
  | { readonly kind: 'departments'; readonly departments: readonly JsonObject[] }
  | { readonly kind: 'members'; readonly departmentId: string }
  | { readonly kind: 'chosen'; readonly userIds: readonly string[] };

/** Fills 50 calls a second at half a second of latency; the client paces. */
const concurrency = 32;
const buffer = 64;
/** After this many failures the platform is not asked for the rest. */
const maxFailures = 10;

/**
 * One pass over the directory: departments first seen, then their direct members, each department and each person
 * once. The failure of a part is collected and the walk continues; an error that ends the read is thrown.
 */
export class Walk implements Seen {
  readonly #options: WalkOptions;
  /** Ids of the client's type → `open_department_id`. */
  readonly #departments = new Map<string, string>();
  /** `open_id`s of everyone met. */
  readonly people: Set<string> = new Set();
  /** The same people by the client's type of id; empty where that is `open_id`. */
  readonly #otherIds = new Set<string>();
  readonly departmentFailures: LarkstreamError[] = [];
  readonly peopleFailures: LarkstreamError[] = [];
  /** Set when the pass has ended; undefined for configured departments. It counts only without `departmentFailures`. */
  range: Range | undefined;
  /** True when a department vanished on the way: its people may have moved to one that had been read before. */
  unsettled = false;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  get isComplete(): boolean {
    return this.failure === undefined;
  }

  /** Why people may be missing. */
  get failure(): LarkstreamError | undefined {
    const unreadable = this.#options.contact.problems.errorOf(departmentRows.map(({ name }) => name));
    return this.departmentFailures[0] ?? this.peopleFailures[0] ?? unreadable;
  }

  get walksPeople(): boolean {
    return this.#options.people;
  }

  /** Whether a person in these departments is one whom this walk is to meet. */
  covers(departmentIds: readonly string[]): boolean {
    // What the app may not see is not answered at all, so here only configured departments leave someone out.
    if (this.#options.departmentIds === undefined) return departmentIds.length > 0;
    return departmentIds.some((id) => this.hasDepartment(id) || this.#options.departmentIds?.includes(id));
  }

  failPeople(thrown: unknown): void {
    this.#fail(this.peopleFailures, thrown);
  }

  hasDepartment(id: string): boolean {
    return this.#departments.has(id);
  }

  hasPerson(id: string): boolean {
    return this.people.has(id) || this.#otherIds.has(id);
  }

  /** Of every department that was met. */
  openDepartmentIds(): Iterable<string> {
    return this.#departments.values();
  }

  toOpenDepartmentId(id: string): string {
    return this.#departments.get(id) ?? id;
  }

  events(): AsyncGenerator<WalkEvent, void, void> {
    return merge(this.#jobs(), { concurrency, buffer });
  }

  async *#jobs(): AsyncGenerator<() => AsyncIterable<WalkEvent>, void, void> {
    // People refer to departments by the client's type of id; only all departments together translate those.
    const translates = this.#options.contact.idTypes.department_id_type === 'department_id';
    const later: (() => AsyncIterable<WalkEvent>)[] = [];
    for await (const step of this.#plan()) {
      if (step.kind === 'departments') {
        yield () => once(step);
        continue;
      }
      if (!this.#options.people) continue;
      const job = () => (step.kind === 'members' ? this.#members(step.departmentId) : this.#chosen(step.userIds));
      if (translates) later.push(job);
      else yield job;
    }
    yield* later;
  }

  async *#plan(): AsyncGenerator<Step, void, void> {
    try {
      const { departmentIds } = this.#options;
      if (departmentIds !== undefined) {
        yield* this.#configured(departmentIds);
        return;
      }
      const denial = yield* this.#below([rootDepartment]);
      if (denial === undefined) this.range = { kind: 'company' };
      else yield* this.#granted();
    } catch (thrown) {
      this.#fail(this.departmentFailures, thrown);
    }
  }

  async *#configured(ids: readonly string[]): AsyncGenerator<Step, void, void> {
    const missing = yield* this.#named(ids.filter((id) => id !== rootDepartment));
    if (missing.length > 0) {
      const error = new ConfigError({
        code: 'lark.entity.missing',
        message: {
          en: `modules.contact.department_ids names departments that the app cannot see: ${missing.join(', ')}`,
          zh: `modules.contact.department_ids 中有应用看不到的部门：${missing.join('、')}`,
        },
        cure: {
          en: "Check the ids and their type, and that the app's contact range includes these departments.",
          zh: '检查这些 ID 及其类型，并确认应用的通讯录权限范围包含这些部门。',
        },
      });
      this.departmentFailures.push(error);
    }
    const denial = yield* this.#below(ids.filter((id) => !missing.includes(id)));
    if (denial !== undefined) this.departmentFailures.push(denial);
  }

  async *#granted(): AsyncGenerator<Step, void, void> {
    const grants = await readGrants(this.#options.contact);
    const groups = await this.#membersOfGroups(grants);
    const missing = yield* this.#named([...new Set([...grants.departmentIds, ...groups.departmentIds])]);
    // Granted, and yet not found: deleted in between.
    if (missing.length > 0) this.unsettled = true;
    yield* this.#below([...this.#departments.keys()]);
    for (const userIds of inBatches([...new Set([...grants.userIds, ...groups.userIds])], batchSize)) {
      yield { kind: 'chosen', userIds };
    }
    this.range = { kind: 'granted', ...grants };
  }

  /** The records of the named departments. Returns the ids that were not found. */
  async *#named(ids: readonly string[]): AsyncGenerator<Step, string[], void> {
    for (const some of inBatches(ids, batchSize)) yield* this.#found(await getDepartments(some, this.#options.contact));
    return ids.filter((id) => !this.#departments.has(id));
  }

  /** Everything below. Returns the refusal when the root was among them and lies outside of the app's range. */
  async *#below(ids: readonly string[]): AsyncGenerator<Step, LarkstreamError | undefined, void> {
    let denial: LarkstreamError | undefined;
    for await (const found of listBelow(ids, this.#options.contact)) {
      if (found.kind === 'page') yield* this.#found(found.departments);
      else if (found.kind === 'gone') this.unsettled = true;
      else if (found.kind === 'denied' && found.id === rootDepartment) denial = found.error;
      else if (found.kind !== 'opened') this.#fail(this.departmentFailures, found.error);
      else if (found.id === rootDepartment) yield { kind: 'members', departmentId: rootDepartment };
    }
    return denial;
  }

  *#found(departments: readonly JsonObject[]): Generator<Step, void, void> {
    const fresh: JsonObject[] = [];
    const ids: string[] = [];
    for (const department of departments) {
      const openId = readText(department, 'open_department_id');
      const id = readText(department, this.#options.contact.idTypes.department_id_type);
      if (openId === null || id === null)
        this.#options.contact.noteUnreadable(departmentRows, 1, contactEndpoints.listChildren);
      if (openId === null || id === null || this.#departments.has(id)) continue;
      this.#departments.set(id, openId);
      fresh.push(department);
      ids.push(id);
    }
    if (fresh.length > 0) yield { kind: 'departments', departments: fresh };
    for (const departmentId of ids) yield { kind: 'members', departmentId };
  }

  async *#members(departmentId: string): AsyncGenerator<WalkEvent, void, void> {
    if (this.#hasGivenUp()) return;
    try {
      const pages = this.#options.contact.pages(contactEndpoints.findUsersByDepartment, {
        query: { department_id: departmentId },
      });
      for await (const { items, unreadable } of pages) {
        this.#options.contact.noteUnreadable(peopleRows, unreadable, contactEndpoints.findUsersByDepartment);
        yield* this.meet(items);
      }
    } catch (thrown) {
      const error = toLarkstreamError(thrown);
      if (isDepartmentGone(error)) this.unsettled = true;
      else this.#fail(this.peopleFailures, error);
    }
  }

  async *#chosen(userIds: readonly string[]): AsyncGenerator<WalkEvent, void, void> {
    if (this.#hasGivenUp()) return;
    const { contact } = this.#options;
    const unmet = userIds.filter((id) => !this.hasPerson(id));
    if (unmet.length === 0) return;
    try {
      yield* this.meet(await getUsers(unmet, contact));
    } catch (thrown) {
      this.#fail(this.peopleFailures, thrown);
    }
  }

  /** Those of them who have not been met yet, and are no leavers. */
  *meet(people: readonly JsonObject[]): Generator<WalkEvent, void, void> {
    const { user_id_type: idType } = this.#options.contact.idTypes;
    const fresh = people.filter((person) => {
      const openId = readText(person, 'open_id');
      if (openId === null) this.#options.contact.noteUnreadable(peopleRows, 1, contactEndpoints.findUsersByDepartment);
      if (openId === null || this.people.has(openId) || hasLeft(person)) return false;
      this.people.add(openId);
      const id = readText(person, idType);
      if (idType !== 'open_id' && id !== null) this.#otherIds.add(id);
      return true;
    });
    if (fresh.length > 0) yield { kind: 'people', people: fresh };
  }

  /** A user group in the range opens its members, who need not belong to any granted department. */
  async #membersOfGroups({ groupIds }: Grants): Promise<{ departmentIds: string[]; userIds: string[] }> {
    const ask = async (groupId: string, memberType: MemberType): Promise<string[]> => {
      const { contact } = this.#options;
      const memberIdType = toMemberIdType(memberType, contact.idTypes);
      try {
        const { ids, unreadable } = await listMembers(groupId, { memberType, memberIdType }, contact);
        contact.noteUnreadable(departmentRows, unreadable, contactEndpoints.listGroupMembers);
        return [...ids];
      } catch (thrown) {
        this.#fail(memberType === 'user' ? this.peopleFailures : this.departmentFailures, thrown);
        return [];
      }
    };
    const members = { departmentIds: [] as string[], userIds: [] as string[] };
    for (const groupId of groupIds) {
      if (this.#options.people) members.userIds.push(...(await ask(groupId, 'user')));
      members.departmentIds.push(...(await ask(groupId, 'department')));
    }
    return members;
  }

  #fail(failures: LarkstreamError[], thrown: unknown): void {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    failures.push(error);
  }

  #hasGivenUp(): boolean {
    return (
      this.peopleFailures.length >= maxFailures ||
      this.peopleFailures.some(({ code }) => code === 'lark.scope.missing' || code === 'lark.endpoint.missing')
    );
  }
}

async function* once<T>(value: T): AsyncGenerator<T, void, void> {
  yield value;
}
