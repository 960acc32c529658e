import type { BotFigures } from '../model/service/bot-figures.ts';
import { bucketsMs, type CountedName, type MeasuredName } from '../model/triggers/tally.ts';
import type { Metric } from './metrics-text.ts';

interface Told<Name> {
  readonly of: Name;
  readonly name: string;
  readonly help: string;
}

/** By what the first label is called, and what the second one. */
const counters: readonly (Told<CountedName> & {
  readonly subject: 'trigger' | 'handler' | 'integration';
  readonly label: string;
})[] = [
  {
    of: 'decision',
    name: 'larkstream_decisions_total',
    help: 'Decisions of a trigger about events: taken, refused, or shadow.',
    subject: 'trigger',
    label: 'outcome',
  },
  {
    of: 'turn',
    name: 'larkstream_turns_total',
    help: 'Turns of a trigger that were answered, are to be answered later (and count as answered when they are), were given up (dead), or are to be tried again (retrying).',
    subject: 'trigger',
    label: 'outcome',
  },
  {
    of: 'answer',
    name: 'larkstream_handler_answers_total',
    help: 'Requests to a handler that it has answered (ok), and others by code; handler.paused: it was not asked, because it had failed many times in a row.',
    subject: 'handler',
    label: 'status',
  },
  {
    of: 'sent',
    name: 'larkstream_outbox_sent_total',
    help: 'Messages that were sent, by kind.',
    subject: 'integration',
    label: 'kind',
  },
  {
    of: 'unsent',
    name: 'larkstream_outbox_unsent_total',
    help: 'Messages that were given up, by the code of the platform; none: it said none.',
    subject: 'integration',
    label: 'code',
  },
];

const histograms: readonly Told<MeasuredName>[] = [
  {
    of: 'decided',
    name: 'larkstream_event_decision_seconds',
    help: 'From receiving an event to what triggers have decided about it.',
  },
  {
    of: 'asked',
    name: 'larkstream_turn_begin_seconds',
    help: 'From taking the first message of a turn to asking its handler, with what it waits for: more messages, the turn before it.',
  },
  {
    of: 'shown',
    name: 'larkstream_answer_begin_seconds',
    help: "From the first word of a handler's answer to its message in the chat.",
  },
];

/** What was counted and measured since the service was made; of things that are gone, nothing. */
export function tallyMetrics({ tallies, triggers, handlers }: BotFigures): Metric[] {
  const names = new Map([...triggers, ...handlers].map(({ id, name }) => [id, name] as const));
  return [
    ...counters.map(
      ({ of, name, help, subject, label }): Metric => ({
        name,
        help,
        type: 'counter',
        samples: tallies
          .filter((row) => row.name === of && (subject === 'integration' || names.has(row.subjectId)))
          .map((row) => {
            const called = names.get(row.subjectId);
            return [
              { [subject]: row.subjectId, ...(called === undefined ? {} : { name: called }), [label]: row.label },
              row.value,
            ];
          }),
      }),
    ),
    ...histograms.map(
      ({ of, name, help }): Metric => ({ name, help, type: 'histogram', samples: histogramOf(tallies, of) }),
    ),
  ];
}

function histogramOf(tallies: BotFigures['tallies'], of: MeasuredName): Metric['samples'] {
  const valueAt = (label: string): number => tallies.find((row) => row.name === of && row.label === label)?.value ?? 0;
  let count = 0;
  const buckets = bucketsMs.map((bound) => {
    count += valueAt(String(bound));
    return [{ le: String(bound / 1000) }, count, '_bucket'] as const;
  });
  count += valueAt('more');
  return [...buckets, [{ le: '+Inf' }, count, '_bucket'], [{}, valueAt('sum') / 1000, '_sum'], [{}, count, '_count']];
}
