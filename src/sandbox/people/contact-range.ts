import type { VisibleRange } from '../sandbox-options.ts';
import { rootDepartmentId } from './department.ts';
import type { DirectoryView } from './directory-view.ts';
import type { Groups } from './groups.ts';
import type { Person } from './person.ts';

/**
 * What of the directory the app may see. A granted department covers everything below it; a person is visible through any
 * department, through a granted group, or by a grant of their own ("independent": only the list `/scopes` shows such a person).
 */
export class ContactRange {
  readonly range: VisibleRange;
  readonly #directory: DirectoryView;
  readonly #groups: Groups;
  readonly #departments: ReadonlySet<string>;
  readonly #users: ReadonlySet<string>;

  constructor(range: VisibleRange, directory: DirectoryView, groups: Groups) {
    this.range = range;
    this.#directory = directory;
    this.#groups = groups;
    this.#departments = new Set(range === 'all' ? [] : range.departments);
    this.#users = new Set(range === 'all' ? [] : range.users);
  }

  get isWhole(): boolean {
    return this.range === 'all';
  }

  seesDepartment(openId: string): boolean {
    if (this.range === 'all') return true;
    if (openId === rootDepartmentId) return false;
    return this.#directory.departments.lineage(openId).some((id) => this.#departments.has(id));
  }

  seesPerson(person: Person): boolean {
    if (this.range === 'all' || this.#users.has(person.openId)) return true;
    if (person.departments.some((id) => this.seesDepartment(id))) return true;
    return (this.range.groups ?? []).some((id) => this.#groups.isMember(id, person));
  }

  seesGroup(groupId: string): boolean {
    return this.range === 'all' || (this.range.groups ?? []).includes(groupId);
  }

  /**
   * What `/scopes` lists: for the whole directory the first-level departments, the members right under the root and every
   * group, else exactly what was granted (contact-v3 scope/list).
   */
  listed(): {
    readonly departments: readonly string[];
    readonly users: readonly string[];
    readonly groups: readonly string[];
  } {
    const { range } = this;
    if (range !== 'all') {
      const departments = (range.departments ?? []).filter((id) => this.#directory.departments.has(id));
      const users = (range.users ?? []).filter((id) => {
        const person = this.#directory.byId(id, 'open_id');
        return person !== undefined && !person.isResigned;
      });
      return { departments, users, groups: range.groups ?? [] };
    }
    return {
      departments: this.#directory.departments.children(rootDepartmentId).map((department) => department.openId),
      users: this.#directory.members(rootDepartmentId).map((index) => this.#directory.personAt(index).openId),
      groups: this.#groups.all().map((group) => group.id),
    };
  }
}
