import { z } from '@hono/zod-openapi';
import type { SettingsOfRun } from '../../../control/runs/settings-of-run.ts';
import { says } from '../says.ts';
import { time, toTimeOrNull } from '../schemas.ts';

/** Of when the settings are by which a run works, in answers. */
export interface SettingsAnswer {
  readonly setAt: string | null;
  readonly changedAt: string | null;
}

/** Of these. */
export const settingsSchema: z.ZodType<SettingsAnswer | null> = z
  .object({
    setAt: time.nullable().openapi(
      says({
        en: 'Null when the audit no longer reaches back so far.',
        zh: '审计记录不再包含当时的改动时为 null。',
      }),
    ),
    changedAt: time
      .nullable()
      .openapi(
        says({ en: 'The last change since the run has read them.', zh: '本次运行读取设置之后的最近一次改动。' }),
      ),
  })
  .nullable()
  .openapi(
    says({
      en: 'Of when the settings of the pipeline are by which it works; null before it has begun.',
      zh: '本次运行所用的管道设置是何时的；开始之前为 null。',
    }),
  );

/** As the API tells it. */
export const showSettings = (from: SettingsOfRun | undefined): SettingsAnswer | null =>
  from === undefined ? null : { setAt: toTimeOrNull(from.setAt), changedAt: toTimeOrNull(from.changedAt) };
