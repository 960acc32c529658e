import type { Message } from '../../model/message.ts';
import type { RunReport, StreamReport } from '../../model/run-report.ts';
import { plural } from '../../util/plural.ts';
import type { LiveBatch } from '../live-observer.ts';
import type { StartMessage } from './run-messages.ts';

/** Of more streams that have changed, the rest is counted only. */
const maxChanged = 100;

/** A duration as lines tell it. */
export function seconds(ms: number): Message {
  const value = Math.max(0, ms) / 1_000;
  const shown = value < 10 ? value.toFixed(1) : Math.round(value).toString();
  return { en: `${shown} s`, zh: `${shown} 秒` };
}

interface Beginning extends Pick<StartMessage, 'number' | 'isLive' | 'options'> {
  readonly modules: Message;
  readonly place: string;
}

/** What begins: modules, destination, how it is read. */
export function beginLine({ number, isLive, options, modules, place }: Beginning): Message {
  const how: Message = isLive
    ? { en: 'follows events', zh: '跟随事件' }
    : options.full === true
      ? { en: 'reads everything anew', zh: '从头读取全部' }
      : { en: 'reads what is new or has changed', zh: '读取新增与变更' };
  const accepts: Message =
    options.acceptDeletes === true
      ? { en: ', accepts deletes that were held', zh: '，接受被暂缓的删除' }
      : { en: '', zh: '' };
  return {
    en: `Attempt ${number} begins: ${modules.en} → ${place}; ${how.en}${accepts.en}`,
    zh: `第 ${number} 次尝试开始：${modules.zh} → ${place}；${how.zh}${accepts.zh}`,
  };
}

interface SoFar {
  readonly done: number;
  readonly streams: number;
  readonly rows: number;
  readonly calls: number;
  readonly commits: number;
  readonly ms: number;
}

/** How far it is. */
export function soFarLine({ done, streams, rows, calls, commits, ms }: SoFar): Message {
  const time = seconds(ms);
  return {
    en: `So far: ${done} of ${plural(streams, 'stream')}, ${plural(rows, 'row')}, ${plural(calls, 'call')}, ${plural(commits, 'commit')}, ${time.en}`,
    zh: `至今：${streams} 个数据流中的 ${done} 个，${rows} 行，${calls} 次调用，${commits} 次提交，${time.zh}`,
  };
}

const changesOf = ({ rowsInserted, rowsUpdated, rowsDeleted }: StreamReport): number =>
  rowsInserted + rowsUpdated + rowsDeleted;

/** What has changed of a stream; undefined: of those that are counted only. */
interface ChangeLine {
  readonly message: Message;
  readonly stream?: string;
}

/** What a read has changed, the streams with the most changes first. */
export function changeLines({ streams }: RunReport): readonly ChangeLine[] {
  const changed = streams.filter((stream) => changesOf(stream) > 0).toSorted((a, b) => changesOf(b) - changesOf(a));
  const lines = changed.slice(0, maxChanged).map(
    ({ stream, rowsInserted, rowsUpdated, rowsDeleted, rowsUnchanged }): ChangeLine => ({
      stream,
      message: {
        en: `${stream}: ${rowsInserted} new, ${rowsUpdated} changed, ${rowsDeleted} deleted, ${rowsUnchanged} as they were`,
        zh: `${stream}：新增 ${rowsInserted}，变更 ${rowsUpdated}，删除 ${rowsDeleted}，未变 ${rowsUnchanged}`,
      },
    }),
  );
  const more = changed.length - maxChanged;
  if (more <= 0) return lines;
  const rest = {
    en: `${plural(more, 'more stream has', 'more streams have')} changed`,
    zh: `另有 ${more} 个数据流有变更`,
  };
  return [...lines, { message: rest }];
}

const outcomes: Readonly<Record<RunReport['outcome'], Message>> = {
  done: { en: 'complete', zh: '完整' },
  incomplete: { en: 'incomplete', zh: '不完整' },
  failed: { en: 'failed', zh: '失败' },
  stopped: { en: 'stopped', zh: '已停止' },
};

/** How a read has ended, with its totals. */
export function endLine(
  { outcome, streams, commits }: RunReport,
  { calls, ms }: { readonly calls: number; readonly ms: number },
): Message {
  const sum = (pick: (stream: StreamReport) => number): number => streams.reduce((total, one) => total + pick(one), 0);
  const read = sum(({ rowsRead }) => rowsRead);
  const [inserted, updated, deleted] = [
    sum(({ rowsInserted }) => rowsInserted),
    sum(({ rowsUpdated }) => rowsUpdated),
    sum(({ rowsDeleted }) => rowsDeleted),
  ];
  const time = seconds(ms);
  const how = outcomes[outcome];
  return {
    en: `Read (${how.en}): ${plural(read, 'row')}; ${inserted} new, ${updated} changed, ${deleted} deleted; ${plural(commits, 'commit')}, ${plural(calls, 'call')} so far, ${time.en}`,
    zh: `读取结束（${how.zh}）：${read} 行；新增 ${inserted}，变更 ${updated}，删除 ${deleted}；${commits} 次提交，至今 ${calls} 次调用，${time.zh}`,
  };
}

/** What events have led to. */
export function batchesLine(batches: readonly LiveBatch[]): Message {
  const sum = (pick: (batch: LiveBatch) => number): number => batches.reduce((total, one) => total + pick(one), 0);
  const events = sum((batch) => batch.events);
  const rows = sum((batch) => [...batch.rows.values()].reduce((total, count) => total + count, 0));
  const deletes = sum((batch) => batch.deletes);
  const lag = seconds(Math.max(...batches.map(({ lagMs }) => lagMs)));
  return {
    en: `${plural(events, 'event')}: ${plural(rows, 'row')} read again, ${deletes} deleted, at most ${lag.en} after receipt`,
    zh: `${events} 个事件：重新读取 ${rows} 行，删除 ${deletes} 行，收到后最多 ${lag.zh}`,
  };
}
