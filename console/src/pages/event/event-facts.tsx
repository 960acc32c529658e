import type { EventTrace } from '../../data/events.ts';
import { EventsOf } from '../../parts/events-of.tsx';
import { Facts } from '../../parts/facts.tsx';
import { integrationTexts } from '../../parts/integration-signs.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './event.module.css';
import { texts } from './texts.ts';

/** Whose it is, how it came, and why it is believed. */
export function EventFacts({ trace: { event, integrations, actorName, chatName } }: { readonly trace: EventTrace }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const format = useFormat();
  const { via, appId, tenantKey, actorId, chatId, eventId, id, createdAt, receivedAt } = event;
  const facts = [
    {
      name: said.integration,
      value:
        integrations.length === 0
          ? '–'
          : integrations.map((one) => (
              <div key={one.id} className={classes.name}>
                <PlaceLink to={`/integrations/${one.id}`}>{one.name}</PlaceLink>
              </div>
            )),
    },
    { name: said.via, value: words[via] },
    { name: said.verdict, value: via === 'webhook' ? said.verdictWebhook : said.verdictLong },
    { name: said.createdAt, value: format.dateTime(createdAt) },
    { name: said.receivedAt, value: format.dateTime(receivedAt) },
    { name: said.appId, value: <code>{appId}</code> },
    { name: said.tenantKey, value: tenantKey === null ? '–' : <code>{tenantKey}</code> },
    ...(actorId === null ? [] : [{ name: said.actor, value: <EventsOf by="person" id={actorId} name={actorName} /> }]),
    ...(chatId === null ? [] : [{ name: said.chat, value: <EventsOf by="chat" id={chatId} name={chatName} /> }]),
    { name: said.platformId, value: <code className={classes.id}>{eventId}</code> },
    { name: said.id, value: <code>{id}</code> },
  ];
  return (
    <Panel title={said.facts}>
      <Facts facts={facts} />
    </Panel>
  );
}
