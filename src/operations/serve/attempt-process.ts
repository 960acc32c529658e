import { parseHandedConfig } from '../../config/handed-config.ts';
import type { Config } from '../../config/settings.ts';
import { type Clock, systemClock } from '../../model/clock.ts';
import type { Fence } from '../../model/destination.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import { type Message, untranslated } from '../../model/message.ts';
import { Redactor } from '../../model/redactor.ts';
import { type RunReport, reportError } from '../../model/run-report.ts';
import { Secret } from '../../model/secret.ts';
import type { RunLine } from '../../model/service/service-run.ts';
import type { JsonValue } from '../../util/json.ts';
import type { LiveObserver } from '../live-observer.ts';
import { openReset } from '../open-reset.ts';
import { runConfiguredSync } from '../run-configured-sync.ts';
import { AttemptLog } from './attempt-log.ts';
import { AttemptSpans } from './attempt-spans.ts';
import { followStoredEvents } from './follow-stored-events.ts';
import { loadAhead } from './load-ahead.ts';
import { isTidy, openThings } from './open-things.ts';
import { Permit } from './permit.ts';
import { type FromAttempt, isToAttempt, type StartMessage, type ToAttempt } from './run-messages.ts';
import { ProgressCounter } from './run-progress.ts';
import { ToldTexts } from './told-texts.ts';

/** The other end, which is the worker: the process of Node as it is. */
export interface AttemptChannel {
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the worker has gone. */
  onGone(listener: () => void): void;
  send(message: FromAttempt): void;
}

const progressIntervalMs = 500;

/**
 * Works on one order after the other, and tells how each goes; the process ends when the promise resolves. It takes a further order only
 * when the last one has ended well and has left nothing open.
 */
export async function serveAttempt(channel: AttemptChannel, clock: Clock = systemClock): Promise<void> {
  const inbox = new Orders(channel, clock);
  const before = openThings();
  for (;;) {
    const order = await inbox.next();
    if (order === undefined) return;
    const { start, stop, permit } = order;
    // Whatever an attempt has left behind neither speaks nor commits in the name of the next one.
    const own = new OwnChannel(channel);
    const ended = await new Attempt(start, own, { clock, permit }).run(stop);
    own.close();
    permit.end();
    channel.send(ended);
    if (start.isLive || stop.signal.aborted || !hasGoneWell(ended) || !(await isTidy(before))) return;
    channel.send({ kind: 'free', memoryMb: process.memoryUsage.rss() / 1e6 });
  }
}

/** One at a time. */
interface Order {
  readonly start: StartMessage;
  readonly stop: AbortController;
  readonly permit: Permit;
}

/** What the worker says goes to the order that is worked on. */
class Orders {
  readonly #clock: Clock;
  #current: Omit<Order, 'start'>;
  #next = Promise.withResolvers<StartMessage | undefined>();
  #isGone = false;

  constructor(channel: AttemptChannel, clock: Clock) {
    this.#clock = clock;
    this.#current = this.#fresh();
    channel.onMessage((message) => {
      if (isToAttempt(message)) this.#hear(message);
    });
    channel.onGone(() => {
      this.#isGone = true;
      this.#next.resolve(undefined);
    });
  }

  /** Undefined when the worker has gone. */
  async next(): Promise<Order | undefined> {
    const start = await this.#next.promise;
    if (start === undefined || this.#isGone) return undefined;
    this.#next = Promise.withResolvers();
    return { start, ...this.#current };
  }

  #hear(message: ToAttempt): void {
    if (message.kind === 'start') {
      this.#current = this.#fresh();
      this.#next.resolve(message);
    }
    // What can't be loaded is met again by the run, which tells of it.
    else if (message.kind === 'prepare') loadAhead(message.foreseen).catch(() => undefined);
    else if (message.kind === 'stop') this.#current.stop.abort();
    this.#current.permit.renew();
  }

  #fresh(): Omit<Order, 'start'> {
    return { stop: new AbortController(), permit: new Permit(this.#clock) };
  }
}

/** The channel as long as an attempt is at work. */
class OwnChannel {
  readonly #channel: Pick<AttemptChannel, 'send'>;
  #isClosed = false;

  constructor(channel: Pick<AttemptChannel, 'send'>) {
    this.#channel = channel;
  }

  send(message: FromAttempt): void {
    if (!this.#isClosed) this.#channel.send(message);
  }

  close(): void {
    this.#isClosed = true;
  }
}

/** After a failure of any kind nobody knows what state things are in. */
function hasGoneWell(ended: FromAttempt): boolean {
  return ended.kind === 'report' && (ended.report?.outcome === 'done' || ended.report?.outcome === 'incomplete');
}

class Attempt {
  readonly #start: StartMessage;
  readonly #channel: Pick<AttemptChannel, 'send'>;
  readonly #clock: Clock;
  readonly #permit: Permit;
  readonly #texts: ToldTexts;
  readonly #counter: ProgressCounter;
  readonly #log: AttemptLog;
  readonly #spans: AttemptSpans | undefined;

  constructor(
    start: StartMessage,
    channel: Pick<AttemptChannel, 'send'>,
    { clock, permit }: { readonly clock: Clock; readonly permit: Permit },
  ) {
    this.#start = start;
    this.#channel = channel;
    this.#clock = clock;
    this.#permit = permit;
    const redactor = new Redactor(Object.values(start.secrets).map((text) => new Secret(text)));
    this.#texts = new ToldTexts(redactor, start);
    this.#counter = new ProgressCounter(clock, start);
    this.#log = new AttemptLog({ clock, write: (...said) => this.#write(...said) });
    this.#spans = start.isTraced === true ? new AttemptSpans(clock) : undefined;
  }

  async run(stop: AbortController): Promise<FromAttempt> {
    const { signal } = stop;
    const telling = setInterval(() => {
      this.#tell();
      if (this.#permit.isOver) stop.abort();
    }, progressIntervalMs);
    signal.addEventListener('abort', () => this.#counter.stopping(), { once: true });
    try {
      const { text, secrets } = this.#start;
      const config = parseHandedConfig({ text, file: '/pipeline.json', environment: secrets });
      this.#log.begin(this.#start, config);
      await this.#reset(config);
      const report = this.#start.isLive ? await this.#follow(config, signal) : await this.#sync(config, signal);
      return report === undefined ? { kind: 'report' } : { kind: 'report', report: this.#texts.all(report) };
    } catch (thrown) {
      return { kind: 'error', error: this.#texts.all(reportError(toLarkstreamError(thrown))) };
    } finally {
      clearInterval(telling);
      this.#spans?.end();
      this.#tell();
    }
  }

  #tell(): void {
    this.#log.tick();
    const { progress } = this.#counter;
    // Of the rest, names of streams apart, nothing is a text; they may be thousands.
    this.#channel.send({
      kind: 'progress',
      progress: progress.standstill === undefined ? progress : this.#texts.all(progress),
    });
    const work = this.#spans?.take() ?? [];
    if (work.length > 0) this.#channel.send({ kind: 'work', work });
  }

  /** The worker leaves it out of the order of a later attempt when an earlier one has come beyond it. */
  async #reset(config: Config): Promise<void> {
    const { options } = this.#start;
    if (options.resetStreams === undefined || options.resetStreams.length === 0) return;
    const reset = await openReset(config, options.resetStreams, { observer: this.#observer, fence: this.#fence });
    try {
      await reset.apply();
    } finally {
      await reset.close();
    }
    const streams = reset.streams.map(({ name }) => name);
    const names = streams.join(', ');
    this.#log.line('info', { en: `Reset: ${names}`, zh: `已重置：${names}` }, { source: 'destination', streams });
  }

  async #sync(config: Config, signal: AbortSignal): Promise<RunReport> {
    const { runId, number, options } = this.#start;
    const report = await runConfiguredSync({
      config,
      signal,
      observer: this.#observer,
      logger: this.#logger,
      clock: this.#clock,
      full: options.full ?? false,
      acceptDeletes: options.acceptDeletes ?? false,
      fence: this.#fence,
      runId: number === 1 ? runId : `${runId}-${number}`,
    });
    this.#log.ended(report);
    return report;
  }

  async #follow(config: Config, signal: AbortSignal): Promise<RunReport | undefined> {
    const { options, pipelineId } = this.#start;
    return await followStoredEvents({
      config,
      pipelineId,
      signal,
      observer: this.#observer,
      logger: this.#logger,
      clock: this.#clock,
      fence: this.#fence,
      acceptDeletes: options.acceptDeletes ?? false,
    });
  }

  get #fence(): Fence {
    const { pipelineId, fence } = this.#start;
    return { writer: pipelineId, number: fence, mayWrite: () => this.#permit.wait() };
  }

  get #observer(): LiveObserver {
    return this.#spans?.watching(this.#told) ?? this.#told;
  }

  get #told(): LiveObserver {
    return this.#log.watching(this.#counter.observer);
  }

  get #logger(): Logger {
    const at =
      (level: RunLine['level']) =>
      (message: string, details: Readonly<Record<string, JsonValue>> = {}): void => {
        const shown = Object.entries(details).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
        this.#log.line(level, untranslated(`${message}${shown.join('')}`), { key: message });
      };
    return { debug: () => {}, info: at('info'), warn: at('warn') };
  }

  #write(level: RunLine['level'], { en, zh }: Message, of: Pick<RunLine, 'source' | 'streams'>): void {
    const message = { en: this.#texts.text(en, 'en'), zh: this.#texts.text(zh, 'zh') };
    this.#channel.send({ kind: 'line', line: { at: this.#clock.now(), level, message, ...of } });
  }
}
