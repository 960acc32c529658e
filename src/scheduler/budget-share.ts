import type { LoadedConfig } from '../model/service/loaded-config.ts';
import type { Pipeline } from '../model/service/pipeline.ts';
import type { ServiceTables } from '../model/service/service-store.ts';
import { isObject, tryParseJson } from '../util/json.ts';

const maxNeighbours = 200;
const half = 0.5;

/**
 * What part of the platform's limits a run may use. Of what reads once, one run of an app and tenant works at a time; but live runs work beside
 * it, each in a process that counts its own calls only. So all live ones together get one half, or all where nothing else is active.
 */
export function budgetShare(pipeline: Pipeline, active: readonly Pipeline[]): number {
  const neighbours = active.filter(({ id, tenantKey }) => id !== pipeline.id && tenantKey === pipeline.tenantKey);
  const live = neighbours.filter(({ schedule }) => schedule.kind === 'live').length;
  const others = neighbours.length - live;
  if (pipeline.schedule.kind === 'live') return (others > 0 ? half : 1) / (live + 1);
  return live > 0 ? half : 1;
}

/** The share of a pipeline as things stand now. */
export async function loadShare({ pipelines }: Pick<ServiceTables, 'pipelines'>, pipeline: Pipeline): Promise<number> {
  const { integrationId } = pipeline;
  const { items } = await pipelines.page({ limit: maxNeighbours }, { integrationId, state: 'active' });
  return budgetShare(pipeline, items);
}

/** The configuration with that share of the limits that it names, or of the documented ones. */
export function withShare(config: LoadedConfig, share: number): LoadedConfig {
  if (share === 1) return config;
  const document = tryParseJson(config.text);
  if (!isObject(document) || !isObject(document.source)) return config;
  const { source } = document;
  const scale = typeof source.rate_limit_scale === 'number' ? source.rate_limit_scale : 1;
  const text = JSON.stringify({ ...document, source: { ...source, rate_limit_scale: scale * share } });
  return { ...config, text };
}
