import { type BotFigures, openTurnStates } from '../model/service/bot-figures.ts';
import { triggerStates } from '../model/triggers/conversation.ts';
import type { Metric } from './metrics-text.ts';
import { tallyMetrics } from './render-tallies.ts';

type Samples = Metric['samples'];

const gauge = (name: string, help: string, samples: Samples): Metric => ({ name, help, type: 'gauge', samples });
const ageOf = (at: number | undefined, now: number): number => (at === undefined ? 0 : Math.max(0, now - at) / 1000);

/** How bots stand. Labels name triggers, handlers and integrations: never a person, a chat or a text. */
export function botMetrics(figures: BotFigures, now: number): Metric[] {
  return [
    ...triggerMetrics(figures, now),
    ...handlerMetrics(figures),
    ...outboxMetrics(figures, now),
    ...tallyMetrics(figures),
  ];
}

function triggerMetrics({ triggers, people }: BotFigures, now: number): Metric[] {
  const published = triggers.filter(({ state }) => state !== 'draft');
  const each = (value: (trigger: (typeof triggers)[number]) => number): Samples =>
    published.map((one) => [{ trigger: one.id, name: one.name }, value(one)]);
  return [
    gauge(
      'larkstream_triggers',
      'Triggers by state.',
      triggerStates.map((state) => [{ state }, triggers.filter((one) => one.state === state).length]),
    ),
    gauge(
      'larkstream_turns',
      'Turns that have not ended, by trigger and state; gathering: more messages may join; retrying: the handler has failed, and is asked again.',
      published.flatMap((one) =>
        openTurnStates.map((state) => [{ trigger: one.id, name: one.name, state }, one.turns[state]] as const),
      ),
    ),
    gauge(
      'larkstream_turns_oldest_waiting_seconds',
      'How long the turn has waited that has waited longest, also for another try; 0 when none waits.',
      each(({ oldestWaitingAt }) => ageOf(oldestWaitingAt, now)),
    ),
    gauge(
      'larkstream_turns_overdue_seconds',
      'How long a turn has been due that no worker has taken; 0 when there is none.',
      each(({ overdueSince }) => ageOf(overdueSince, now)),
    ),
    gauge(
      'larkstream_turns_later',
      'Turns whose answer, or the rest of it, is to come by the reply handle.',
      each(({ later }) => later),
    ),
    gauge(
      'larkstream_turns_dead',
      'Turns that were given up and are kept.',
      each(({ dead }) => dead),
    ),
    gauge(
      'larkstream_sessions_open',
      'Conversations that are open.',
      each(({ openSessions }) => openSessions),
    ),
    gauge(
      'larkstream_people',
      'People who are known to bots.',
      people.map(({ integrationId, count }) => [{ integration: integrationId }, count]),
    ),
  ];
}

function handlerMetrics({ handlers }: BotFigures): Metric[] {
  const each = (value: (handler: (typeof handlers)[number]) => number): Samples =>
    handlers.map((one) => [{ handler: one.id, name: one.name, kind: one.kind }, value(one)]);
  return [
    gauge(
      'larkstream_handler_retrying',
      'Turns that wait for another try by the handler.',
      each(({ retrying }) => retrying),
    ),
    gauge(
      'larkstream_handler_circuit_open',
      '1 for a handler that has failed many times in a row and is not asked for a while (its circuit is open), while turns wait for it.',
      each(({ isPaused }) => (isPaused ? 1 : 0)),
    ),
    gauge(
      'larkstream_handler_disabled',
      '1 for a handler that is disabled, by a person or because it has answered 410.',
      each(({ isDisabled }) => (isDisabled ? 1 : 0)),
    ),
  ];
}

function outboxMetrics({ outbox }: BotFigures, now: number): Metric[] {
  return [
    gauge(
      'larkstream_outbox',
      'Messages that are to be said, by what becomes of them; a stream is being sent for as long as it grows.',
      outbox.flatMap(({ integrationId: integration, waiting, sending }) => [
        [{ integration, state: 'waiting' }, waiting] as const,
        [{ integration, state: 'sending' }, sending] as const,
      ]),
    ),
    gauge(
      'larkstream_outbox_oldest_seconds',
      'How old the oldest message is that is to be said; 0 when there is none.',
      outbox.map(({ integrationId, oldestAt }) => [{ integration: integrationId }, ageOf(oldestAt, now)]),
    ),
    gauge(
      'larkstream_outbox_failed',
      'Messages that could not be sent and are kept, by the code of the platform; none: it said none.',
      outbox.flatMap(({ integrationId, failed }) =>
        failed.map(({ code, count }) => [{ integration: integrationId, code: String(code ?? 'none') }, count] as const),
      ),
    ),
  ];
}
