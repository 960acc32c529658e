import type { Config } from '../config/settings.ts';

const dayMs = 86_400_000;

/**
 * The configuration with what has a date (approvals, attendance) read from `day` on (`YYYY-MM-DD`, UTC), for one run: what was
 * read before is read again, what is older is left as it is. Base and Contact have no dates and are read as always.
 */
export function readSince(config: Config, day: string, nowMs: number): Config {
  const days = Math.max(1, Math.ceil((nowMs - Date.parse(`${day}T00:00:00Z`)) / dayMs));
  const window = { start_date: day, lookback_days: days };
  const { approval, attendance, ...rest } = config.source.modules;
  return {
    ...config,
    source: {
      ...config.source,
      modules: {
        ...rest,
        ...(approval === undefined ? {} : { approval: { ...approval, ...window } }),
        ...(attendance === undefined ? {} : { attendance: { ...attendance, ...window } }),
      },
    },
  };
}
