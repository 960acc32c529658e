import type { EventStatus } from '../events/event-status.ts';
import { connectionStates, refusalReasons } from '../model/event-store.ts';
import { type Metric, renderMetric } from './metrics-text.ts';

const seconds = (from: string | null, now: number): number => (from === null ? 0 : (now - Date.parse(from)) / 1000);

function consumerMetrics(consumers: EventStatus['inbox']['consumers'], now: number): Metric[] {
  return [
    {
      name: 'larkstream_inbox_pending',
      help: 'Events that wait for the consumer.',
      type: 'gauge',
      samples: consumers.map(({ consumer, pending }) => [{ consumer }, pending]),
    },
    {
      name: 'larkstream_inbox_dead',
      help: 'Dead letters of the consumer.',
      type: 'gauge',
      samples: consumers.map(({ consumer, dead }) => [{ consumer }, dead]),
    },
    {
      name: 'larkstream_inbox_expired_total',
      help: 'Events that expired before the consumer had processed them.',
      type: 'counter',
      samples: consumers.map(({ consumer, expired }) => [{ consumer }, expired]),
    },
    {
      name: 'larkstream_inbox_oldest_pending_seconds',
      help: 'How long the oldest event has waited for the consumer.',
      type: 'gauge',
      samples: consumers.map(({ consumer, oldestPendingAt }) => [{ consumer }, seconds(oldestPendingAt, now)]),
    },
    {
      name: 'larkstream_event_lag_seconds',
      help: 'From receiving an event to its being done by the consumer, of the last thousand.',
      type: 'gauge',
      samples: consumers.flatMap(({ consumer, lagMs }) =>
        lagMs === null
          ? []
          : [
              [{ consumer, quantile: '0.5' }, lagMs.p50 / 1000] as const,
              [{ consumer, quantile: '0.99' }, lagMs.p99 / 1000] as const,
            ],
      ),
    },
  ];
}

/** The state in Prometheus' text format. https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function renderMetrics({ connections, inbox }: EventStatus, now: number): string {
  const metrics = [...connectionMetrics(connections), ...inboxMetrics(inbox, now)];
  return `${metrics.flatMap(renderMetric).join('\n')}\n`;
}

/** Of each receiver. */
export function connectionMetrics(connections: EventStatus['connections']): readonly Metric[] {
  return [
    {
      name: 'larkstream_connection_state',
      help: '1 for the state that a connection is in.',
      type: 'gauge',
      samples: connections.flatMap(({ appId, owner, mode, state, isAlive }) =>
        connectionStates.map((one) => [{ app_id: appId, owner, mode, state: one }, isAlive && one === state ? 1 : 0]),
      ),
    },
    {
      name: 'larkstream_connection_reconnects_total',
      help: 'How often a connection was opened again.',
      type: 'counter',
      samples: connections.map(({ appId, owner, reconnects }) => [{ app_id: appId, owner }, reconnects]),
    },
    {
      name: 'larkstream_webhook_refused_total',
      help: 'Requests that were not believed, by reason.',
      type: 'counter',
      // A reason that has not occurred is 0, so that a rise from nothing is seen.
      samples: connections
        .filter(({ mode }) => mode === 'webhook')
        .flatMap(({ appId, owner, refusals }) =>
          refusalReasons.map((reason) => [{ app_id: appId, owner, reason }, refusals[reason] ?? 0] as const),
        ),
    },
  ];
}

/** Of the inbox, in all and by consumer. */
export function inboxMetrics(inbox: EventStatus['inbox'], now: number): readonly Metric[] {
  return [
    {
      name: 'larkstream_last_event_age_seconds',
      help: 'Since the last event was received; 0 before the first.',
      type: 'gauge',
      samples: [[{}, seconds(inbox.lastReceivedAt, now)]],
    },
    {
      name: 'larkstream_events',
      help: 'Events in the inbox by type and state, once for each consumer; kept: no consumer wants it. Done and kept ones expire.',
      type: 'gauge',
      samples: inbox.types.flatMap(({ type, pending, done, dead, kept }) => [
        [{ type, state: 'pending' }, pending],
        [{ type, state: 'done' }, done],
        [{ type, state: 'dead' }, dead],
        [{ type, state: 'kept' }, kept],
      ]),
    },
    ...consumerMetrics(inbox.consumers, now),
  ];
}
