import { parseHandedConfig } from '../../config/handed-config.ts';
import type { Config } from '../../config/settings.ts';
import type { Clock } from '../../model/clock.ts';
import type { Fence } from '../../model/destination.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Logger } from '../../model/logger.ts';
import { type Message, untranslated } from '../../model/message.ts';
import { Redactor } from '../../model/redactor.ts';
import { type RunReport, reportError } from '../../model/run-report.ts';
import { Secret } from '../../model/secret.ts';
import type { RunLine, RunProgress } from '../../model/service/service-run.ts';
import type { JsonValue } from '../../util/json.ts';
import type { LiveObserver } from '../live-observer.ts';
import { openReset } from '../open-reset.ts';
import { runConfiguredSync } from '../run-configured-sync.ts';
import { AttemptLog } from './attempt-log.ts';
import { AttemptSpans } from './attempt-spans.ts';
import { followStoredEvents } from './follow-stored-events.ts';
import type { LiveCommons } from './live-commons.ts';
import type { Permit } from './permit.ts';
import type { FromAttempt, StartMessage } from './run-messages.ts';
import { ProgressCounter } from './run-progress.ts';
import { ToldTexts } from './told-texts.ts';

/** What an attempt works with, besides its order. */
interface AttemptParts {
  readonly clock: Clock;
  readonly permit: Permit;
  /** What attempts of the process share. */
  readonly commons: LiveCommons;
}

const progressIntervalMs = 500;
/** What is as before is told this often: the worker is to know that the process is at work. */
const sameIntervalMs = 10_000;

/** One order, from its beginning to its end: reads once, or follows events until it is stopped. */
export class Attempt {
  readonly #start: StartMessage;
  readonly #channel: { send(message: FromAttempt): void };
  readonly #clock: Clock;
  readonly #permit: Permit;
  readonly #commons: AttemptParts['commons'];
  readonly #texts: ToldTexts;
  readonly #counter: ProgressCounter;
  readonly #log: AttemptLog;
  readonly #spans: AttemptSpans | undefined;
  /** The progress that was told last, but for its time. */
  #told = '';
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    start: StartMessage,
    channel: { send(message: FromAttempt): void },
    { clock, permit, commons }: AttemptParts,
  ) {
    this.#start = start;
    this.#channel = channel;
    this.#clock = clock;
    this.#permit = permit;
    this.#commons = commons;
    const redactor = new Redactor(Object.values(start.secrets).map((text) => new Secret(text)));
    this.#texts = new ToldTexts(redactor, start);
    this.#counter = new ProgressCounter(clock, start);
    this.#log = new AttemptLog({ clock, write: (...said) => this.#write(...said) });
    this.#spans = start.isTraced === true ? new AttemptSpans(clock) : undefined;
  }

  /** Gives what is to be told last. Never rejects. */
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
      this.#toldAt = Number.NEGATIVE_INFINITY;
      this.#tell();
    }
  }

  #tell(): void {
    this.#log.tick();
    const { progress } = this.#counter;
    if (this.#isNews(progress)) this.#tellProgress(progress);
    const work = this.#spans?.take() ?? [];
    if (work.length > 0) this.#channel.send({ kind: 'work', work });
  }

  /** A live pipeline to which nothing comes says the same for hours, and there may be a thousand. */
  #isNews({ at: _, ...rest }: RunProgress): boolean {
    const now = this.#clock.elapsed();
    const text = JSON.stringify(rest);
    if (text === this.#told && now - this.#toldAt < sameIntervalMs) return false;
    this.#told = text;
    this.#toldAt = now;
    return true;
  }

  #tellProgress(progress: RunProgress): void {
    // Of the rest, names of streams apart, nothing is a text; they may be thousands.
    this.#channel.send({
      kind: 'progress',
      progress: progress.standstill === undefined ? progress : this.#texts.all(progress),
    });
  }

  /** The worker leaves it out of the order of a later attempt when an earlier one has come beyond it. */
  async #reset(config: Config): Promise<void> {
    const { options } = this.#start;
    if (options.resetStreams === undefined || options.resetStreams.length === 0) return;
    const reset = await openReset(config, options.resetStreams, {
      observer: this.#observer,
      fence: this.#fence,
      clients: this.#commons.clients,
    });
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
      clients: this.#commons.clients,
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
      commons: this.#commons,
    });
  }

  get #fence(): Fence {
    const { pipelineId, fence } = this.#start;
    return { writer: pipelineId, number: fence, mayWrite: () => this.#permit.wait() };
  }

  get #observer(): LiveObserver {
    return this.#spans?.watching(this.#logged) ?? this.#logged;
  }

  get #logged(): LiveObserver {
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
