import { z } from 'zod';
import { described } from '../../schema/described.ts';
import { text } from '../../schema/text-schemas.ts';
import { type UserIdType, userIdTypes } from '../user-id-types.ts';

const departmentIdTypes = ['open_department_id', 'department_id'] as const;
/** As the API's `department_id_type`. */
export type DepartmentIdType = (typeof departmentIdTypes)[number];

/** As written in the configuration file, which is why the keys are in snake case; defaults are filled in. */
export interface ContactSettings {
  readonly department_ids: readonly string[];
  readonly department_id_type: DepartmentIdType;
  readonly user_id_type: UserIdType;
}

/** Checks and describes the settings. `larkstream spec` and docs/reference/configuration.md are made from it. */
export const contactSettings: z.ZodType<ContactSettings> = z
  .strictObject({
    department_ids: z
      .array(text)
      .default([])
      .meta(
        described(
          {
            title: 'Department ids',
            description: "Where to start; without ids, the app's whole contact range.",
            order: 0,
            examples: [['od-4e6ac4d14bcd5071a37a39de902c7141']],
          },
          { title: '部门 ID', description: '从哪些部门开始；不填时读取应用的全部通讯录权限范围。' },
        ),
      ),
    department_id_type: z
      .enum(departmentIdTypes)
      .default('open_department_id')
      .meta(
        described(
          {
            title: 'Department id type',
            description: 'Which kind of id `department_ids` holds.',
            order: 1,
          },
          { title: '部门 ID 类型', description: '`department_ids` 中是哪种 ID。' },
        ),
      ),
    user_id_type: z
      .enum(userIdTypes)
      .default('open_id')
      .meta(
        described(
          {
            title: 'User id type',
            description: 'Which id the calls use for people.',
            order: 2,
          },
          { title: '用户 ID 类型', description: '调用接口时用哪种 ID 表示人员。' },
        ),
      ),
  })
  .meta(
    described(
      {
        title: 'Contact',
        description: 'Users, departments and memberships.',
        order: 3,
      },
      { title: '通讯录', description: '人员、部门以及人员所属部门。' },
    ),
  );
