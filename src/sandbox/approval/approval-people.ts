import type { Directory } from '../people/directory.ts';
import { userIdTypes } from '../people/person.ts';
import { nobody, type PersonNumber } from './person-number.ts';

/** What Approval shows of a person. */
export interface FormPerson {
  readonly openId: string;
  readonly unionId: string;
  readonly userId: string;
  readonly name: string;
  /** `od-…` of the person's primary department. */
  readonly openDepartmentId: string;
  /** The department's custom id; what real tenants answer as an instance's `department_id`. */
  readonly departmentId: string;
}

const automatic: FormPerson = { openId: '', unionId: '', userId: '', name: '', openDepartmentId: '', departmentId: '' };
const remembered = 10_000;

/** The tenant's people as Approval needs them, remembered because every instance names a dozen. */
export class ApprovalPeople {
  readonly #directory: Directory;
  readonly #known = new Map<number, FormPerson>();

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /** Every number names a person; `nobody` is the empty one, of automatic decisions. */
  at(person: PersonNumber): FormPerson {
    if (person === nobody || this.#directory.size === 0) return automatic;
    const index = this.#indexOf(person);
    const known = this.#known.get(index);
    if (known !== undefined) return known;
    const { openId, unionId, userId, name, departments } = this.#directory.personAt(index);
    const [openDepartmentId = '0'] = departments;
    const departmentId = this.#directory.departments.get(openDepartmentId)?.customId ?? openDepartmentId;
    const shown = { openId, unionId, userId, name, openDepartmentId, departmentId };
    if (this.#known.size >= remembered) this.#known.clear();
    this.#known.set(index, shown);
    return shown;
  }

  /** The number of a person by any id; undefined for an unknown id. */
  numberOf(id: string): PersonNumber | undefined {
    for (const type of userIdTypes) {
      const person = this.#directory.byId(id, type);
      if (person !== undefined) return person.index;
    }
    return undefined;
  }

  /** Whether a stored number names this very person. */
  isSame(person: PersonNumber, index: number): boolean {
    return person !== nobody && this.#directory.size > 0 && this.#indexOf(person) === index;
  }

  /** Generated numbers exceed the directory and are folded into it; people who joined later have their own. */
  #indexOf(person: PersonNumber): number {
    return person < this.#directory.size ? person : person % Math.max(1, this.#directory.generated);
  }
}
