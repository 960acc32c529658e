import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type EventFilter, type EventSteer, useFoundEvents } from '../../data/events.ts';
import { useChangeSearch } from '../../data/search.ts';
import { isNarrow, type ManyEvents, type SteerPlan, useSteerMany, useSteerPlan } from '../../data/steer-events.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { common } from '../../texts/common.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './events.module.css';
import { SteerProgress } from './steer-progress.tsx';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/events');

interface SteerPanelProps {
  readonly steer: EventSteer;
  readonly filter: EventFilter;
}

/** What would be done with all events that fit; then how far it is. */
export function SteerPanel({ steer, filter }: SteerPanelProps) {
  const said = useTexts(texts);
  const ids = useFoundIds(steer, filter);
  const many: ManyEvents = { steer, filter, ids };
  const titles = { replay: said.replayPlan, retry: said.retryPlan, discard: said.discardPlan };
  return (
    <div className={classes.plan}>
      <Panel title={titles[steer]}>{isNarrow(many) ? <Planned key={ids?.join()} many={many} /> : <TooWide />}</Panel>
    </div>
  );
}

/** With a text, those that are shown: the API knows no filter for it. */
function useFoundIds(steer: EventSteer, filter: EventFilter): readonly string[] | undefined {
  const { text, after, from } = route.useSearch();
  const { items } = useFoundEvents(text, filter, { after, from });
  if (text === undefined) return undefined;
  const can = items.filter(({ deliveries }) => deliveries.some(({ state }) => steer === 'replay' || state === 'dead'));
  return can.map(({ id }) => id);
}

function TooWide() {
  const said = useTexts(texts);
  return (
    <div className={classes.stack}>
      <Notice tone="info">{said.narrow}</Notice>
      <CloseButton />
    </div>
  );
}

function CloseButton() {
  const words = useTexts(common);
  const change = useChangeSearch();
  return (
    <div>
      <Button variant="default" onClick={() => change({ plan: undefined })}>
        {words.close}
      </Button>
    </div>
  );
}

function Planned({ many }: { readonly many: ManyEvents }) {
  const said = useTexts(texts);
  const { data: plan, error } = useSteerPlan(many);
  const { state, start, stop } = useSteerMany(many);
  const [planned, setPlanned] = useState<typeof plan>();
  if (error !== null) return <ErrorNotice error={error} actions={<CloseButton />} />;
  if (planned !== undefined && state.is !== 'ready')
    return <SteerProgress steer={many.steer} plan={planned} state={state} onStop={stop} />;
  if (plan === undefined) return <p className={classes.faint}>{said.counting}</p>;
  const begin = async (): Promise<void> => {
    setPlanned(plan);
    await start(plan);
  };
  return <Ready steer={many.steer} plan={plan} onBegin={begin} />;
}

interface ReadyProps {
  readonly steer: EventSteer;
  readonly plan: SteerPlan;
  readonly onBegin: () => Promise<void>;
}

function Ready({ steer, plan, onBegin }: ReadyProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const format = useFormat();
  const change = useChangeSearch();
  const [isAsking, setAsking] = useState(false);
  const { deliveries, events, isCut } = plan;
  const counts = [format.number(events), events, format.number(deliveries), deliveries] as const;
  const effects = { replay: said.effectReplay, retry: said.effectRetry, discard: said.effectDiscard };
  const buttons = { replay: said.replayButton, retry: said.retryButton, discard: said.discardButton };
  const button = buttons[steer](format.number(deliveries), deliveries);
  const facts = [
    { name: said.match, value: isCut ? said.matchMore(...counts) : said.matchCount(...counts) },
    { name: said.leftOut, value: steer === 'replay' ? said.leftOutReplay : said.leftOutDead },
    { name: said.effect, value: deliveries === 0 ? said.none : effects[steer] },
  ];
  return (
    <div className={classes.stack}>
      <Facts facts={facts} />
      <div className={classes.buttons}>
        {deliveries === 0 ? null : (
          <Button onClick={() => (steer === 'discard' ? setAsking(true) : void onBegin())}>{button}</Button>
        )}
        <Button variant="default" onClick={() => change({ plan: undefined })}>
          {words.cancel}
        </Button>
      </div>
      <Confirm
        isOpen={isAsking}
        title={said.discardTitle}
        button={button}
        typed={String(deliveries)}
        onConfirm={async () => {
          // The dialog closes at once: the progress is told by the panel.
          void onBegin();
        }}
        onClose={() => setAsking(false)}
      >
        {said.effectDiscard}
      </Confirm>
    </div>
  );
}
