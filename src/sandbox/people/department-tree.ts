import { SandboxUseError } from '../sandbox-use-error.ts';
import { type Department, departmentOpenId, generateDepartments, rootDepartmentId } from './department.ts';

/** What a test says of a department that it adds. */
export interface NewDepartment {
  readonly name: string;
  readonly englishName?: string;
  /** open_department_id; the root when left out. */
  readonly parentId?: string;
}

/** The live departments of the tenant and how they hang together. */
export class DepartmentTree {
  readonly #seed: number;
  readonly #departments = new Map<string, Department>();
  readonly #byCustomId = new Map<string, string>();
  readonly #children = new Map<string, string[]>();
  /** open_department_ids of the generated departments, in the order in which people are placed into them. */
  readonly generatedIds: readonly string[];
  #made: number;

  constructor(seed: number, count: number) {
    this.#seed = seed;
    this.#made = count;
    const generated = generateDepartments(seed, count);
    this.generatedIds = generated.map((department) => department.openId);
    for (const department of generated) this.#put(department);
  }

  get size(): number {
    return this.#departments.size;
  }

  all(): readonly Department[] {
    return [...this.#departments.values()];
  }

  has(openId: string): boolean {
    return openId === rootDepartmentId || this.#departments.has(openId);
  }

  get(openId: string): Department | undefined {
    return this.#departments.get(openId);
  }

  byCustomId(customId: string): Department | undefined {
    return this.get(this.#byCustomId.get(customId) ?? '');
  }

  /** Direct children by their order. */
  children(openId: string): readonly Department[] {
    const ids = this.#children.get(openId) ?? [];
    return ids.flatMap((id) => this.get(id) ?? []).sort((one, other) => one.order - other.order);
  }

  /** Everything below, level by level. */
  descendants(openId: string): readonly Department[] {
    const found: Department[] = [...this.children(openId)];
    for (let at = 0; at < found.length; at++) {
      const next = found[at];
      if (next !== undefined) found.push(...this.children(next.openId));
    }
    return found;
  }

  /** From the department itself up to the division under the root. */
  lineage(openId: string): readonly string[] {
    const ids: string[] = [];
    for (let at = this.get(openId); at !== undefined; at = this.get(at.parentId)) ids.push(at.openId);
    return ids;
  }

  add(wanted: NewDepartment): Department {
    const parentId = wanted.parentId ?? rootDepartmentId;
    this.require(parentId);
    const index = this.#made++;
    const department: Department = {
      openId: departmentOpenId(this.#seed, index),
      customId: `D${String(index + 1).padStart(3, '0')}`,
      name: wanted.name,
      names: { zh_cn: wanted.name, en_us: wanted.englishName ?? wanted.name, ja_jp: wanted.name },
      parentId,
      order: 100 * (index + 1),
      chatId: '',
      unitIds: [],
      groupChatEmployeeTypes: [1, 2],
    };
    this.#put(department);
    return department;
  }

  update(openId: string, patch: Partial<Pick<Department, 'name' | 'parentId' | 'order'>>): Department {
    const old = this.#departments.get(openId);
    if (old === undefined)
      throw new SandboxUseError(`No department ${openId}: take an id from directory.departments.all()`);
    if (patch.parentId !== undefined) this.#refuseLoop(openId, patch.parentId);
    const department = { ...old, ...patch, names: { ...old.names, zh_cn: patch.name ?? old.names.zh_cn } };
    this.#take(old);
    this.#put(department);
    return department;
  }

  /** Removes a department; its children move up to its parent. */
  remove(openId: string): Department {
    const old = this.#departments.get(openId);
    if (old === undefined)
      throw new SandboxUseError(`No department ${openId}: take an id from directory.departments.all()`);
    for (const child of this.children(openId)) this.update(child.openId, { parentId: old.parentId });
    this.#take(old);
    return old;
  }

  require(openId: string): void {
    if (!this.has(openId))
      throw new SandboxUseError(`No department ${openId}: take an id from directory.departments.all()`);
  }

  #refuseLoop(openId: string, parentId: string): void {
    this.require(parentId);
    if (this.lineage(parentId).includes(openId)) {
      throw new SandboxUseError(`Department ${openId} cannot move below itself (${parentId})`);
    }
  }

  #put(department: Department): void {
    this.#departments.set(department.openId, department);
    this.#byCustomId.set(department.customId, department.openId);
    const siblings = this.#children.get(department.parentId);
    if (siblings === undefined) this.#children.set(department.parentId, [department.openId]);
    else siblings.push(department.openId);
  }

  #take(department: Department): void {
    this.#departments.delete(department.openId);
    this.#byCustomId.delete(department.customId);
    const siblings = this.#children.get(department.parentId) ?? [];
    this.#children.set(
      department.parentId,
      siblings.filter((id) => id !== department.openId),
    );
  }
}
