import type { ModuleName } from '../model/stream.ts';
import { Directory } from './directory.ts';
import type { Feed } from './feed.ts';
import type { ModuleParts } from './module.ts';
import { modules } from './registry.ts';

/** Names of the streams of every module, but for those that depend on the tenant. */
export async function loadStreamNames(): Promise<string[]> {
  const streams = await Promise.all(modules.map((module) => module.loadStreams()));
  return streams.flat().map(({ name }) => name);
}

/**
 * Loads the code of the modules that are switched on, and of no others. The returned function makes the feeds of one read;
 * it throws ConfigError `config.setting.invalid` for a setting that only its module can judge.
 */
export async function loadFeeds(
  settings: Readonly<Record<ModuleName, object>>,
  parts: ModuleParts = {},
): Promise<() => Feed[]> {
  const loaded = await Promise.all(
    modules.flatMap((module) => {
      const own = settings[module.name];
      return own === undefined ? [] : [module.load(own, parts)];
    }),
  );
  return () => {
    const directory = new Directory();
    return loaded.map((make) => make(directory));
  };
}
