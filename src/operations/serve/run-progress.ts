import type { Clock } from '../../model/clock.ts';
import type { Message } from '../../model/message.ts';
import type { RunReport } from '../../model/run-report.ts';
import { heldDeletesCode, heldStreams } from '../../model/service/held-deletes.ts';
import { type RunProgress, unlistedStreams } from '../../model/service/service-run.ts';
import type { ModuleName } from '../../model/stream.ts';
import type { Standstill } from '../../sync/standstill.ts';
import type { LiveObserver } from '../live-observer.ts';
import { CallRates } from './call-rates.ts';
import { UntoldWatch } from './untold-watch.ts';

type Phase = RunProgress['phase'];
interface StreamProgress {
  rows: number;
  estimate?: number;
  /** Work done, from 0 to 1. */
  share?: number;
  done?: boolean;
}

/** Counts what an attempt reports, for those who watch it. */
export class ProgressCounter {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #streams = new Map<string, StreamProgress>();
  /** Work done of each walk, from 0 to 1. */
  readonly #walks = new Map<string, number>();
  /** Of each stream that reads leave incomplete, since when. */
  readonly #incomplete: Map<string, number>;
  readonly #untold: UntoldWatch;
  /** Of each stream whose rows this run has changed, when it last did. */
  readonly #changedAt: Map<string, number>;
  #phase: Phase = 'starting';
  /** A read has ended, and has not failed. */
  #hasRead = false;
  #readAt: number | undefined;
  #rows = 0;
  #calls = 0;
  readonly #rates = new CallRates();
  #commits = 0;
  #advances = 0;
  #lagMs: number | undefined;
  #waiting: RunProgress['waiting'];
  #standstill: Standstill | undefined;
  /** Undefined until a read has ended, or has held some. */
  #held: Set<string> | undefined;

  /** `before`: as an attempt before has left it. */
  constructor(clock: Clock, before: Pick<RunProgress, 'incomplete' | 'untold' | 'changedAt'> = {}) {
    this.#clock = clock;
    this.#incomplete = new Map(Object.entries(before.incomplete ?? {}));
    this.#changedAt = new Map(Object.entries(before.changedAt ?? {}));
    this.#untold = new UntoldWatch(clock, before.untold);
    this.#startedAt = clock.elapsed();
  }

  /** A stop before anything was read leaves `starting`: the next attempt begins as this one did. */
  stopping(): void {
    if (this.#phase !== 'starting') this.#phase = 'stopping';
  }

  /** To be handed to a sync, or to live replication. */
  get observer(): Required<
    Pick<
      LiveObserver,
      | 'onPlanned'
      | 'onRows'
      | 'onEstimate'
      | 'onProgress'
      | 'onComplete'
      | 'onCommit'
      | 'onCall'
      | 'onWaiting'
      | 'onBatch'
      | 'onEvents'
      | 'onReport'
      | 'onStandstill'
      | 'onIncomplete'
    >
  > {
    return {
      onPlanned: (streams) => {
        if (this.#phase === 'starting') this.#phase = 'snapshot';
        // After a first read that has failed, in whole or for want of a person, nothing is planned any more.
        else if (this.#phase === 'snapshot' && this.#hasRead) this.#phase = 'streaming';
        for (const { name } of streams) this.#of(name);
        this.#forgetOthers(new Set(streams.map(({ name }) => name)));
      },
      onRows: (stream, rows) => {
        this.#of(stream).rows += rows;
        this.#rows += rows;
      },
      onEstimate: (stream, rows) => {
        this.#of(stream).estimate = rows;
      },
      onProgress: (streams, done, of) => {
        const share = of === 0 ? 1 : done / of;
        this.#walks.set(streams.join(), share);
        for (const stream of streams) this.#of(stream).share = Math.max(this.#of(stream).share ?? 0, share);
      },
      onComplete: (streams) => {
        for (const stream of streams) this.#of(stream).done = true;
      },
      onCommit: (_commits, _startedAt, isFurther, changed) => {
        this.#commits++;
        if (isFurther) this.#advances++;
        for (const stream of changed) this.#changedAt.set(stream, this.#clock.now());
      },
      onCall: (_, { method, path, limit }) => {
        this.#calls++;
        this.#rates.add(`${method} ${path}`, limit, this.#clock.elapsed());
      },
      onWaiting: (module, { kind, ms }) => {
        this.#waiting = {
          forWhat: waitingFor(module, kind),
          until: this.#clock.now() + ms,
          kind: kind === 'quota' ? 'limit' : 'retry',
          of: module,
        };
      },
      onBatch: ({ lagMs }) => {
        this.#lagMs = lagMs;
      },
      onEvents: (modules) => this.#untold.heard(modules),
      // The first report of live replication is that of its snapshot.
      onReport: (report) => {
        this.#hasRead ||= report.outcome !== 'failed';
        if (this.#isWhole(report)) this.#readAt = this.#clock.now();
        this.#scanned(report);
        this.#noteIncomplete(report);
        this.#untold.read(report);
      },
      onIncomplete: ({ code }, streams) => {
        if (code === heldDeletesCode) this.#held = new Set([...(this.#held ?? []), ...streams]);
      },
      onStandstill: (standstill) => {
        this.#standstill = standstill;
      },
    };
  }

  get progress(): RunProgress {
    const now = this.#clock.now();
    const remainingMs = this.#remainingMs();
    const rates = this.#rates.rates(this.#clock.elapsed());
    const untold = this.#untold.changes();
    return {
      at: now,
      phase: this.#phase,
      rows: this.#rows,
      calls: this.#calls,
      commits: this.#commits,
      streams: Object.fromEntries([...this.#streams].map(([name, stream]) => [name, { ...stream }])),
      ...(this.#readAt === undefined ? {} : { readAt: this.#readAt }),
      ...(this.#advances === 0 ? {} : { advances: this.#advances }),
      ...this.#waits(now),
      ...(rates.length === 0 ? {} : { rates }),
      ...(remainingMs === undefined ? {} : { remainingMs }),
      ...(this.#lagMs === undefined ? {} : { lagMs: this.#lagMs }),
      ...(this.#held === undefined ? {} : { heldDeletes: [...this.#held].toSorted() }),
      ...(this.#incomplete.size === 0 ? {} : { incomplete: Object.fromEntries(this.#incomplete) }),
      ...(Object.keys(untold).length === 0 ? {} : { untold }),
      ...(this.#changedAt.size === 0 ? {} : { changedAt: Object.fromEntries(this.#changedAt) }),
    };
  }

  /** A catch-up reads only what was missed. */
  #isWhole({ isLive, outcome, streams }: RunReport): boolean {
    if (isLive === true || outcome !== 'done') return false;
    const complete = new Set(streams.flatMap((one) => (one.outcome === 'complete' ? [one.stream] : [])));
    return [...this.#streams.keys()].every((stream) => complete.has(stream));
  }

  /** Following events scans next to nothing, and what a read did not come to is as it was. */
  #scanned(report: RunReport): void {
    if (report.isLive === true || report.outcome === 'failed') return;
    const read = new Set(report.streams.filter(({ outcome }) => outcome !== 'not_read').map(({ stream }) => stream));
    const before = [...(this.#held ?? [])].filter((stream) => !read.has(stream));
    this.#held = new Set([...before, ...heldStreams(report)]);
  }

  /** What following events alone has reported says nothing of what reads miss; nor does what was stopped. */
  #noteIncomplete({ isLive, outcome, streams }: RunReport): void {
    if (isLive === true || outcome === 'stopped') return;
    const missed = streams.filter((one) => one.outcome !== 'complete').map(({ stream }) => stream);
    for (const { stream } of streams) if (!missed.includes(stream)) this.#incomplete.delete(stream);
    const isUnnamed = outcome === 'incomplete' && missed.length === 0;
    if (!isUnnamed) this.#incomplete.delete(unlistedStreams);
    for (const stream of isUnnamed ? [unlistedStreams] : missed) {
      this.#incomplete.set(stream, this.#incomplete.get(stream) ?? this.#clock.now());
    }
  }

  /** A stream that is not there any more misses nothing. */
  #forgetOthers(planned: ReadonlySet<string>): void {
    for (const stream of this.#incomplete.keys()) {
      if (stream !== unlistedStreams && !planned.has(stream)) this.#incomplete.delete(stream);
    }
  }

  #waits(now: number): Pick<RunProgress, 'waiting' | 'standstill'> {
    if (this.#standstill === undefined) {
      return this.#waiting !== undefined && this.#waiting.until > now ? { waiting: this.#waiting } : {};
    }
    const { error, failures, retryAt } = this.#standstill;
    const { en, zh } = { en: error, zh: error.zh ?? error };
    const forWhat = {
      en: `the next try, because of ${error.code}: ${en.message}`,
      zh: `下一次重试，原因 ${error.code}：${zh.message}`,
    };
    return { standstill: { error, failures }, waiting: { forWhat, until: Math.round(retryAt), kind: 'retry' } };
  }

  #of(stream: string): StreamProgress {
    const found = this.#streams.get(stream) ?? { rows: 0 };
    this.#streams.set(stream, found);
    return found;
  }

  /** As long as the work that is left takes at the pace so far; walks go on side by side, so the slowest decides. */
  #remainingMs(): number | undefined {
    if (this.#phase !== 'snapshot' || this.#walks.size === 0) return undefined;
    const slowest = Math.min(...this.#walks.values());
    return slowest <= 0 ? undefined : Math.round(((this.#clock.elapsed() - this.#startedAt) * (1 - slowest)) / slowest);
  }
}

function waitingFor(module: ModuleName, kind: 'quota' | 'retry'): Message {
  return kind === 'quota'
    ? { en: `the platform's limit for ${module}`, zh: `平台对 ${module} 的频率限制` }
    : { en: `the next try of a call of ${module}`, zh: `${module} 的一次调用重试` };
}
