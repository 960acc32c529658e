import { randomFor } from '../random.ts';
import { divisionNames, teamNames } from './name-pools.ts';

/** The root department's id under either id type; it has no record of its own. */
export const rootDepartmentId = '0';

interface DepartmentNames {
  readonly zh_cn: string;
  readonly en_us: string;
  readonly ja_jp: string;
}

/** A department of the directory. Payloads write its ids in the type that the call names. */
export interface Department {
  readonly openId: string;
  /** The custom id, unique only among live departments. */
  readonly customId: string;
  readonly name: string;
  readonly names: DepartmentNames;
  /** open_department_id of the parent, `'0'` right under the root. */
  readonly parentId: string;
  /** Smaller comes first. */
  readonly order: number;
  readonly chatId: string;
  readonly unitIds: readonly string[];
  readonly groupChatEmployeeTypes: readonly number[];
}

/** A tree of `count` departments: a few divisions under the root, teams below them, five levels at most. Parents come first. */
export function generateDepartments(seed: number, count: number): Department[] {
  const departments: Department[] = [];
  const depths: number[] = [];
  const divisions = Math.min(count, Math.max(1, Math.round(Math.sqrt(count))));
  for (let index = 0; index < count; index++) {
    const random = randomFor(seed, 'department', index);
    let parent = index < divisions ? -1 : random.int(index);
    while (parent >= 0 && (depths[parent] ?? 0) >= 4) parent = random.int(parent);
    depths.push(parent < 0 ? 0 : (depths[parent] ?? 0) + 1);
    const names = namesOf(index, divisions);
    departments.push({
      openId: departmentOpenId(seed, index),
      customId: index % 3 === 0 ? `D${String(index + 1).padStart(3, '0')}` : random.hex(16),
      name: names.zh_cn,
      names,
      parentId: departments[parent]?.openId ?? rootDepartmentId,
      order: 100 * (index + 1),
      chatId: random.chance(0.5) ? `oc_${random.hex(32)}` : '',
      unitIds: index === 0 ? ['BU-01'] : [],
      groupChatEmployeeTypes: [1, 2],
    });
  }
  return departments;
}

/** The open_department_id of the n-th department ever made; it follows from the seed. */
export function departmentOpenId(seed: number, index: number): string {
  return `od-${randomFor(seed, 'od', index).hex(32)}`;
}

function namesOf(index: number, divisions: number): DepartmentNames {
  const pool = index < divisions ? divisionNames : teamNames;
  const place = index < divisions ? index : index - divisions;
  const [zh, en, ja] = pool[place % pool.length] ?? ['部门', 'Department', '部'];
  const round = Math.floor(place / pool.length);
  if (round === 0) return { zh_cn: zh, en_us: en, ja_jp: ja };
  return { zh_cn: `${zh}${round + 1}部`, en_us: `${en} ${round + 1}`, ja_jp: `${ja}${round + 1}` };
}
