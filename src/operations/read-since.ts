import { datedModules } from '../config/modules.ts';
import type { Config } from '../config/settings.ts';

const dayMs = 86_400_000;

/**
 * The configuration with dated modules (approvals, attendance) read from `day` on (`YYYY-MM-DD`, UTC), for one run: what was
 * read before is read again, what is older is left as it is. Base and Contact have no dates and are read as always.
 */
export function readSince(config: Config, day: string, nowMs: number): Config {
  const days = Math.max(1, Math.ceil((nowMs - Date.parse(`${day}T00:00:00Z`)) / dayMs));
  const window = { start_date: day, lookback_days: days };
  return {
    ...config,
    source: {
      ...config.source,
      modules: Object.fromEntries(
        Object.entries(config.source.modules).map(([module, settings]) => [
          module,
          datedModules.includes(module) ? { ...settings, ...window } : settings,
        ]),
      ),
    },
  };
}
