import { Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type EventTrace, useEventTrace } from '../../data/events.ts';
import { Notice } from '../../parts/notice.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { EventSign } from '../events/event-sign.tsx';
import { Decisions } from './decisions.tsx';
import { Deliveries } from './deliveries.tsx';
import classes from './event.module.css';
import { EventActions } from './event-actions.tsx';
import { EventFacts } from './event-facts.tsx';
import { Payload } from './payload.tsx';
import { Steps } from './steps.tsx';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/events/$id');

/** One event: what was pushed, what became of it. */
export function EventPage() {
  const { id } = route.useParams();
  const { data, error } = useEventTrace(id);
  if (data !== undefined) return <Known key={id} trace={data} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={320} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

function Known({ trace }: { readonly trace: EventTrace }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const { event } = trace;
  return (
    <>
      <PageHeader title={event.type} actions={<EventActions event={event} />}>
        <span className={classes.about}>
          <EventSign state={event.state} />
          <Time at={event.receivedAt} />
          <PlaceLink to="/events">{said.all}</PlaceLink>
        </span>
      </PageHeader>
      <div className={classes.stack}>
        {event.lastError === null ? null : <Notice tone="bad">{event.lastError[language]}</Notice>}
        {event.state === 'kept' ? <Notice tone="info">{said.keptWhy}</Notice> : null}
        <div className={classes.columns}>
          <div className={classes.stack}>
            <Decisions trace={trace} />
            <Deliveries trace={trace} />
            <Payload trace={trace} />
          </div>
          <div className={classes.stack}>
            <Steps trace={trace} />
            <EventFacts trace={trace} />
          </div>
        </div>
      </div>
    </>
  );
}
