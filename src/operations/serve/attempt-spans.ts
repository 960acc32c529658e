import type { Clock } from '../../model/clock.ts';
import type { EndedWork } from '../../model/tracer.ts';
import type { LiveObserver } from '../live-observer.ts';

/** A trace that nobody can draw helps nobody: of more calls, and of more reads and commits, no more is told. */
const maxOfAKind = 500;

interface OpenRead {
  readonly startedAt: number;
  rows: number;
}

/**
 * What an attempt does, as parts of its span: reads of streams, commits, calls to the platform. It gathers plain values; the worker, which
 * has a connection to the receiver already, sends them, so that a process of an attempt loads nothing for it and waits for nobody.
 */
export class AttemptSpans {
  readonly #clock: Clock;
  readonly #reads = new Map<string, OpenRead>();
  readonly #told = { calls: 0, steps: 0 };
  #ended: EndedWork[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The observer, watched. */
  watching(observer: LiveObserver): LiveObserver {
    return {
      ...observer,
      onPlanned: (streams) => {
        for (const { name } of streams) this.#of(name);
        observer.onPlanned?.(streams);
      },
      onRows: (stream, rows) => {
        this.#of(stream).rows += rows;
        observer.onRows?.(stream, rows);
      },
      onComplete: (streams) => {
        this.#endReads(streams, undefined);
        observer.onComplete?.(streams);
      },
      onIncomplete: (error, streams) => {
        this.#endReads(streams, error.code);
        observer.onIncomplete?.(error, streams);
      },
      onCommit: (commits, startedAt, ...rest) => {
        this.#tell('steps', { name: 'commit', startedAt, attributes: { 'larkstream.commit': commits } });
        observer.onCommit?.(commits, startedAt, ...rest);
      },
      onCall: (module, call) => {
        const { method, path, sentAt, outcome, code, httpStatus, waitedMs } = call;
        const attributes = {
          'http.request.method': method,
          'url.template': path,
          'http.response.status_code': httpStatus,
          'larkstream.module': module,
          'larkstream.call.code': code,
          'larkstream.call.waited_ms': waitedMs,
        };
        const failure = outcome === 'ok' ? {} : { failure: outcome };
        const name = `${method} ${path}`;
        this.#tell('calls', { name, kind: 'client', startedAt: sentAt, attributes, ...failure });
        observer.onCall?.(module, call);
      },
    };
  }

  /** What has ended since it was asked last. */
  take(): readonly EndedWork[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  /** The attempt ends: so does what it is reading. */
  end(): void {
    this.#endReads([...this.#reads.keys()], 'run.stopped');
  }

  #of(stream: string): OpenRead {
    const open = this.#reads.get(stream) ?? { startedAt: this.#clock.now(), rows: 0 };
    this.#reads.set(stream, open);
    return open;
  }

  /** Streams of one walk end together, and are one read. */
  #endReads(streams: readonly string[], failure: string | undefined): void {
    const open = streams.flatMap((stream) => this.#reads.get(stream) ?? []);
    if (open.length === 0) return;
    for (const stream of streams) this.#reads.delete(stream);
    const startedAt = Math.min(...open.map((read) => read.startedAt));
    const rows = open.reduce((sum, read) => sum + read.rows, 0);
    const attributes = { 'larkstream.streams': streams.join(','), 'larkstream.rows': rows };
    this.#tell('steps', { name: 'read', startedAt, attributes, ...(failure === undefined ? {} : { failure }) });
  }

  #tell(kind: 'calls' | 'steps', work: Omit<EndedWork, 'endedAt'>): void {
    if (this.#told[kind] >= maxOfAKind) return;
    this.#told[kind]++;
    this.#ended.push({ ...work, endedAt: this.#clock.now() });
  }
}
