import { Button } from '@mantine/core';
import type { Delivery, EventTrace } from '../../data/events.ts';
import { useSteerEvent } from '../../data/events.ts';
import { useMay } from '../../data/session.ts';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { DeliverySign } from '../events/event-sign.tsx';
import { consumerOf, type KnownConsumer } from './consumer-names.ts';
import classes from './event.module.css';
import { texts } from './texts.ts';

/** Who has it, how it stands with each, and the run whose rows have what it led to. */
export function Deliveries({ trace }: { readonly trace: EventTrace }) {
  const said = useTexts(texts);
  const { event, consumers } = trace;
  return (
    <Panel title={said.deliveries} isFlush>
      {event.deliveries.length === 0 ? <p className={classes.none}>{said.noDelivery}</p> : null}
      <ul className={classes.rows}>
        {event.deliveries.map((delivery) => (
          <Row
            key={delivery.consumer}
            id={event.id}
            delivery={delivery}
            known={consumerOf(trace, delivery.consumer)}
            of={consumers.find(({ consumer }) => consumer === delivery.consumer)}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface RowProps {
  readonly id: string;
  readonly delivery: Delivery;
  readonly known: KnownConsumer;
  readonly of: EventTrace['consumers'][number] | undefined;
}

function Row({ id, delivery, known, of }: RowProps) {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const { consumer, state, attempts, nextAt, finishedAt, lastError } = delivery;
  const runId = of?.runId ?? null;
  return (
    <li>
      <div className={classes.line}>
        {known.to === undefined ? <code>{known.name}</code> : <PlaceLink to={known.to}>{known.name}</PlaceLink>}
        <DeliverySign state={state} />
        <span className={classes.small}>{said.attempts(format.number(attempts), attempts)}</span>
        {nextAt === null ? null : (
          <span className={classes.small}>
            {said.next} <Time at={nextAt} />
          </span>
        )}
        {finishedAt === null ? null : <Time at={finishedAt} />}
        <ReplayFor id={id} consumer={consumer} name={known.name} />
      </div>
      {lastError === null ? null : <div className={classes.error}>{lastError[language]}</div>}
      {runId === null ? null : (
        <div className={classes.small}>
          {said.rowsIn} <PlaceLink to={`/runs/${runId}`}>{said.seeRun}</PlaceLink>
        </div>
      )}
    </li>
  );
}

/** Again for this one only. */
function ReplayFor(of: { readonly id: string; readonly consumer: string; readonly name: string }) {
  const said = useTexts(texts);
  const mayReplay = useMay('replay');
  const steering = useSteerEvent();
  const { id, consumer, name } = of;
  if (!mayReplay) return null;
  const replay = (): void =>
    void tellHow(steering.mutateAsync({ id, steer: 'replay', consumer }), (count) =>
      count === 0 ? said.nothingChanged : said.replayedNow(count),
    );
  return (
    <span className={classes.end}>
      <Button
        size="compact-sm"
        variant="subtle"
        aria-label={said.replayFor(name)}
        loading={steering.isPending}
        onClick={replay}
      >
        {said.replay}
      </Button>
    </span>
  );
}
