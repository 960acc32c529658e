import { ConfigError } from '../../model/errors.ts';
import { listOf } from '../../model/message.ts';
import type { PipelineFilter } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';

const shown = 5;

/** @throws ConfigError `api.in.use`, which names the pipelines that the filter lets through. */
export async function assertUnused(
  { pipelines }: Pick<ServiceTables, 'pipelines'>,
  filter: PipelineFilter,
): Promise<void> {
  const { items, total, totalIsAtLeast } = await pipelines.page({ limit: shown }, filter);
  if (total === 0) return;
  const names = items.map(({ name }) => name);
  const more = total > items.length;
  throw new ConfigError({
    code: 'api.in.use',
    message: {
      en: `Pipelines use it: ${listOf(names, 'en')}${more ? ` and ${total - items.length}${totalIsAtLeast ? ' or' : ''} more` : ''}`,
      zh: `以下管道正在使用它：${listOf(names, 'zh')}${more ? `，另有${totalIsAtLeast ? '至少' : ''} ${total - items.length} 个` : ''}`,
    },
    details: { pipelines: items.map(({ id, name }) => ({ id, name })), total },
  });
}
