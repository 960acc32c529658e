import { ConfigError } from '../../model/errors.ts';
import { defaultAuditHours } from '../../schema/incremental-schemas.ts';
import { type ApprovalSettings, defaultDaysBack, defaultLookbackDays, defaultRevertDays } from './settings.ts';

/** The settings as the walk uses them. */
export interface ApprovalConfig {
  readonly approvalCodes: readonly string[];
  readonly lookbackMs: number;
  readonly startDateMs: number | undefined;
  readonly lagMs: number;
  readonly revertMs: number;
  /** Undefined where everything in scope is read; else each part of it once in this time, besides what has changed. */
  readonly auditMs: number | undefined;
  /** Length of a window; a call of the list asks for 1 ms more on either side. */
  readonly windowMs: number;
  /** `locale` and `user_id_type`, for definitions and details. */
  readonly query: Readonly<Record<string, string>>;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Creation time covered by one list call: the most that the platform documents. */
const listWindowHours = 10;
/** How long a new instance may be missing in the listing. */
const lagMs = 10_000;
/** On either side of a window: whether its bounds belong to it is not documented. */
export const windowOverlapMs = 1;

/** What a feed needs; everything else has a default. */
export type ApprovalOptions = Pick<ApprovalSettings, 'approval_codes'> & Partial<ApprovalSettings>;

/** @throws ConfigError `config.setting.invalid` when `start_date` is no date. */
export function toConfig(settings: ApprovalOptions): ApprovalConfig {
  const { approval_codes, lookback_days = defaultLookbackDays, revert_days = defaultRevertDays } = settings;
  const { start_date, locale, user_id_type, incremental = 'exact', audit_hours = defaultAuditHours } = settings;
  return {
    approvalCodes: [...new Set(approval_codes.map((code) => code.trim()).filter((code) => code !== ''))],
    lookbackMs: lookback_days * dayMs,
    startDateMs: start_date === undefined ? undefined : readDate(start_date),
    lagMs,
    revertMs: revert_days * dayMs,
    auditMs: incremental === 'changes' ? audit_hours * hourMs : undefined,
    windowMs: listWindowHours * hourMs - 2 * windowOverlapMs,
    query: {
      ...(locale === undefined ? {} : { locale }),
      ...(user_id_type === undefined ? {} : { user_id_type }),
    },
  };
}

/** Where the first read of a code begins. */
export function startOf(config: ApprovalConfig, now: number): number {
  return config.startDateMs ?? now - defaultDaysBack * dayMs;
}

function readDate(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: {
        en: `modules.approval.start_date is "${text}", which is not a date`,
        zh: `modules.approval.start_date 的值 “${text}” 不是日期`,
      },
      cure: { en: 'Write the date as YYYY-MM-DD.', zh: '请把日期写成 YYYY-MM-DD。' },
    });
  }
  return ms;
}
