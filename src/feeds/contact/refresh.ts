import type { Change } from '../../model/change.ts';
import { type Hint, type HintOf, hintsOf } from '../../model/hint.ts';
import { inBatches } from '../../util/batches.ts';
import type { JsonObject } from '../../util/json.ts';
import { readText, readTexts } from '../../util/json.ts';
import type { FeedRead } from '../feed.ts';
import type { Refresher } from '../refresher.ts';
import { batchSize, getDepartments, getUsers } from './by-id.ts';
import { Caller } from './caller.ts';
import { asCallerWants, hasLeft } from './missed.ts';
import { toDepartmentRow, toMemberships, toUserRow } from './rows.ts';
import { type ContactConfig, rootDepartment, toDepartmentIds, toIdTypes } from './settings.ts';
import { departmentsStream, userDepartmentsStream, usersStream } from './streams.ts';

/** Departments up to the root; more is a circle. */
const deepest = 50;

/** The people and departments that events name, fifty with each call. */
export function createContactRefresher(config: ContactConfig): Refresher {
  return {
    refresh: async function* (hints, read) {
      const people = newest(hintsOf(hints, 'contact_person'), ({ openId }) => openId);
      const departments = newest(hintsOf(hints, 'contact_department'), ({ openDepartmentId }) => openDepartmentId);
      const refresh = new ContactRefresh(config, read);
      // Departments first: a person may have moved to one that is new.
      yield* refresh.departments(departments);
      yield* refresh.people(people);
    },
  };
}

/** Of several hints at the same thing, the last. */
function newest<T extends Hint>(hints: readonly T[], idOf: (hint: T) => string): T[] {
  return [...new Map(hints.map((hint) => [idOf(hint), hint])).values()];
}

class ContactRefresh {
  readonly #read: FeedRead;
  readonly #caller: Caller;
  /** By open ids: events name people and departments so. */
  readonly #byOpenId: Caller;
  readonly #roots: readonly string[] | undefined;
  /** Records of departments by `open_department_id` and by the configured id; undefined for those that cannot be seen. */
  readonly #known = new Map<string, JsonObject | undefined>();

  constructor(config: ContactConfig, read: FeedRead) {
    const { client, signal } = read;
    this.#read = read;
    this.#caller = new Caller({ client, signal, account: 'contact', idTypes: toIdTypes(config) });
    this.#byOpenId = this.#caller.byOpenIds();
    this.#roots = toDepartmentIds(config);
  }

  async *departments(hints: readonly HintOf<'contact_department'>[]): AsyncGenerator<Change, void, void> {
    const stream = departmentsStream.name;
    if (!this.#read.streams.has(stream) || hints.length === 0) return;
    for (const some of inBatches(hints, batchSize)) {
      const ids = some.map(({ openDepartmentId }) => openDepartmentId);
      const found = await this.#configured(await getDepartments(ids, this.#byOpenId));
      const wanted: JsonObject[] = [];
      for (const department of found) if (await this.#covers([this.#idOf(department)])) wanted.push(department);
      if (wanted.length > 0) yield { kind: 'rows', stream, rows: wanted.map(toDepartmentRow) };
      const present = new Set(found.map((department) => readText(department, 'open_department_id')));
      const gone = some.filter(({ isGone, openDepartmentId }) => isGone && !present.has(openDepartmentId));
      if (gone.length > 0) yield { kind: 'deletes', stream, keys: gone.map((hint) => [hint.openDepartmentId]) };
    }
  }

  async *people(hints: readonly HintOf<'contact_person'>[]): AsyncGenerator<Change, void, void> {
    const { streams } = this.#read;
    const [users, memberships] = [streams.has(usersStream.name), streams.has(userDepartmentsStream.name)];
    if ((!users && !memberships) || hints.length === 0) return;
    for (const some of inBatches(hints, batchSize)) {
      const answered = await getUsers(
        some.map(({ openId }) => openId),
        this.#byOpenId,
      );
      const present = await asCallerWants(
        answered.filter((user) => !hasLeft(user)),
        this.#caller,
      );
      const wanted: JsonObject[] = [];
      for (const user of present) if (await this.#covers(readTexts(user, 'department_ids'))) wanted.push(user);
      if (users && wanted.length > 0) yield { kind: 'rows', stream: usersStream.name, rows: wanted.map(toUserRow) };
      if (memberships) yield* this.#memberships(wanted);
      yield* this.#leavers(some, { present, left: answered.filter(hasLeft) });
    }
  }

  async *#memberships(users: readonly JsonObject[]): AsyncGenerator<Change, void, void> {
    const ids = users.flatMap((user) => readTexts(user, 'department_ids'));
    if (this.#caller.idTypes.department_id_type === 'department_id') await this.#learn(ids);
    const toOpenId = (id: string): string => readText(this.#known.get(id) ?? {}, 'open_department_id') ?? id;
    yield* toMemberships(users, toOpenId);
  }

  /** Only who is said to have left, by the event or by the record: someone who is merely out of sight stays. */
  *#leavers(
    hints: readonly HintOf<'contact_person'>[],
    { present, left }: { readonly present: readonly JsonObject[]; readonly left: readonly JsonObject[] },
  ): Generator<Change, void, void> {
    const { streams } = this.#read;
    const idsOf = (users: readonly JsonObject[]) => new Set(users.map((user) => readText(user, 'open_id')));
    const [there, resigned] = [idsOf(present), idsOf(left)];
    const isGone = (hint: HintOf<'contact_person'>): boolean =>
      resigned.has(hint.openId) || (hint.isGone && !there.has(hint.openId));
    const keys = hints.filter(isGone).map(({ openId }) => [openId]);
    if (keys.length === 0) return;
    if (streams.has(usersStream.name)) yield { kind: 'deletes', stream: usersStream.name, keys };
    if (streams.has(userDepartmentsStream.name))
      yield { kind: 'rows', stream: userDepartmentsStream.name, rows: [], parents: keys };
  }

  /** Whether one of these departments is configured, or lies below one that is. */
  async #covers(departmentIds: readonly string[]): Promise<boolean> {
    const roots = this.#roots;
    if (roots === undefined || roots.includes(rootDepartment)) return true;
    for (const id of departmentIds) {
      let at = id;
      for (let depth = 0; depth < deepest && at !== rootDepartment && at !== ''; depth++) {
        if (roots.includes(at)) return true;
        await this.#learn([at]);
        at = readText(this.#known.get(at) ?? {}, 'parent_department_id') ?? '';
      }
    }
    return false;
  }

  #idOf(department: JsonObject): string {
    return readText(department, this.#caller.idTypes.department_id_type) ?? '';
  }

  /** Gets what is not known yet, by the configured type of id. */
  async #learn(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => id !== rootDepartment && !this.#known.has(id));
    for (const some of inBatches(unknown, batchSize)) {
      const found = await getDepartments(some, this.#caller);
      for (const id of some) this.#known.set(id, undefined);
      for (const department of found) this.#known.set(this.#idOf(department), department);
    }
  }

  /** The same records with the configured types of ids, which shape what refers to others. */
  async #configured(departments: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    if (this.#caller.usesOpenIds || departments.length === 0) return departments;
    return await getDepartments(
      departments.map((department) => this.#idOf(department)),
      this.#caller,
    );
  }
}
