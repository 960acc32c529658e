import type { Config } from '../../config/settings.ts';
import { readSince } from '../../operations/read-since.ts';
import { withSelection } from '../../operations/selection.ts';
import { loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { tellAdvice } from '../tell-advice.ts';
import type { HookedFlags } from './sync-every.ts';

interface SyncFlags extends HookedFlags {
  readonly streams?: readonly string[];
  readonly live?: boolean;
  readonly exclude?: readonly string[];
  /** `YYYY-MM-DD` */
  readonly since?: string;
  /** Milliseconds between the beginnings of two runs. */
  readonly every?: number;
  readonly dryRun?: boolean;
}

/** `larkstream sync`, in whichever of its ways the flags name. */
export async function sync(file: string | undefined, flags: SyncFlags, context: Context): Promise<number> {
  const config = withFlags(await loadConfig(file, context), flags);
  tellAdvice(config, context);
  if (flags.dryRun === true) return await (await import('./dry-run.ts')).dryRun(config, flags, context);
  if (flags.live === true) return await (await import('./follow-live.ts')).followLive(config, flags, context);
  const { runHooked, syncEvery } = await import('./sync-every.ts');
  if (flags.every !== undefined) return await syncEvery({ config, flags, everyMs: flags.every }, context);
  return (await runHooked(config, flags, context)).code;
}

function withFlags(config: Config, { streams: include, exclude, since }: SyncFlags): Config {
  const chosen = withSelection(config, {
    ...(include === undefined ? {} : { include }),
    ...(exclude === undefined ? {} : { exclude }),
  });
  return since === undefined ? chosen : readSince(chosen, since, Date.now());
}
