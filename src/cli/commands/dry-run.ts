import { moduleNames, moduleTitle } from '../../config/modules.ts';
import type { Config } from '../../config/settings.ts';
import type { PlannedEndpoint } from '../../model/source.ts';
import { planConfiguredSync } from '../../operations/plan-configured-sync.ts';
import type { SourceObserver } from '../../operations/sync-observer.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { formatCount, formatDuration } from '../print/numbers.ts';
import { tellRetry } from '../print/tell-retry.ts';
import { withStopSignals } from '../stop-signals.ts';
import type { RunFlags } from './sync-and-report.ts';

/** A shorter wait is over before it is read. */
const worthTellingMs = 2_000;

/** Tells what a sync will call and how long that takes at the documented limits; reads and writes nothing. */
export async function dryRun(config: Config, flags: RunFlags, context: Context): Promise<number> {
  const planned: PlannedEndpoint[] = [];
  const clients = await context.clients();
  await withStopSignals(async (signal) => {
    context.note(context.texts.dryRun.counting);
    const observer: SourceObserver = {
      onRetry: (notice) => tellRetry(notice, context),
      onWaiting: (module, { kind, ms }) => {
        if (kind !== 'quota' || ms < worthTellingMs) return;
        const { language, progress, colon } = context.texts;
        context.note(`${moduleTitle(module, language)}${colon}${progress.waitingForQuota(formatDuration(ms))}`);
      },
    };
    const plan = planConfiguredSync({
      config,
      clients,
      full: flags.full ?? false,
      signal,
      logger: context.logger,
      observer,
    });
    for await (const one of plan) {
      context.emit({ event: 'planned', ...one });
      planned.push(one);
    }
  });
  const calls = planned.reduce((sum, one) => sum + one.calls, 0);
  // Modules are read at the same time, and each endpoint has a limit of its own.
  const seconds = Math.max(0, ...planned.map((one) => one.seconds));
  context.emit({ event: 'plan', calls, seconds, isEstimate: planned.some(({ isEstimate }) => isEstimate) });
  for (const line of formatPlan(planned, context)) context.say(line);
  const { dryRun: texts } = context.texts;
  context.say();
  context.say(texts.total(calls, formatDuration(seconds * 1000)));
  if (planned.some(({ isEstimate }) => isEstimate)) context.say(context.style.dim(texts.estimates));
  return exitCodes.done;
}

function formatPlan(planned: readonly PlannedEndpoint[], { texts, style, columns }: Context): string[] {
  const { dryRun, discover, language } = texts;
  const hasPurposes = planned.some(({ purpose }) => purpose !== 'exact');
  return formatTable({
    width: columns,
    columns: [
      { title: discover.module, drop: 1 },
      { title: dryRun.endpoint, keep: true },
      ...(hasPurposes ? [{ title: dryRun.purpose }] : []),
      { title: dryRun.calls, align: 'right' },
      { title: dryRun.time, align: 'right' },
    ],
    rows: planned
      .toSorted((one, other) => moduleNames.indexOf(one.module) - moduleNames.indexOf(other.module))
      .map(({ module, endpoint, purpose, calls, isEstimate, seconds }) => [
        moduleTitle(module, language),
        endpoint.replace(' /open-apis/', ' '),
        ...(hasPurposes ? [texts.purposes[purpose]] : []),
        `${isEstimate ? '~' : ''}${formatCount(calls)}`,
        formatDuration(seconds * 1000),
      ]),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
}
