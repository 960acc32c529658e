import type { Message } from '../../model/message.ts';
import type { JsonObject } from '../../util/json.ts';
import type { GuardedColumns } from '../silent-columns.ts';
import { wholeDirectory } from './scopes.ts';
import { departmentsStream, usersStream } from './streams.ts';

const ofPeople = (scopes: readonly string[], ...columns: string[]): GuardedColumns => ({
  stream: usersStream.name,
  columns,
  scopes,
});
const ofDepartments = (scopes: readonly string[], ...columns: string[]): GuardedColumns => ({
  stream: departmentsStream.name,
  columns,
  scopes,
});

/** Field permissions of find_by_department and departments/children; the contract lists them, and a test compares. */
export const guardedContactColumns: readonly GuardedColumns[] = [
  ofPeople(['contact:user.base:readonly', ...wholeDirectory], 'name', 'en_name', 'nickname', 'avatar'),
  ofPeople(['contact:user.employee_id:readonly'], 'user_id'),
  ofPeople(['contact:user.email:readonly'], 'email'),
  ofPeople(['contact:user.phone:readonly'], 'mobile'),
  ofPeople(['contact:user.gender:readonly', ...wholeDirectory], 'gender'),
  ofPeople(['contact:user.department:readonly', ...wholeDirectory], 'department_ids', 'leader_user_id', 'orders'),
  ofPeople(
    ['contact:user.employee:readonly', ...wholeDirectory],
    ...['status', 'city', 'country', 'work_station', 'join_time', 'is_tenant_manager', 'employee_type'],
    ...['custom_attrs', 'enterprise_email', 'job_title'],
  ),
  ofPeople(['contact:user.employee:readonly', 'contact:user.employee_number:read', ...wholeDirectory], 'employee_no'),
  ofPeople(['contact:user.user_geo'], 'geo'),
  ofPeople(['contact:user.job_level:readonly'], 'job_level_id'),
  ofPeople(['contact:user.job_family:readonly'], 'job_family_id'),
  ofPeople(['contact:user.department_path:readonly'], 'department_path'),
  ofPeople(['contact:user.dotted_line_leader_info.read'], 'dotted_line_leader_user_ids'),
  ofDepartments(
    ['contact:department.base:readonly', ...wholeDirectory],
    ...['name', 'i18n_name', 'department_id', 'chat_id', 'status'],
  ),
  ofDepartments(
    ['contact:department.organize:readonly', ...wholeDirectory],
    ...['parent_department_id', 'leader_user_id', 'order', 'unit_ids', 'member_count', 'primary_member_count'],
  ),
  ofDepartments(['contact:department.hrbp:readonly'], 'department_hrbps'),
];

interface Field {
  readonly name: string;
  /** Any one of these is enough. */
  readonly scopes: readonly string[];
}

/** https://open.feishu.cn/document/server-docs/contact-v3/user/find_by_department, required field scopes. */
const watched: readonly Field[] = [
  { name: 'name', scopes: ['contact:user.base:readonly'] },
  { name: 'user_id', scopes: ['contact:user.employee_id:readonly'] },
  { name: 'email', scopes: ['contact:user.email:readonly'] },
  { name: 'mobile', scopes: ['contact:user.phone:readonly'] },
  { name: 'employee_no', scopes: ['contact:user.employee:readonly', 'contact:user.employee_number:read'] },
  { name: 'department_ids', scopes: ['contact:user.department:readonly'] },
];

/**
 * The platform leaves fields out without a word when their scope is not granted: a field that no person has is probably one
 * of those.
 */
export class FieldWatch {
  readonly #absent = new Set(watched);
  #people = 0;

  see(people: readonly JsonObject[]): void {
    this.#people += people.length;
    if (this.#absent.size === 0) return;
    for (const person of people) {
      for (const field of this.#absent) {
        const value = person[field.name];
        if (value !== undefined && value !== null) this.#absent.delete(field);
      }
    }
  }

  /** Fields that none of the people seen has; empty before the first person. */
  get missing(): readonly string[] {
    return this.#people === 0 ? [] : [...this.#absent].map(({ name }) => name);
  }

  /** What is missing and which scopes bring it, as one sentence; undefined when nothing is. */
  tell(): Message | undefined {
    if (this.missing.length === 0) return undefined;
    const parts = [...this.#absent].map(({ name, scopes }) => `${name} (${scopes.join(' or ')})`);
    const partsInChinese = [...this.#absent].map(({ name, scopes }) => `${name}（${scopes.join(' 或 ')}）`);
    return {
      en: `No person in the directory has ${parts.join(', ')}. To read these fields, grant the scope in the developer console and publish a version`,
      zh: `通讯录中所有人都没有 ${partsInChinese.join('、')}。如需读取这些字段，请在开发者后台开通权限并发布版本`,
    };
  }
}
