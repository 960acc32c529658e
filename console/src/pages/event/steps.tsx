import { triggerOfConsumer } from '../../../../src/model/triggers/trigger-consumer.ts';
import type { EventTrace } from '../../data/events.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { consumerOf } from './consumer-names.ts';
import classes from './event.module.css';
import { texts } from './texts.ts';

type Step = EventTrace['steps'][number];

const looks: Readonly<Record<Step['kind'], readonly [string | undefined, IconName]>> = {
  sent: [classes.idle, 'never'],
  received: [classes.ok, 'ok'],
  unreadable: [classes.bad, 'bad'],
  unwanted: [classes.idle, 'stopped'],
  replayed: [classes.info, 'again'],
  retried: [classes.info, 'again'],
  discarded: [classes.idle, 'stopped'],
  done: [classes.ok, 'ok'],
  skipped: [classes.idle, 'stopped'],
  dead: [classes.bad, 'dead'],
};

/** What has happened to it, with the time since the platform has sent it. */
export function Steps({ trace }: { readonly trace: EventTrace }) {
  const said = useTexts(texts);
  const { steps, event } = trace;
  const waits = event.deliveries.some(
    ({ state }) => state === 'waiting' || state === 'claimed' || state === 'retrying',
  );
  return (
    <Panel title={said.trace}>
      <ol className={classes.trace} aria-live="polite">
        {steps.map((step, at) => (
          // Steps are only added.
          // biome-ignore lint/suspicious/noArrayIndexKey: a step has no name of its own
          <StepLine key={at} step={step} trace={trace} />
        ))}
        {waits ? (
          <li>
            <Icon name="waits" className={classes.idle} />
            <span className={classes.grow}>{said.stillWaits}</span>
          </li>
        ) : null}
      </ol>
    </Panel>
  );
}

function StepLine({ step, trace }: { readonly step: Step; readonly trace: EventTrace }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const { kind, consumer, by, message, at } = step;
  const [tone, icon] = looks[kind];
  const name = consumer === null ? null : consumerOf(trace, consumer).name;
  // The answer has steps of its own: what is done here is the decision whether there is one.
  const isDecision = kind === 'done' && consumer !== null && triggerOfConsumer(consumer) !== undefined;
  const ms = Math.max(0, Date.parse(at) - Date.parse(trace.event.createdAt));
  return (
    <li>
      <Icon name={icon} className={tone} />
      <span className={classes.grow}>
        {isDecision ? said.decided : said[kind]}
        {name === null ? null : said.by(name)}
        {by === null ? null : said.person(by)}
        {message === null ? null : <span className={classes.error}>{message[language]}</span>}
      </span>
      <time className={classes.after} dateTime={at} title={format.dateTime(at)}>
        {`+${format.duration(ms)}`}
      </time>
    </li>
  );
}
