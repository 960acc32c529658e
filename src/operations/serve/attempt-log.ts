import { placeOf } from '../../config/destinations/registry.ts';
import { moduleNames, moduleTitle } from '../../config/modules.ts';
import type { Config } from '../../config/settings.ts';
import { tenantDestination } from '../../config/tenant-destination.ts';
import type { Clock } from '../../model/clock.ts';
import type { LarkstreamError } from '../../model/errors.ts';
import { type Language, listOf, type Message, untranslated } from '../../model/message.ts';
import type { RunReport } from '../../model/run-report.ts';
import type { LineSource, RunLine } from '../../model/service/service-run.ts';
import type { ModuleName } from '../../model/stream.ts';
import type { Standstill } from '../../sync/standstill.ts';
import { plural } from '../../util/plural.ts';
import type { LiveBatch, LiveObserver } from '../live-observer.ts';
import type { StartedStream } from '../sync-observer.ts';
import { LineLimit } from './line-limit.ts';
import { batchesLine, beginLine, changeLines, endLine, seconds, soFarLine } from './log-lines.ts';
import type { StartMessage } from './run-messages.ts';

/** Of more streams, none has lines of its own while they are read. */
const maxSingly = 100;
/** A shorter wait is nothing out of the ordinary. */
const longWaitMs = 5_000;
const soFarIntervalMs = 60_000;
const batchIntervalMs = 60_000;
const maxStandstills = 10;

interface AttemptLogOptions {
  readonly clock: Clock;
  readonly write: (level: RunLine['level'], message: Message, of: LineOf) => void;
}

/** What a line is about, beside what it says. */
type LineOf = Pick<RunLine, 'source' | 'streams'>;

interface LineAbout extends LineOf {
  /** Absent: the run as a whole. */
  readonly source?: LineSource;
  /** What the line tells again. */
  readonly key?: string;
}

/** What an operator reads of an attempt. Bounded, however many streams there are and however long it lasts. */
export class AttemptLog {
  readonly #clock: Clock;
  readonly #write: AttemptLogOptions['write'];
  readonly #limit: LineLimit;
  readonly #startedAt: number;
  /** Of each stream that has begun: when, and how many records have come. */
  readonly #streams = new Map<string, { readonly at: number; rows: number }>();
  readonly #calls = new Map<ModuleName, number>();
  #planned: ReadonlyMap<string, ModuleName> = new Map();
  #done = 0;
  /** Live replication goes on after it: then only what a read has changed is told of it. */
  #hasRead = false;
  #rows = 0;
  #commits = 0;
  #soFarAt: number;
  #batches: LiveBatch[] = [];
  #batchesAt = Number.NEGATIVE_INFINITY;

  constructor({ clock, write }: AttemptLogOptions) {
    this.#clock = clock;
    this.#write = write;
    this.#limit = new LineLimit(clock);
    this.#startedAt = clock.elapsed();
    this.#soFarAt = this.#startedAt;
  }

  line(level: RunLine['level'], message: Message, { key, source = 'run', streams }: LineAbout = {}): void {
    if (!this.#limit.allows(key)) return;
    const leftOut = this.#limit.takeLeftOut();
    if (leftOut > 0) {
      this.#write(
        'warn',
        { en: `${leftOut} lines were left out.`, zh: `省略了 ${leftOut} 行日志。` },
        { source: 'run' },
      );
    }
    const named = streams === undefined || streams.length === 0 ? undefined : streams.slice(0, maxSingly);
    this.#write(level, message, { source, streams: named });
  }

  begin(order: Pick<StartMessage, 'number' | 'isLive' | 'options'>, config: Config): void {
    const chosen = moduleNames.filter((name) => config.source.modules[name] !== undefined);
    const titles = (language: Language): string =>
      listOf(
        chosen.map((name) => moduleTitle(name, language)),
        language,
      );
    const { type } = config.destination;
    const place = `${type} ${placeOf(tenantDestination(config)).name}`;
    this.line('info', beginLine({ ...order, modules: { en: titles('en'), zh: titles('zh') }, place }));
  }

  /** To be called from time to time: what is gathered is told. */
  tick(): void {
    this.#tellBatches();
    const now = this.#clock.elapsed();
    if (this.#planned.size === 0 || this.#hasRead || now - this.#soFarAt < soFarIntervalMs) return;
    this.#soFarAt = now;
    this.line('info', soFarLine({ ...this.#counts, done: this.#done, streams: this.#planned.size }));
  }

  /** What a read has changed, stream by stream. */
  ended(report: RunReport): void {
    this.#hasRead = true;
    if (report.isLive === true) return;
    for (const { message, stream } of changeLines(report))
      this.line('info', message, { source: 'reading', ...(stream === undefined ? {} : { streams: [stream] }) });
    const ms = Date.parse(report.finishedAt) - Date.parse(report.startedAt);
    this.line('info', endLine(report, { calls: this.#counts.calls, ms }));
  }

  /** The observer, with lines of what it is told. */
  watching(observer: LiveObserver): LiveObserver {
    return {
      ...observer,
      onPlanned: (streams) => {
        observer.onPlanned?.(streams);
        this.#plannedAre(streams);
      },
      onRows: (stream, rows) => {
        observer.onRows?.(stream, rows);
        this.#arrived(stream, rows);
      },
      onComplete: (streams) => {
        observer.onComplete?.(streams);
        this.#complete(streams);
      },
      onCommit: (commits, startedAt, ...rest) => {
        observer.onCommit?.(commits, startedAt, ...rest);
        this.#commits++;
      },
      onCall: (module, call) => {
        observer.onCall?.(module, call);
        this.#calls.set(module, (this.#calls.get(module) ?? 0) + 1);
      },
      onWaiting: (module, wait) => {
        observer.onWaiting?.(module, wait);
        this.#waits(module, wait);
      },
      onBatch: (batch) => {
        observer.onBatch?.(batch);
        this.#batches.push(batch);
        this.#tellBatches();
      },
      onReport: (report) => {
        observer.onReport?.(report);
        this.ended(report);
      },
      onStandstill: (standstill) => {
        observer.onStandstill?.(standstill);
        this.#stands(standstill);
      },
      onWarning: ({ en, zh }, streams) => {
        const of = streamsOf(streams);
        const about = { source: 'reading', streams: streams, key: `warning ${en}` } as const;
        this.line('warn', { en: `${of.en}${en}`, zh: `${of.zh}${zh}` }, about);
      },
      onIncomplete: (error, streams) => {
        observer.onIncomplete?.(error, streams);
        this.#failed(error, streams);
      },
      onTrouble: (error) => this.#failed(error, []),
      onRetry: ({ message, endpoint }) => this.line('warn', message, { source: 'platform', key: `retry ${endpoint}` }),
      onSubscription: ({ message }) =>
        this.line('info', message, { source: 'events', key: `subscription ${message.en}` }),
    };
  }

  get #counts(): { rows: number; calls: number; commits: number; ms: number } {
    const calls = [...this.#calls.values()].reduce((sum, count) => sum + count, 0);
    return { rows: this.#rows, calls, commits: this.#commits, ms: this.#clock.elapsed() - this.#startedAt };
  }

  /** Before each phase of live replication: told when it differs. */
  #plannedAre(streams: readonly StartedStream[]): void {
    const before = this.#planned;
    this.#planned = new Map(streams.map(({ name, module }) => [name, module]));
    this.#streams.clear();
    this.#done = 0;
    if (before.size === streams.length && streams.every(({ name }) => before.has(name))) return;
    const shown = streams.length > maxSingly ? '' : streams.map(({ name }) => name).join(', ');
    const { length } = streams;
    this.line('info', {
      en: shown === '' ? `Streams: ${length}` : `Streams: ${length} (${shown})`,
      zh: shown === '' ? `数据流：${length} 个` : `数据流：${length} 个（${shown.replaceAll(', ', '、')}）`,
    });
  }

  #arrived(stream: string, rows: number): void {
    this.#rows += rows;
    const known = this.#streams.get(stream);
    if (known !== undefined) {
      known.rows += rows;
      return;
    }
    this.#streams.set(stream, { at: this.#clock.elapsed(), rows });
    if (this.#planned.size > maxSingly || this.#hasRead) return;
    const about = { source: 'reading', streams: [stream] } as const;
    this.line('info', { en: `${stream}: reading begins`, zh: `${stream}：开始读取` }, about);
  }

  #complete(streams: readonly string[]): void {
    this.#done += streams.length;
    if (this.#planned.size > maxSingly || this.#hasRead) return;
    for (const stream of streams) {
      const { at, rows } = this.#streams.get(stream) ?? { at: this.#clock.elapsed(), rows: 0 };
      const module = this.#planned.get(stream);
      const calls = (module === undefined ? undefined : this.#calls.get(module)) ?? 0;
      const took = seconds(this.#clock.elapsed() - at);
      const message = {
        en: `${stream}: read to its end, ${plural(rows, 'row')} in ${took.en}; calls of ${module} so far: ${calls}`,
        zh: `${stream}：读取完毕，${rows} 行，用时 ${took.zh}；${module} 至今调用 ${calls} 次`,
      };
      this.line('info', message, { source: 'reading', streams: [stream] });
    }
  }

  #waits(module: ModuleName, { kind, ms }: { readonly kind: 'quota' | 'retry'; readonly ms: number }): void {
    if (ms < longWaitMs) return;
    const time = seconds(ms);
    const message =
      kind === 'quota'
        ? {
            en: `${module}: waits ${time.en} for the platform's limit`,
            zh: `${module}：等待平台频率限制，${time.zh}`,
          }
        : { en: `${module}: waits ${time.en} for the next try`, zh: `${module}：等待下一次重试，${time.zh}` };
    this.line('info', message, { source: 'platform', key: `waits ${kind} ${module}` });
  }

  #failed({ code, texts: { message, cure } }: LarkstreamError, streams: readonly string[]): void {
    const of = streamsOf(streams);
    this.line(
      'error',
      {
        en: `${of.en}${message.en} (${code}) ${cure.en}`,
        zh: `${of.zh}${message.zh}（${code}）${cure.zh}`,
      },
      { source: sourceOf(code, streams), streams, key: `failed ${code} ${streams.join()}` },
    );
  }

  #stands(standstill: Standstill | undefined): void {
    if (standstill === undefined) {
      this.line('info', { en: 'It goes on.', zh: '已恢复。' }, { source: 'events' });
      return;
    }
    const { error, failures, retryAt } = standstill;
    const { message, cure, zh = { message, cure }, code } = error;
    const pause = seconds(retryAt - this.#clock.now());
    this.line(
      'warn',
      {
        en: `It cannot go on: ${message} (${code}) ${cure} Tried again in ${pause.en}.`,
        zh: `无法继续：${zh.message}（${code}）${zh.cure}${pause.zh}后重试。`,
      },
      // The pauses grow to five minutes at most; acting on events is tried again every half of one.
      { source: sourceOf(code, []), ...(failures > maxStandstills ? { key: `standstill ${code}` } : {}) },
    );
  }

  /** The first at once; those of the next minute together. */
  #tellBatches(): void {
    const now = this.#clock.elapsed();
    if (this.#batches.length === 0 || now - this.#batchesAt < batchIntervalMs) return;
    this.#batchesAt = now;
    const batches = this.#batches;
    this.#batches = [];
    this.line('info', batchesLine(batches), { source: 'events', streams: streamsIn(batches) });
  }
}

/** Of an error: its code begins with whose it is. */
function sourceOf(code: string, streams: readonly string[]): LineSource {
  const [family = ''] = code.split('.');
  if (family === 'lark' || family === 'network') return 'platform';
  if (family === 'destination') return 'destination';
  return streams.length > 0 ? 'reading' : 'run';
}

const streamsIn = (batches: readonly LiveBatch[]): readonly string[] => [
  ...new Set(batches.flatMap(({ rows }) => [...rows.keys()])),
];

const maxNamed = 10;

function streamsOf(streams: readonly string[]): Message {
  if (streams.length === 0) return untranslated('');
  const named = streams.slice(0, maxNamed).join(', ');
  const more = streams.length - maxNamed;
  return {
    en: `${named}${more > 0 ? ` and ${more} more` : ''}: `,
    zh: `${named.replaceAll(', ', '、')}${more > 0 ? ` 等 ${streams.length} 个` : ''}：`,
  };
}
