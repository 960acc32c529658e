import { z } from 'zod';
import { described } from './described.ts';

/** `exact`: each run reads everything in its scope. `changes`: what has changed by the platform's indexes, and a share of the rest. */
export type Incremental = 'exact' | 'changes';

/** Hours within which each part is read again where only changes are (`audit_hours`). */
export const defaultAuditHours = 24;

/** The setting `incremental` of a module, at this place among its settings. */
export function incremental(order: number): z.ZodDefault<z.ZodEnum<{ exact: 'exact'; changes: 'changes' }>> {
  return z
    .enum(['exact', 'changes'])
    .default('exact')
    .meta(
      described(
        {
          title: 'Increments',
          description:
            '`exact`: each run reads everything in its scope again. `changes`: a run reads what the platform shows to have changed, and a share of everything else, so that each part is read again within `audit_hours`. It takes far fewer calls; what the platform does not show is seen by then.',
          order,
        },
        {
          title: '增量方式',
          description:
            '`exact`：每次运行重新读取范围内的全部数据。`changes`：只读取平台显示已变化的部分，以及其余部分的一小份，使每一部分在 `audit_hours` 内都再读取一次。调用次数少得多；平台不显示的变化最迟在此时限内读到。',
        },
      ),
    );
}

/** The setting `audit_hours` of a module, at this place among its settings. */
export function auditHours(order: number): z.ZodDefault<z.ZodNumber> {
  return z
    .number()
    .int()
    .min(1)
    .max(24 * 31)
    .default(defaultAuditHours)
    .meta(
      described(
        {
          title: 'Audit, in hours',
          description:
            'With `incremental: changes`, each part is read again within this time, whatever the platform shows.',
          order,
        },
        {
          title: '全量核对周期（小时）',
          description: '使用 `incremental: changes` 时，无论平台是否显示变化，每一部分都在此时间内再读取一次。',
        },
      ),
    );
}
