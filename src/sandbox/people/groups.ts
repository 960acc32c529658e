import { hash32, randomFor } from '../random.ts';
import type { DirectoryView } from './directory-view.ts';
import type { Person } from './person.ts';

/** The `type` of a user group: in a dynamic one membership follows from a rule. */
export const groupTypes = { normal: 1, dynamic: 2 } as const;

/** A user group. Its people are not listed: `Groups.isMember` decides for each of them. */
export interface UserGroup {
  readonly id: string;
  /** The custom id. */
  readonly customId: string;
  readonly name: string;
  readonly description: string;
  readonly type: 1 | 2;
  /** open_department_ids that are members as a whole; only in normal groups. */
  readonly departments: readonly string[];
}

const groupNames = [
  ['IT 外包组', 'IT 外包人员，需要细颗粒度的权限管控。'],
  ['杭州办公区', 'Everybody who works in the Hangzhou offices.'],
  ['新员工训练营', ''],
  ['Travel approvers', '差旅审批人'],
  ['安全委员会', '每季度轮换'],
  ['实习生', ''],
] as const;

/** User groups: every second one is dynamic (its members follow from a rule). */
export class Groups {
  readonly #directory: DirectoryView;
  readonly #seed: number;
  readonly #groups = new Map<string, UserGroup>();
  readonly #members = new Map<string, { readonly revision: number; readonly indexes: readonly number[] }>();

  constructor(seed: number, count: number, directory: DirectoryView) {
    this.#directory = directory;
    this.#seed = seed;
    for (let index = 0; index < count; index++) {
      const group = this.#generate(index);
      this.#groups.set(group.id, group);
    }
  }

  all(): readonly UserGroup[] {
    return [...this.#groups.values()];
  }

  get(id: string): UserGroup | undefined {
    return this.#groups.get(id);
  }

  /** About every twelfth person; decided for each person alone. */
  isMember(groupId: string, person: Person): boolean {
    return this.#groups.has(groupId) && this.#belongs(groupId, person.index);
  }

  /** Indexes of the people who are members themselves. */
  members(groupId: string): readonly number[] {
    const { revision } = this.#directory;
    const known = this.#members.get(groupId);
    if (known?.revision === revision) return known.indexes;
    const indexes: number[] = [];
    for (let index = 0; this.#groups.has(groupId) && index < this.#directory.size; index++) {
      if (!this.#directory.isResigned(index) && this.#belongs(groupId, index)) indexes.push(index);
    }
    this.#members.set(groupId, { revision, indexes });
    return indexes;
  }

  #belongs(groupId: string, index: number): boolean {
    return hash32(this.#seed, groupId, index) % 12 === 0;
  }

  #generate(index: number): UserGroup {
    const random = randomFor(this.#seed, 'group', index);
    const [name, description] = groupNames[index % groupNames.length] ?? ['用户组', ''];
    const isDynamic = index % 2 === 1;
    const departments = this.#directory.departments.all();
    const chosen = !isDynamic && departments.length > 0 ? [random.pick(departments).openId] : [];
    return {
      id: `g${random.digits(6)}`,
      customId: random.hex(16),
      name: index < groupNames.length ? name : `${name} ${index + 1}`,
      description,
      type: isDynamic ? groupTypes.dynamic : groupTypes.normal,
      departments: chosen,
    };
  }
}
