import { type Publish, publishNothing } from '../events/tenant-event.ts';
import { randomFor } from '../random.ts';
import { SandboxUseError } from '../sandbox-use-error.ts';
import { departmentEvent, userEvent } from './contact-events.ts';
import { departmentPayload, openIds, userPayload } from './contact-payloads.ts';
import { rootDepartmentId } from './department.ts';
import { DepartmentTree, type NewDepartment } from './department-tree.ts';
import type { DirectoryView } from './directory-view.ts';
import { countMembers, type MemberCounts } from './member-counts.ts';
import {
  generatePerson,
  indexOfEmail,
  indexOfEmployeeNo,
  indexOfId,
  indexOfMobile,
  type Person,
  type PersonPatch,
  type UserIdType,
} from './person.ts';

/**
 * How many people and departments are generated, and from which seed. People joined before `startedAtMs`; `now` is in
 * milliseconds.
 */
interface DirectoryOptions {
  readonly seed: number;
  readonly startedAtMs: number;
  readonly now: () => number;
  readonly users: number;
  readonly departments: number;
}

/** Everybody in the tenant. People are generated on demand; only who sits where, and what was changed since, is kept. */
export class Directory implements DirectoryView {
  readonly departments: DepartmentTree;
  readonly #options: DirectoryOptions;
  readonly #publish: Publish;
  readonly #patches = new Map<number, PersonPatch>();
  readonly #members = new Map<string, number[]>();
  readonly #resigned = new Set<number>();
  #restored = 0;
  #made: number;
  #counts: ReadonlyMap<string, MemberCounts> | undefined;

  constructor(options: DirectoryOptions, publish: Publish = publishNothing) {
    this.#options = options;
    this.#publish = publish;
    this.#made = options.users;
    this.departments = new DepartmentTree(options.seed, options.departments);
    for (let index = 0; index < options.users; index++) this.#addToDepartments(index, this.#placement(index));
  }

  /** How many people there ever were; `personAt` takes 0 … size − 1. */
  get size(): number {
    return this.#made;
  }

  /** How many there were at the start: generated histories are about them. */
  get generated(): number {
    return this.#options.users;
  }

  personAt(index: number): Person {
    const person = generatePerson(this.#options, index, this.#placement(index));
    const patch = this.#patches.get(index);
    return patch === undefined ? person : { ...person, ...patch };
  }

  /** Grows whenever a person joins or leaves. */
  get revision(): number {
    return this.#made + this.#resigned.size + 2 * this.#restored;
  }

  /** Everybody who works here now. */
  *people(): Generator<Person, void, undefined> {
    for (let index = 0; index < this.#made; index++) if (!this.#resigned.has(index)) yield this.personAt(index);
  }

  isResigned(index: number): boolean {
    return this.#resigned.has(index);
  }

  /** Also finds people who left; check `isResigned`. */
  byId(id: string, type: UserIdType): Person | undefined {
    const fits = type === 'user_id' ? !id.includes('_') : id.startsWith(type === 'open_id' ? 'ou_' : 'on_');
    return fits ? this.#known(indexOfId(this.#options.seed, id)) : undefined;
  }

  byEmployeeNo(employeeNo: string): Person | undefined {
    return this.#known(indexOfEmployeeNo(employeeNo));
  }

  byEmail(email: string): Person | undefined {
    return this.#reached(indexOfEmail(email), (person) => person.email === email || person.enterpriseEmail === email);
  }

  byMobile(mobile: string): Person | undefined {
    const full = mobile.startsWith('+') ? mobile : `+86${mobile}`;
    return this.#reached(indexOfMobile(mobile), (person) => person.mobile === full);
  }

  /** Indexes of the direct members. */
  members(departmentId: string): readonly number[] {
    return this.#members.get(departmentId) ?? [];
  }

  memberCounts(departmentId: string): MemberCounts {
    this.#counts ??= countMembers(this.#placements(), (id) => this.departments.lineage(id));
    return this.#counts.get(departmentId) ?? { all: 0, primary: 0 };
  }

  /** A department is led by its longest-standing direct member. */
  leaderOf(departmentId: string): Person | undefined {
    const first = this.members(departmentId)[0];
    return first === undefined ? undefined : this.personAt(first);
  }

  /** The leader of the nearest department above that another person leads. */
  superiorOf(person: Person): Person | undefined {
    const [primary = rootDepartmentId] = person.departments;
    for (const departmentId of [...this.departments.lineage(primary), rootDepartmentId]) {
      const leader = this.members(departmentId)[0];
      if (leader !== undefined && leader !== person.index) return this.personAt(leader);
    }
    return undefined;
  }

  /** A new person, generated but for what is given; right under the root unless `departments` says otherwise. */
  addPerson(wanted: PersonPatch = {}): Person {
    const index = this.#made;
    for (const departmentId of wanted.departments ?? []) this.departments.require(departmentId);
    this.#made++;
    const departments = wanted.departments ?? [rootDepartmentId];
    const joinTimeSeconds = Math.trunc(this.#options.now() / 1000);
    this.#patches.set(index, { isActivated: true, isFrozen: false, joinTimeSeconds, ...wanted, departments });
    this.#addToDepartments(index, departments);
    const person = this.personAt(index);
    this.#publish(userEvent('created', this, person));
    return person;
  }

  /** Changes what is given; new departments replace the old ones. */
  updatePerson(openId: string, patch: PersonPatch): Person {
    const before = this.#require(openId);
    const { index, departments } = before;
    if (patch.departments !== undefined) {
      if (patch.departments.length === 0) throw new SandboxUseError('A person needs at least one department');
      for (const departmentId of patch.departments) this.departments.require(departmentId);
      this.#removeFromDepartments(index, departments);
      this.#addToDepartments(index, patch.departments);
    }
    this.#patches.set(index, { ...this.#patches.get(index), ...patch });
    const person = this.personAt(index);
    this.#publish(userEvent('updated', this, person, before));
    return person;
  }

  /** The person leaves: gone from every list, still known to `batch_get_id` with `include_resigned`. */
  removePerson(openId: string): void {
    const before = this.#require(openId);
    const { index, departments } = before;
    this.#removeFromDepartments(index, departments);
    this.#resigned.add(index);
    this.#patches.set(index, { ...this.#patches.get(index), isResigned: true });
    this.#publish(userEvent('deleted', this, this.personAt(index), before));
  }

  /** A leaver comes back as the same person, in the same departments unless others are given. */
  restorePerson(openId: string, { departments }: { readonly departments?: readonly string[] } = {}): Person {
    const before = this.byId(openId, 'open_id');
    if (before === undefined || !this.#resigned.has(before.index))
      throw new SandboxUseError(`No person with the open_id ${openId} has left`);
    const { index } = before;
    const wanted =
      departments ?? before.departments.filter((id) => this.departments.has(id) || id === rootDepartmentId);
    const places = wanted.length > 0 ? wanted : [rootDepartmentId];
    for (const departmentId of places) this.departments.require(departmentId);
    this.#resigned.delete(index);
    this.#restored++;
    this.#patches.set(index, { ...this.#patches.get(index), isResigned: false, departments: places });
    this.#addToDepartments(index, places);
    const person = this.personAt(index);
    this.#publish(userEvent('created', this, person));
    return person;
  }

  addDepartment(wanted: NewDepartment): string {
    this.#counts = undefined;
    const department = this.departments.add(wanted);
    this.#publish(departmentEvent('created', this, department));
    return department.openId;
  }

  updateDepartment(openId: string, patch: { readonly name?: string; readonly parentId?: string }): void {
    this.#counts = undefined;
    this.departments.update(openId, patch);
    const department = this.departments.get(openId);
    if (department !== undefined) this.#publish(departmentEvent('updated', this, department));
  }

  /** Its direct members move to its parent, its children too. */
  removeDepartment(openId: string): void {
    const removed = this.departments.remove(openId);
    const { parentId } = removed;
    for (const index of [...this.members(openId)]) {
      const person = this.personAt(index);
      const rest = person.departments.filter((id) => id !== openId);
      this.updatePerson(person.openId, { departments: rest.length > 0 ? rest : [parentId] });
    }
    this.#members.delete(openId);
    this.#counts = undefined;
    this.#publish(departmentEvent('deleted', this, removed));
  }

  /** Every user as `find_by_department` answers to an app with all scopes and open ids. */
  *apiUsers(): Generator<Record<string, unknown>, void, undefined> {
    for (const person of this.people()) yield userPayload(this, person, openIds);
  }

  /** Every department as `children` gives it to an app with all scopes and open ids. */
  *apiDepartments(): Generator<Record<string, unknown>, void, undefined> {
    for (const department of this.departments.all()) yield departmentPayload(this, department, openIds);
  }

  /** Most people sit in one department, the first ones and a few others right under the root, some in two or three. */
  #placement(index: number): readonly string[] {
    const ids = this.departments.generatedIds;
    if (index >= this.#options.users) return [];
    const random = randomFor(this.#options.seed, 'placement', index);
    if (index < 2 || ids.length === 0 || random.chance(0.015)) return [rootDepartmentId];
    const places = random.chance(0.1) ? random.between(2, 3) : 1;
    const chosen = new Set<string>();
    for (let place = 0; place < places; place++) {
      // Squared: the first departments are the big ones, as in a real company.
      chosen.add(ids[Math.floor(random.next() ** 2 * ids.length)] ?? rootDepartmentId);
    }
    return [...chosen];
  }

  #addToDepartments(index: number, departments: readonly string[]): void {
    this.#counts = undefined;
    for (const departmentId of departments) {
      const members = this.#members.get(departmentId);
      if (members === undefined) this.#members.set(departmentId, [index]);
      else members.push(index);
    }
  }

  #removeFromDepartments(index: number, departments: readonly string[]): void {
    this.#counts = undefined;
    for (const departmentId of departments) {
      const members = this.#members.get(departmentId);
      const at = members?.indexOf(index) ?? -1;
      if (at >= 0) members?.splice(at, 1);
    }
  }

  *#placements(): Generator<readonly string[], void, undefined> {
    for (let index = 0; index < this.#made; index++) {
      if (!this.#resigned.has(index)) yield this.#patches.get(index)?.departments ?? this.#placement(index);
    }
  }

  #known(index: number | undefined): Person | undefined {
    return index !== undefined && index >= 0 && index < this.#made ? this.personAt(index) : undefined;
  }

  #reached(index: number | undefined, fits: (person: Person) => boolean): Person | undefined {
    const person = this.#known(index);
    if (person !== undefined && fits(person)) return person;
    for (const changed of this.#patches.keys()) {
      const candidate = this.personAt(changed);
      if (fits(candidate)) return candidate;
    }
    return undefined;
  }

  #require(openId: string): Person {
    const person = this.byId(openId, 'open_id');
    if (person === undefined || this.#resigned.has(person.index)) {
      throw new SandboxUseError(`No person has the open_id ${openId}: take one from directory.people()`);
    }
    return person;
  }
}
