import { ConfigError } from '../../model/errors.ts';

export interface ApprovalConfig {
  readonly approvalCodes: readonly string[];
  /** Instances younger than this are read again by every run; 30 when absent. */
  readonly lookbackDays?: number;
  /** `YYYY-MM-DD`, UTC, of creation; 365 days before the first run when absent. */
  readonly startDate?: string;
  /** Language of names and option texts; the definition's own when absent. */
  readonly locale?: string;
  readonly userIdType?: 'open_id' | 'union_id' | 'user_id';
  /** Creation time covered by one list call; the platform documents at most 10, which is also the default. */
  readonly listWindowHours?: number;
  /** How long a new instance may be missing in the listing; 10 when absent. */
  readonly lagSeconds?: number;
  /** How long an approved instance may still be revoked; 31 when absent. */
  readonly revertDays?: number;
}

export interface ApprovalSettings {
  readonly approvalCodes: readonly string[];
  readonly lookbackMs: number;
  readonly startDateMs: number | undefined;
  readonly lagMs: number;
  readonly revertMs: number;
  /** Time between two windows; a call asks for 1 ms more on either side. */
  readonly windowMs: number;
  readonly query: Readonly<Record<string, string>>;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const firstLoadDays = 365;
/** On either side of a window: whether its bounds belong to it is not documented. */
export const windowOverlapMs = 1;

export function toSettings(config: ApprovalConfig): ApprovalSettings {
  return {
    approvalCodes: [...new Set(config.approvalCodes.map((code) => code.trim()).filter((code) => code !== ''))],
    lookbackMs: (config.lookbackDays ?? 30) * dayMs,
    startDateMs: config.startDate === undefined ? undefined : readDate(config.startDate),
    lagMs: (config.lagSeconds ?? 10) * 1000,
    revertMs: (config.revertDays ?? 31) * dayMs,
    windowMs: Math.max(1, (config.listWindowHours ?? 10) * hourMs - 2 * windowOverlapMs),
    query: {
      ...(config.locale === undefined ? {} : { locale: config.locale }),
      ...(config.userIdType === undefined ? {} : { user_id_type: config.userIdType }),
    },
  };
}

/** Where the first read of a code begins. */
export function startOf(settings: ApprovalSettings, now: number): number {
  return settings.startDateMs ?? now - firstLoadDays * dayMs;
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
