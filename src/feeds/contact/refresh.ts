import type { Change } from '../../model/change.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { inBatches } from '../../util/in-batches.ts';
import { type JsonObject, readText, readTexts } from '../../util/json.ts';
import type { Directory } from '../directory.ts';
import { visitHints } from '../hints.ts';
import type { Refresher, RefreshRead } from '../refresher.ts';
import { batchSize, getDepartments, getUsers } from './by-id.ts';
import { ContactClient } from './contact-client.ts';
import { DepartmentLookup } from './department-lookup.ts';
import type { ContactTargets, DepartmentTarget, PersonTarget } from './hints.ts';
import { toDepartmentIds, toIdTypes } from './id-types.ts';
import { asContactWants, hasLeft, knownFrom } from './moved-people.ts';
import type { PeopleOptions } from './people.ts';
import { readContact } from './read-contact.ts';
import { toDepartmentRow, toMemberships, toPerson, toUserRow } from './rows.ts';
import type { ContactSettings } from './settings.ts';
import { departmentsStream, userDepartmentsStream, usersStream } from './streams.ts';
import { Walk } from './walk.ts';

/**
 * The people and departments that events name, fifty with each call; all of Contact where an event says only that everything
 * may have changed. The people that it meets go into `directory`.
 */
export function createContactRefresher(config: Partial<ContactSettings>, directory: Directory): Refresher {
  return {
    refresh: async function* (hints, read) {
      const people = new Map<string, PersonTarget>();
      const departments = new Map<string, DepartmentTarget>();
      let isEverything = false;
      // Of several hints at the same thing, the last.
      visitHints<ContactTargets>('contact', hints, {
        person: (target) => people.set(target.openId, target),
        department: (target) => departments.set(target.openDepartmentId, target),
        everything: () => {
          isEverything = true;
        },
      });
      try {
        if (isEverything) yield* withoutSuspicion(await readEveryone({ config, directory }, read));
        else yield* refreshNamed({ people, departments }, new ContactRefresh(config, { read, directory }), directory);
      } catch (thrown) {
        directory.end(toLarkstreamError(thrown));
        throw thrown;
      } finally {
        directory.end();
      }
    },
  };
}

async function readEveryone(options: PeopleOptions, read: RefreshRead): Promise<AsyncIterable<Change>> {
  return readContact(options, { ...read, state: await read.remembered() });
}

async function* refreshNamed(
  {
    people,
    departments,
  }: { people: ReadonlyMap<string, PersonTarget>; departments: ReadonlyMap<string, DepartmentTarget> },
  refresh: ContactRefresh,
  directory: Directory,
): AsyncGenerator<Change, void, void> {
  if (!refresh.readsPeople) directory.decline();
  // Departments first: a person may have moved to one that is new.
  yield* refresh.departments([...departments.values()]);
  yield* refresh.people([...people.values()]);
}

/** The event has announced that the app sees less now; nothing is deleted for it, and reading again changes nothing. */
async function* withoutSuspicion(changes: AsyncIterable<Change>): AsyncGenerator<Change, void, void> {
  for await (const change of changes) {
    if (change.kind === 'incomplete' && change.error.code === 'source.scan.suspicious')
      yield { kind: 'warning', streams: change.streams, message: change.error.texts.message };
    else yield change;
  }
}

class ContactRefresh {
  readonly #read: RefreshRead;
  readonly #directory: Directory;
  readonly #contact: ContactClient;
  /** By open ids: events name people and departments so. */
  readonly #byOpenId: ContactClient;
  readonly #lookup: DepartmentLookup;

  constructor(config: Partial<ContactSettings>, { read, directory }: { read: RefreshRead; directory: Directory }) {
    const { client, signal } = read;
    this.#read = read;
    this.#directory = directory;
    this.#contact = new ContactClient({
      client,
      signal,
      feed: 'contact',
      idTypes: toIdTypes(config),
      problems: read.problems,
    });
    this.#byOpenId = this.#contact.byOpenIds();
    this.#lookup = new DepartmentLookup(this.#contact, toDepartmentIds(config));
  }

  get readsPeople(): boolean {
    return this.#wants(usersStream.name) || this.#wants(userDepartmentsStream.name);
  }

  async *departments(hints: readonly DepartmentTarget[]): AsyncGenerator<Change, void, void> {
    const stream = departmentsStream.name;
    if ((!this.#wants(stream) && !this.readsPeople) || hints.length === 0) return;
    const known = knownFrom(await this.#read.remembered(), 'departments');
    const fresh: string[] = [];
    for (const some of inBatches(hints, batchSize)) {
      const ids = some.map(({ openDepartmentId }) => openDepartmentId);
      const found = await getDepartments(ids, this.#byOpenId);
      const wanted: JsonObject[] = [];
      for (const department of await this.#lookup.asConfigured(found)) {
        if (!(await this.#lookup.covers([this.#lookup.idOf(department)]))) continue;
        wanted.push(department);
        const openId = readText(department, 'open_department_id');
        if (known !== undefined && openId !== null && !known.has(openId)) fresh.push(this.#lookup.idOf(department));
      }
      if (!this.#wants(stream)) continue;
      if (wanted.length > 0)
        yield { kind: 'rows', stream, rows: wanted.map((one) => toDepartmentRow(one, this.#read.problems)) };
      yield* this.#goneDepartments(some, found);
    }
    if (fresh.length > 0) yield* this.#below(fresh);
  }

  /** Departments that an event calls gone and the platform no longer returns. An item that cannot be read may be any of them. */
  *#goneDepartments(hints: readonly DepartmentTarget[], found: readonly JsonObject[]): Generator<Change, void, void> {
    const stream = departmentsStream.name;
    if (this.#read.problems.hasUnreadable(stream)) return;
    const present = new Set(found.map((department) => readText(department, 'open_department_id')));
    const gone = hints.filter(({ isGone, openDepartmentId }) => isGone && !present.has(openDepartmentId));
    if (gone.length > 0) yield { kind: 'deletes', stream, keys: gone.map((hint) => [hint.openDepartmentId]) };
  }

  async *people(hints: readonly PersonTarget[]): AsyncGenerator<Change, void, void> {
    if (!this.readsPeople) return;
    for (const some of inBatches(hints, batchSize)) {
      const ids = some.map(({ openId }) => openId);
      const answered = await getUsers(ids, this.#byOpenId);
      const there = answered.filter((user) => !hasLeft(user));
      const present = await asContactWants(there, this.#contact);
      yield* this.#write(present);
      yield* this.#leavers(some, { present, left: answered.filter(hasLeft) });
    }
  }

  /**
   * Everybody in departments that no snapshot has met, and below them: one that was moved into the range brings its people, of
   * whom there is no event.
   */
  async *#below(departmentIds: readonly string[]): AsyncGenerator<Change, void, void> {
    const stream = departmentsStream.name;
    const walk = new Walk({ contact: this.#contact, departmentIds, people: this.readsPeople });
    for await (const event of walk.events()) {
      if (event.kind === 'people') yield* this.#write(event.people);
      else if (this.#wants(stream))
        yield { kind: 'rows', stream, rows: event.departments.map((one) => toDepartmentRow(one, this.#read.problems)) };
    }
    // A department that is deleted meanwhile has an event of its own.
    const failures = [...walk.departmentFailures, ...walk.peopleFailures];
    const failure = failures.find(({ code }) => code !== 'lark.entity.missing');
    if (failure !== undefined) throw failure;
  }

  async *#write(people: readonly JsonObject[]): AsyncGenerator<Change, void, void> {
    this.#directory.add(people.flatMap((user) => toPerson(user) ?? []));
    const wanted: JsonObject[] = [];
    for (const user of people) if (await this.#lookup.covers(readTexts(user, 'department_ids'))) wanted.push(user);
    if (wanted.length === 0) return;
    const stream = usersStream.name;
    if (this.#wants(stream))
      yield { kind: 'rows', stream, rows: wanted.map((one) => toUserRow(one, this.#read.problems)) };
    if (!this.#wants(userDepartmentsStream.name)) return;
    const ids = wanted.flatMap((user) => readTexts(user, 'department_ids'));
    yield* toMemberships(wanted, await this.#lookup.toOpenIds(ids), this.#read.problems);
  }

  /**
   * Only people who have left according to the event or the record: a person who is merely out of range stays, and so does one
   * of whom an event says so while something in an answer cannot be read, for that may be this person.
   */
  *#leavers(
    hints: readonly PersonTarget[],
    { present, left }: { readonly present: readonly JsonObject[]; readonly left: readonly JsonObject[] },
  ): Generator<Change, void, void> {
    const idsOf = (users: readonly JsonObject[]) => new Set(users.map((user) => readText(user, 'open_id')));
    const isUnsure = this.#read.problems.hasUnreadable(usersStream.name);
    const [there, resigned] = [idsOf(present), idsOf(left)];
    const isGone = (hint: PersonTarget): boolean =>
      resigned.has(hint.openId) || (hint.isGone && !isUnsure && !there.has(hint.openId));
    const keys = hints.filter(isGone).map(({ openId }) => [openId]);
    if (keys.length === 0) return;
    if (this.#wants(usersStream.name)) yield { kind: 'deletes', stream: usersStream.name, keys };
    const stream = userDepartmentsStream.name;
    if (this.#wants(stream)) yield { kind: 'rows', stream, rows: [], parents: keys };
  }

  #wants(stream: string): boolean {
    return this.#read.streams.has(stream);
  }
}
