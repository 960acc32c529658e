import { createSource } from '../src/app/create-source.ts';
import { parseSource } from '../src/config/read-source.ts';
import { recordsStream } from '../src/feeds/base/streams.ts';
import type { Row } from '../src/model/stream.ts';
import { baseModules } from './measure.ts';
import type { TenantFacts } from './tenant-process.ts';

/** What the engine reads of a tenant, kept, so that reading costs nothing afterwards. */
export async function pagesOf(facts: TenantFacts): Promise<Row[][]> {
  const { settings } = parseSource(
    {
      base_url: facts.url,
      rate_limit_scale: 0,
      credentials: { auth_type: 'custom_app', app_id: facts.appId, app_secret: facts.appSecret },
      modules: JSON.parse(JSON.stringify(baseModules(facts))),
    },
    'feishu',
  );
  const { source } = await createSource({ settings });
  const pages: Row[][] = [];
  const changes = source.read({
    streams: new Set([recordsStream.name]),
    fresh: new Set(),
    state: new Map(),
    acceptDeletes: false,
    signal: new AbortController().signal,
  });
  for await (const change of changes) if (change.kind === 'rows') pages.push([...change.rows]);
  await source.close();
  return pages;
}

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
