import { Button, Drawer } from '@mantine/core';
import type { AuditLine } from '../../data/audit.ts';
import { useChangeSearch } from '../../data/search.ts';
import { Details } from '../../parts/details.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { actionIn } from './action-texts.ts';
import classes from './audit.module.css';
import { texts } from './texts.ts';
import { pageOf, ThingName } from './thing.tsx';

/** All of one line. */
export function LineDrawer({ line, onClose }: { readonly line: AuditLine; readonly onClose: () => void }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const change = useChangeSearch();
  const { actor, object, action, address, requestId, at } = line;
  const page = pageOf(object);
  return (
    <Drawer opened onClose={onClose} position="right" size={560} title={actionIn(language, action)}>
      <div className={classes.column}>
        <Facts
          facts={[
            { name: said.when, value: format.dateTime(at) },
            { name: said.who, value: `${actor.name} · ${said[actor.kind]}` },
            ...(actor.id === null ? [] : [{ name: said.actorId, value: <code>{actor.id}</code> }]),
            { name: said.action, value: <code>{action}</code> },
            { name: said.thing, value: <ThingName thing={object} names={line.names} /> },
            ...(object.id === null ? [] : [{ name: said.thingId, value: <code>{object.id}</code> }]),
            { name: said.address, value: address ?? '–' },
            {
              name: said.request,
              value: requestId === null ? '–' : <code title={said.requestHint}>{requestId}</code>,
            },
            { name: said.line, value: <code>{line.id}</code> },
          ]}
        />
        <h3>{said.given}</h3>
        <Details detail={line.detail} names={line.names} />
        <div className={classes.buttons}>
          {page === undefined ? null : <PlaceLink to={page}>{said.open}</PlaceLink>}
          {object.id === null ? null : (
            <Button variant="default" onClick={() => change({ id: undefined, object: object.id ?? undefined })}>
              {said.onlyThing}
            </Button>
          )}
          {actor.id === null ? null : (
            <Button variant="default" onClick={() => change({ id: undefined, actor: actor.id ?? undefined })}>
              {said.onlyActor}
            </Button>
          )}
        </div>
      </div>
    </Drawer>
  );
}
