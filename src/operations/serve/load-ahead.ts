import { modules } from '../../feeds/registry.ts';
import { isObject, readText, tryParseJson } from '../../util/json.ts';

/** What a run will need, as far as it can be told before there is an order. */
export interface Foreseen {
  readonly modules: readonly string[];
  /** Kind of the destination; undefined when it is not known. */
  readonly destination?: string | undefined;
}

/** The next run is likely to need what this one does. */
export function foresee(configText: string): Foreseen {
  const document = tryParseJson(configText);
  if (!isObject(document)) return { modules: [] };
  const { source, destination } = document;
  const named = isObject(source) && isObject(source.modules) ? Object.keys(source.modules) : [];
  return {
    modules: named,
    destination: isObject(destination) ? (readText(destination, 'type') ?? undefined) : undefined,
  };
}

/** Loads the code that an order would have to wait for: the HTTP client, the walks, the driver of the destination. */
export async function loadAhead({ modules: names, destination }: Foreseen): Promise<void> {
  await Promise.all([
    import('../../open-platform/open-platform-client.ts'),
    import('../../open-platform/probe-credentials.ts'),
    import('../../feeds/lark-source.ts'),
    ...modules.filter(({ name }) => names.includes(name)).map((module) => module.loadStreams()),
    loadDriver(destination),
  ]);
}

async function loadDriver(destination: string | undefined): Promise<void> {
  if (destination === undefined) return;
  if (destination === 'postgres') await import('../../destinations/postgres/destination.ts');
  else await import('../../destinations/duckdb/destination.ts');
}
