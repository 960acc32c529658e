import type { PlannedStream } from '../model/destination.ts';
import { ConfigError } from '../model/errors.ts';
import type { Stream } from '../model/stream.ts';
import type { WriteMode } from '../model/write-mode.ts';
import { nearestName } from '../util/nearest-name.ts';
import { wildcard } from '../util/wildcard.ts';

/** Which streams a person wants and how they are to be written; names may hold `*`. */
export interface Selection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly mode?: Readonly<Record<string, WriteMode>>;
}

/** The streams of live replication as they are now. */
export interface LivePlan {
  readonly planned: readonly PlannedStream[];
  /** There are streams that could not be listed just now. */
  readonly isIncomplete: boolean;
}

const defaultMode: WriteMode = 'dedup';

function assertKnown(patterns: readonly string[], streams: readonly Stream[]): void {
  const unknown = patterns.filter((pattern) => !streams.some((stream) => wildcard(pattern)(stream.name)));
  if (unknown.length === 0) return;
  const names = streams.map(({ name }) => name);
  const nearest = unknown.flatMap((pattern) => nearestName(pattern, names) ?? []);
  throw new ConfigError({
    code: 'config.stream.unknown',
    message: {
      en: `No stream matches ${unknown.join(', ')}${nearest.length === 0 ? '' : `; did you mean ${nearest.join(', ')}?`}`,
      zh: `没有与 ${unknown.join('、')} 相符的数据流${nearest.length === 0 ? '' : `；是否想输入 ${nearest.join('、')}？`}`,
    },
    cure: { en: `Choose from ${names.join(', ')}.`, zh: `请从以下数据流中选择：${names.join('、')}。` },
  });
}

/** An exact name wins over a pattern, a longer pattern over a shorter one. */
function modeOf(name: string, modes: Readonly<Record<string, WriteMode>>): WriteMode {
  const fitting = Object.keys(modes)
    .filter((pattern) => wildcard(pattern)(name))
    .sort((left, right) => Number(left.includes('*')) - Number(right.includes('*')) || right.length - left.length);
  const [best] = fitting;
  return best === undefined ? defaultMode : (modes[best] ?? defaultMode);
}

/**
 * The streams of a run, each with its write mode. Everything is included unless said otherwise; `*` in a name stands for anything.
 *
 * @throws ConfigError `config.stream.unknown` when a name or pattern fits no stream
 *
 * @example
 * ```ts
 * import { createSource, planStreams, readConfig } from 'larkstream';
 *
 * const { source } = await createSource({ settings: readConfig('larkstream.yaml', process.env).source });
 * const { streams } = await source.discover();
 * const planned = planStreams(streams, { include: ['contact_users'], mode: { contact_users: 'append' } });
 * console.log(planned.map(({ stream, mode }) => `${stream.name} ${mode}`).join()); // contact_users append
 * await source.close();
 * ```
 */
export function planStreams(streams: readonly Stream[], selection: Selection = {}): PlannedStream[] {
  const include = selection.include ?? ['*'];
  const exclude = selection.exclude ?? [];
  const modes = selection.mode ?? {};
  assertKnown([...include, ...exclude, ...Object.keys(modes)], streams);
  return streams
    .filter(({ name }) => include.some((pattern) => wildcard(pattern)(name)))
    .filter(({ name }) => !exclude.some((pattern) => wildcard(pattern)(name)))
    .map((stream) => ({ stream, mode: modeOf(stream.name, modes) }));
}
