import { isSilent } from '../control/workers/list-workers.ts';
import type { EventStatus } from '../events/event-status.ts';
import { waitsMs } from '../model/service/behind.ts';
import type { ServiceFigures } from '../model/service/figures.ts';
import { type Member, memberRoles } from '../model/service/member.ts';
import { pipelineStates } from '../model/service/pipeline.ts';
import { runStates } from '../model/service/service-run.ts';
import { type Metric, renderMetric } from './metrics-text.ts';
import { botMetrics } from './render-bot-metrics.ts';
import { connectionMetrics, inboxMetrics } from './render-metrics.ts';

/** What the figures of a service are made of. */
export interface ServiceMetricsInput {
  readonly figures: ServiceFigures;
  /** The same, in the words of the status page. */
  readonly connections: EventStatus['connections'];
  readonly inbox: EventStatus['inbox'];
  readonly members: readonly Member[];
  /** How long the store took to answer a short question just now. */
  readonly storeMs: number;
  readonly version: string;
  readonly now: number;
}

/** The state of a service in Prometheus' text format. */
export function renderServiceMetrics(input: ServiceMetricsInput): string {
  const { connections, inbox, now } = input;
  const metrics = [
    ...processMetrics(input),
    ...runMetrics(input),
    ...pipelineMetrics(input),
    ...botMetrics(input.figures.bots, now),
    ...connectionMetrics(connections),
    ...inboxMetrics(inbox, now),
  ];
  return `${metrics.flatMap(renderMetric).join('\n')}\n`;
}

const gauge = (name: string, help: string, samples: Metric['samples']): Metric => ({
  name,
  help,
  type: 'gauge',
  samples,
});

function processMetrics({ members: all, storeMs, version, figures }: ServiceMetricsInput): Metric[] {
  const members = all.filter((member) => !isSilent(member));
  const isDraining = ({ drainingSince }: Member): boolean => drainingSince !== undefined;
  return [
    gauge('larkstream_info', '1, with the version of the program that answers.', [[{ version }, 1]]),
    gauge('larkstream_store_latency_seconds', 'How long the store took to answer a short question.', [
      [{}, storeMs / 1000],
    ]),
    gauge(
      'larkstream_members',
      'Processes of the service by role; those that stop, or are silent for 15 seconds, do not count.',
      memberRoles.map((role) => [
        { role },
        members.filter((member) => member.roles.includes(role) && !isDraining(member)).length,
      ]),
    ),
    gauge('larkstream_members_keys_wrong', 'Processes whose master keys do not open all secrets.', [
      [{}, members.filter(({ keys }) => keys !== undefined && keys.unopened.length > 0).length],
    ]),
    gauge('larkstream_worker_slots', 'Runs that all workers can do at a time.', [
      [{}, members.filter(({ roles }) => roles.includes('worker')).reduce((sum, { slots }) => sum + slots, 0)],
    ]),
    gauge('larkstream_alerts_open', 'Alerts that have not recovered.', [[{}, figures.openAlerts]]),
    gauge(
      'larkstream_alert_messages_undelivered',
      'What of alerts is not sent yet: held or new, tried in vain, given up.',
      [
        [{ state: 'waiting' }, figures.alertSends.waiting],
        [{ state: 'failing' }, figures.alertSends.failing],
        [{ state: 'given_up' }, figures.alertSends.givenUp],
      ],
    ),
  ];
}

function runMetrics({ figures: { runs, oldestQueuedAt }, now }: ServiceMetricsInput): Metric[] {
  return [
    gauge(
      'larkstream_runs',
      'Runs that are kept, by state.',
      runStates.map((state) => [{ state }, runs[state]]),
    ),
    gauge('larkstream_runs_oldest_queued_seconds', 'How long the run has waited that has waited longest.', [
      [{}, oldestQueuedAt === undefined ? 0 : (now - oldestQueuedAt) / 1000],
    ]),
  ];
}

function pipelineMetrics({ figures: { pipelines }, now }: ServiceMetricsInput): Metric[] {
  return [
    gauge(
      'larkstream_pipelines',
      'Pipelines by state.',
      pipelineStates.map((state) => [{ state }, pipelines.filter((pipeline) => pipeline.state === state).length]),
    ),
    gauge(
      'larkstream_pipeline_age_seconds',
      'Since the last run of an active pipeline ended that read everything; absent before the first.',
      pipelines.flatMap(({ id, name, state, succeededAt }) =>
        state === 'active' && succeededAt !== undefined
          ? [[{ pipeline: id, name }, (now - succeededAt) / 1000] as const]
          : [],
      ),
    ),
    gauge(
      'larkstream_pipeline_lag_seconds',
      'How long the oldest event has waited for an active live pipeline; 0 when none waits, and while the first read goes on, for an hour.',
      pipelines
        .filter(({ state, schedule }) => state === 'active' && schedule.kind === 'live')
        .map((one) => [{ pipeline: one.id, name: one.name }, waitsMs(one, now) / 1000] as const),
    ),
  ];
}
