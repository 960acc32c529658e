import { placeOf } from '../../config/destinations/registry.ts';
import type { Config } from '../../config/settings.ts';
import { shownDestination } from '../../config/tenant-destination.ts';
import { listOf } from '../../model/message.ts';
import { type RunReport, reportError, sentencesOf } from '../../model/run-report.ts';
import type { CheckResult } from '../../model/source.ts';
import type { LiveBatch, LiveObserver } from '../../operations/live-observer.ts';
import { toVisible } from '../../util/visible.ts';
import type { Context } from '../context.ts';
import { exitCodeOfRun, exitCodes } from '../exit-codes.ts';
import { connectionLine } from '../print/connection-line.ts';
import { tellDeadLetter, tellRefused } from '../print/format-refusals.ts';
import { formatReport } from '../print/format-report.ts';
import { formatCount } from '../print/numbers.ts';
import { sayTarget } from '../print/say-target.ts';
import { startSyncView } from '../progress/sync-view.ts';
import { withStopSignals } from '../stop-signals.ts';
import type { RunFlags } from './sync-and-report.ts';

/** Follows events until a signal comes; what it prints is one line for each thing that happens. */
export async function followLive(
  config: Config,
  flags: Pick<RunFlags, 'acceptDeletes' | 'isDemo'>,
  context: Context,
  until?: AbortSignal,
): Promise<number> {
  sayTarget(config, context);
  const { runConfiguredLive } = await import('../../operations/run-configured-live.ts');
  const clients = await context.clients();
  const screen = new LiveScreen(config, context, flags.isDemo);
  try {
    const failed = await withStopSignals(
      (signal) =>
        runConfiguredLive({
          config,
          clients,
          signal: until === undefined ? signal : AbortSignal.any([signal, until]),
          observer: screen.observer,
          logger: context.loggerTo((line) => screen.log(line)),
          acceptDeletes: flags.acceptDeletes ?? false,
        }),
      () => screen.log(context.errorStyle.yellow(context.texts.progress.stopping)),
    );
    return failed === undefined ? exitCodes.done : exitCodeOfRun(failed);
  } finally {
    screen.stop();
  }
}

/** Whether events are believed for their Verification Token alone. */
export function isOpen({ events: { mode, webhook } }: Config): boolean {
  return mode === 'webhook' && webhook?.encrypt_key === undefined;
}

/** The first read is shown as any sync; then come single lines. */
class LiveScreen {
  readonly observer: LiveObserver;
  readonly #config: Config;
  readonly #context: Context;
  readonly #view: ReturnType<typeof startSyncView>;
  readonly #isDemo: boolean | undefined;
  #subscriptions: CheckResult[] = [];
  #reads = 0;

  constructor(config: Config, context: Context, isDemo: boolean | undefined) {
    this.#isDemo = isDemo;
    this.#config = config;
    this.#context = context;
    this.#view = startSyncView(context);
    const { observer } = this.#view;
    const { texts, style, emit } = context;
    this.observer = {
      ...observer,
      onPlanned: (streams) => {
        if (this.#reads === 0) observer.onPlanned?.(streams);
      },
      onReady: (place) => this.#ready(place),
      onConnection: (status) => {
        emit({ event: 'connection', ...status });
        if (status.state !== 'stopped') this.#line(connectionLine(status, context, Date.now()));
      },
      onRefused: (refused) => {
        for (const line of tellRefused(refused, context)) this.#line(line);
      },
      onDeadLetter: (event) => this.#line(tellDeadLetter(event, context)),
      onSubscription: (result) => this.#subscriptions.push(result),
      onReport: (report) => this.#report(report),
      onBatch: (batch) => this.#batch(batch),
      onTrouble: (error) => {
        emit({ event: 'trouble', ...reportError(error) });
        this.#line(`${style.yellow('!')} ${error.texts.message[texts.language]} ${style.dim(error.code)}`);
      },
      onTenant: (tenantKey, change) => {
        emit({ event: 'tenant', tenantKey, change });
        this.#line(texts.live.tenant[change](tenantKey));
      },
    };
  }

  log(line: string): void {
    this.#view.print(line);
  }

  stop(): void {
    this.#view.stop();
    this.#context.say(this.#context.style.dim(this.#context.texts.live.stopped));
  }

  #line(text: string): void {
    const { style, say } = this.#context;
    say(`${style.dim(new Date().toISOString().slice(11, 19))} ${text}`);
  }

  #ready({ webhook, status }: { readonly webhook: string | undefined; readonly status: string | undefined }): void {
    const { texts, style, emit, say } = this.#context;
    emit({ event: 'ready', mode: this.#config.events.mode, webhook: webhook ?? null, status: status ?? null });
    say(style.bold(texts.live.receiving(webhook ?? texts.live.modes[this.#config.events.mode])));
    if (status !== undefined) say(style.dim(texts.live.statusAt(status)));
    if (isOpen(this.#config)) say(style.yellow(texts.live.noEncryptKey));
    say(style.dim(texts.live.following));
    say(style.dim(this.#isDemo === true ? texts.demo.stop : texts.live.stop));
  }

  #report(report: RunReport): void {
    const { texts, style, say, emit, columns } = this.#context;
    this.#view.stop();
    emit({ event: 'run', ...report });
    if (report.isLive === true) {
      this.#tellBrokenOff(report);
      return;
    }
    this.#reads++;
    this.#reportSubscriptions();
    if (this.#reads === 1 || report.outcome !== 'done') {
      const target = placeOf(shownDestination(this.#config)).name;
      for (const line of formatReport({ report, target, style, texts, columns, isDemo: this.#isDemo })) say(line);
      return;
    }
    const changed = report.streams.reduce(
      (sum, { rowsInserted, rowsUpdated, rowsDeleted }) => sum + rowsInserted + rowsUpdated + rowsDeleted,
      0,
    );
    this.#line(texts.live.reconciled(changed));
  }

  /** A streaming phase is not reported line by line; that it has failed is. */
  #tellBrokenOff({ outcome, error }: RunReport): void {
    if (outcome !== 'failed' || error === undefined) return;
    const { texts, style } = this.#context;
    const { message } = sentencesOf(error, texts.language);
    this.#line(`${style.red('✗')} ${texts.live.brokenOff}${texts.colon}${toVisible(message)} ${style.dim(error.code)}`);
    this.#line(style.dim(texts.live.readAgain));
  }

  #reportSubscriptions(): void {
    const { texts, style, emit } = this.#context;
    const all = this.#subscriptions;
    this.#subscriptions = [];
    const failed = all.filter(({ outcome }) => outcome === 'failed');
    emit({ event: 'subscriptions', done: all.length - failed.length, failed: failed.map(({ subject }) => subject) });
    if (all.length > 0 && (this.#reads === 1 || failed.length > 0))
      this.#line(texts.live.subscribed(all.length - failed.length, all.length));
    for (const { subject, message } of failed)
      this.#line(`${style.yellow('!')} ${texts.live.notSubscribed(subject, message[texts.language])}`);
  }

  #batch(batch: LiveBatch): void {
    const { texts, style, emit } = this.#context;
    const { events, rows, deletes, lagMs } = batch;
    emit({ event: 'batch', events, rows: Object.fromEntries(rows), deletes, lagMs });
    const parts = [...rows]
      .filter(([, count]) => count > 0)
      .map(([stream, count]) => `${stream} ${formatCount(count)}`);
    if (deletes > 0) parts.push(texts.live.deleted(formatCount(deletes)));
    const what = parts.length === 0 ? texts.live.nothingOfOurs : listOf(parts, texts.language);
    const shown = { events: style.cyan(texts.live.events(events)), what, lag: (lagMs / 1000).toFixed(2) };
    this.#line(texts.live.batch(shown));
  }
}
