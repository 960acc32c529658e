import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { useTurns } from '../../data/turns.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { turnTexts } from '../../parts/turn-sign.tsx';
import { useTexts } from '../../texts/texts.ts';
import { TriggerFilter } from './answering-filters.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { ReplayDialog } from './replay-dialog.tsx';
import { endedTurns, turnStates } from './states.ts';
import { texts } from './texts.ts';
import { TurnDrawer } from './turn-drawer.tsx';
import { TurnTable } from './turn-table.tsx';

const route = getRouteApi('/shell/sessions');

/** What handlers are asked: at first what is dead, for it waits for a person. */
export function TurnsTab() {
  const said = useTexts(texts);
  const words = useTexts(turnTexts);
  const { turns = 'dead', trigger, turn, after, from } = route.useSearch();
  const change = useChangeSearch();
  const filter = { triggerId: trigger, state: turns === 'all' ? undefined : turns };
  const list = useTurns(filter, { after, from });
  const isUsual = turns === 'dead' && trigger === undefined;
  return (
    <>
      <FilterBar>
        <ChoiceFilter
          label={said.state}
          value={turns === 'all' ? undefined : turns}
          choices={turnStates.map((value) => ({ value, label: words[value] }))}
          onChange={(chosen) => change({ turns: chosen ?? 'all' })}
        />
        <TriggerFilter id={trigger} onChange={(id) => change({ trigger: id })} />
        <Replay isAny={list.items.length > 0} />
      </FilterBar>
      <TurnTable
        list={list}
        rowTo={({ id }) => `/sessions${toQuery({ tab: 'turns', turns, trigger, after, from, turn: id })}`}
        openId={turn}
        empty={
          isUsual ? (
            <EmptyState icon="sessions" title={said.noTurnTitle}>
              {said.noTurn}
            </EmptyState>
          ) : (
            <NothingFits title={said.noTurnFits} button={said.clear} filters={['turns', 'trigger']} />
          )
        }
      />
      {turn === undefined ? null : <TurnDrawer id={turn} onClose={() => change({ turn: undefined, after, from })} />}
    </>
  );
}

/** An address of the same list, with the row that is open. */
function toQuery(of: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(of).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `?${new URLSearchParams(given).toString()}`;
}

/** All that fit, for those states in which they have ended. */
function Replay({ isAny }: { readonly isAny: boolean }) {
  const said = useTexts(texts);
  const mayReplay = useMay('replay');
  const { turns = 'dead', trigger } = route.useSearch();
  const [asking, setAsking] = useState<'replay' | 'discard' | undefined>();
  const state = endedTurns.find((each) => each === turns);
  if (!mayReplay || state === undefined) return null;
  const ofTrigger = trigger === undefined ? {} : { triggerId: trigger };
  const close = (): void => setAsking(undefined);
  return (
    <>
      <Button variant="default" disabled={!isAny} onClick={() => setAsking('replay')}>
        {said.replayMany}
      </Button>
      {state === 'dead' ? (
        <Button variant="default" disabled={!isAny} onClick={() => setAsking('discard')}>
          {said.discardMany}
        </Button>
      ) : null}
      {asking === 'replay' ? <ReplayDialog many={{ state, ...ofTrigger }} onClose={close} /> : null}
      {asking === 'discard' ? <DiscardDialog many={ofTrigger} onClose={close} /> : null}
    </>
  );
}
