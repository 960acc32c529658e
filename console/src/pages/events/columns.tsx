import type { PushedEvent } from '../../data/events.ts';
import { useIntegrations } from '../../data/integrations.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import type { Column } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { EventSign } from './event-sign.tsx';
import classes from './events.module.css';
import { texts } from './texts.ts';

/** What a list of events tells of each. */
export function useColumns(): readonly Column<PushedEvent>[] {
  const said = useTexts(texts);
  return [
    {
      key: 'type',
      title: said.type,
      cell: ({ id, type }) => (
        <PlaceLink to={`/events/${id}`} className={classes.type}>
          {type}
        </PlaceLink>
      ),
    },
    { key: 'state', title: said.state, width: 120, cell: ({ state }) => <EventSign state={state} /> },
    { key: 'deliveries', title: said.deliveries, cell: (event) => <Deliveries event={event} /> },
    { key: 'app', title: said.app, from: 'middle', cell: ({ appId }) => <AppName appId={appId} /> },
    { key: 'received', title: said.received, width: 150, cell: ({ receivedAt }) => <Time at={receivedAt} /> },
  ];
}

/** How many have it, and why the last one could not take it. */
function Deliveries({ event: { deliveries, lastError } }: { readonly event: PushedEvent }) {
  const said = useTexts(texts);
  const format = useFormat();
  const language = useLanguage();
  if (lastError !== null) {
    const why = lastError[language];
    return (
      <span className={classes.why} title={why}>
        {why}
      </span>
    );
  }
  if (deliveries.length === 0) return <span className={classes.faint}>{said.nobody}</span>;
  const done = deliveries.filter(({ state }) => state === 'done' || state === 'skipped').length;
  return said.doneOf(format.number(done), format.number(deliveries.length));
}

/** An app by the name that it has here. */
function AppName({ appId }: { readonly appId: string }) {
  const { items } = useIntegrations();
  const mine = items.filter((one) => one.appId === appId);
  // Of several with one app, that through which events come.
  const known = mine.find(({ mode }) => mode !== 'none') ?? mine[0];
  return known === undefined ? <code>{appId}</code> : known.name;
}
