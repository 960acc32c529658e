import type { Config } from '../config/settings.ts';
import type { PlannedStream } from '../model/destination.ts';
import { ConfigError } from '../model/errors.ts';
import type { Discovery } from '../model/source.ts';
import { planStreams, type Selection } from '../sync/plan.ts';

/**
 * The configuration with the streams that the command line names: `include` takes the place of the configuration's choice,
 * `exclude` adds to what is left out. Write modes stay.
 */
export function withSelection(
  config: Config,
  { include, exclude = [] }: Pick<Selection, 'include' | 'exclude'>,
): Config {
  const { streams } = config;
  const chosen = include === undefined ? streams : { include, exclude: [], mode: streams.mode };
  return { ...config, streams: { ...chosen, exclude: [...chosen.exclude, ...exclude] } };
}

/**
 * The streams of a run. A name that fits nothing may be of a stream that could not be listed: then the reason is that.
 * @throws ConfigError `config.stream.unknown` or `config.stream.none`, or why streams could not be listed.
 */
export function planDiscovered({ streams, unlisted }: Discovery, selection: Selection): PlannedStream[] {
  try {
    const planned = planStreams(streams, selection);
    if (planned.length === 0 && streams.length > 0) throw noneLeft(selection);
    return planned;
  } catch (thrown) {
    throw unlisted[0]?.error ?? thrown;
  }
}

function noneLeft({ include = ['*'], exclude = [] }: Selection): ConfigError {
  return new ConfigError({
    code: 'config.stream.none',
    message:
      exclude.length === 0
        ? { en: 'No stream is chosen', zh: '没有选择任何数据流' }
        : {
            en: `No stream is left: ${exclude.join(', ')} excludes everything that ${include.join(', ')} includes`,
            zh: `没有剩下任何数据流：${exclude.join('、')} 排除了 ${include.join('、')} 所选的全部数据流`,
          },
  });
}
