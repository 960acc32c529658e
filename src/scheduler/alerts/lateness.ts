import { listOf, type Message } from '../../model/message.ts';
import { waitsMs } from '../../model/service/behind.ts';
import type { PipelineFigures } from '../../model/service/figures.ts';
import { unlistedStreams } from '../../model/service/service-run.ts';
import { promisedMs } from './promised-freshness.ts';

const minuteMs = 60_000;
/** The clocks of machines differ by less. */
const skewMs = minuteMs;
/** Of more streams, the alert says how many. */
const maxNames = 5;

/** What the data of a pipeline are older than promised by; undefined where they are not, and where nothing is promised. */
export function latenessOf(pipeline: PipelineFigures, now: number): Message | undefined {
  const { name, state, schedule } = pipeline;
  const promise = state === 'active' ? promisedMs(schedule, now) : undefined;
  if (promise === undefined) return undefined;
  const late =
    schedule.kind === 'live'
      ? liveLateness(pipeline, promise, now)
      : lateSince(freshSince(pipeline, now), now, promise, plain);
  return late && { en: `“${name}” is older than promised: ${late.en}`, zh: `“${name}”的数据不够新：${late.zh}` };
}

/**
 * How long what `latenessOf` says must stay so before it is told. Where all times lie ahead, a clock was wrong when they were written: how old
 * the data are is known only from when that is seen.
 */
export function latenessPatienceMs(pipeline: PipelineFigures, now: number): number {
  return freshSince(pipeline, now) === undefined ? (promisedMs(pipeline.schedule, now) ?? 0) : 0;
}

/** What was just made, changed or resumed has its time to become fresh. Undefined where all that is known lies ahead. */
function freshSince(
  { schedule, succeededAt, followedAt, changedAt }: PipelineFigures,
  now: number,
): number | undefined {
  return latest(now, schedule.kind === 'live' ? followedAt : succeededAt, changedAt);
}

/** The latest of the times that do not lie ahead. */
function latest(now: number, ...times: readonly (number | undefined)[]): number | undefined {
  const past = times.flatMap((at) => (at !== undefined && at <= now + skewMs ? [at] : []));
  return past.length === 0 ? undefined : Math.max(...past);
}

/** Nothing follows it; it works and does not keep up; or its events come in time, and its reads do not bring the rest. */
function liveLateness(pipeline: PipelineFigures, promise: number, now: number): Message | undefined {
  const { isFollowed, changedAt, incomplete } = pipeline;
  const late = Object.entries(incomplete).filter(([, since]) => now - (latest(now, since, changedAt) ?? now) > promise);
  const longest = Math.min(...late.map(([, since]) => since));
  return (
    (isFollowed ? undefined : lateSince(freshSince(pipeline, now), now, promise, idle)) ??
    lateBy(waitsMs(pipeline, now), promise, plain) ??
    lateBy(late.length === 0 ? 0 : now - longest, promise, (is, most) =>
      missing(
        late.map(([stream]) => stream),
        is,
        most,
      ),
    )
  );
}

type Wording = (minutes: number, most: number) => Message;

function lateBy(ms: number, promise: number, say: Wording): Message | undefined {
  return ms <= promise ? undefined : say(Math.round(ms / minuteMs), Math.round(promise / minuteMs));
}

function lateSince(since: number | undefined, now: number, promise: number, say: Wording): Message | undefined {
  return since === undefined ? undated(Math.round(promise / minuteMs)) : lateBy(now - since, promise, say);
}

const undated = (most: number): Message => ({
  en: `nothing was read for more than ${most} minutes; its last times lie in the future, so a clock was wrong`,
  zh: `已超过 ${most} 分钟没有读取；其最近的时间在将来，说明某个时钟曾经不准`,
});

const plain: Wording = (minutes, most) => ({
  en: `${minutes} minutes instead of at most ${most}`,
  zh: `已 ${minutes} 分钟，承诺最多 ${most} 分钟`,
});

const idle: Wording = (minutes, most) => ({
  en: `no worker has followed it for ${minutes} minutes instead of at most ${most}; its run says why`,
  zh: `已 ${minutes} 分钟没有工作进程跟随，承诺最多 ${most} 分钟；其运行会说明原因`,
});

function missing(streams: readonly string[], minutes: number, most: number): Message {
  const names = (unlisted: string): string[] =>
    streams.slice(0, maxNames).map((one) => (one === unlistedStreams ? unlisted : one));
  const more = streams.length - maxNames;
  const en = `${listOf(names('streams that cannot be listed'), 'en')}${more > 0 ? ` and ${more} more` : ''}`;
  const zh = `${listOf(names('无法列出的数据流'), 'zh')}${more > 0 ? ` 等 ${streams.length} 个数据流` : ''}`;
  return {
    en: `reads have left ${en} incomplete for ${minutes} minutes instead of at most ${most}`,
    zh: `${zh} 读取不完整已 ${minutes} 分钟，承诺最多 ${most} 分钟`,
  };
}
