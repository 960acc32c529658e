import { inBatches } from '../../util/in-batches.ts';
import { type JsonObject, readText } from '../../util/json.ts';
import { batchSize, getDepartments } from './by-id.ts';
import type { ContactClient } from './contact-client.ts';
import { rootDepartment } from './id-types.ts';

/** Departments up to the root; more is a circle. */
const deepest = 50;

/** Departments by the configured type of id, each asked for once, as far as something about them is to be known. */
export class DepartmentLookup {
  readonly #contact: ContactClient;
  readonly #roots: readonly string[] | undefined;
  /** Records by the configured id; undefined for those that cannot be seen. */
  readonly #known = new Map<string, JsonObject | undefined>();

  /** `roots` are the configured departments; undefined for everything. */
  constructor(contact: ContactClient, roots: readonly string[] | undefined) {
    this.#contact = contact;
    this.#roots = roots;
  }

  idOf(department: JsonObject): string {
    return readText(department, this.#contact.idTypes.department_id_type) ?? '';
  }

  /** Whether one of these departments is configured, or lies below one that is. */
  async covers(departmentIds: readonly string[]): Promise<boolean> {
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

  /** What turns ids of the configured type into `open_department_id`s; unknown ones stay as they are. */
  async toOpenIds(departmentIds: readonly string[]): Promise<(id: string) => string> {
    if (this.#contact.idTypes.department_id_type === 'department_id') await this.#learn(departmentIds);
    return (id) => readText(this.#known.get(id) ?? {}, 'open_department_id') ?? id;
  }

  /** The same records with the configured types of ids, which shape what refers to others. */
  async asConfigured(departments: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    if (this.#contact.usesOpenIds || departments.length === 0) return departments;
    return await getDepartments(
      departments.map((department) => this.idOf(department)),
      this.#contact,
    );
  }

  /** Gets what is not known yet. */
  async #learn(ids: readonly string[]): Promise<void> {
    const unknown = [...new Set(ids)].filter((id) => id !== rootDepartment && !this.#known.has(id));
    for (const some of inBatches(unknown, batchSize)) {
      const found = await getDepartments(some, this.#contact);
      for (const id of some) this.#known.set(id, undefined);
      for (const department of found) this.#known.set(this.idOf(department), department);
    }
  }
}
