import { Select } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { eventDecisions } from '../../../../src/model/service/event-table.ts';
import { decisionCodes } from '../../../../src/model/triggers/decision.ts';
import { useEventTypes } from '../../data/events.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { decisionCodeTexts, decisionTexts } from '../../parts/decision-sign.tsx';
import { ChoiceFilter, FilterBar, TextFilter, useAllOf } from '../../parts/filter-bar.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { IntegrationFilter, PipelineFilter } from '../runs/thing-filter.tsx';
import { TriggerFilter } from '../sessions/answering-filters.tsx';
import { CompanyFilter } from './company-filter.tsx';
import { eventStates } from './states.ts';
import { texts } from './texts.ts';
import { TimeFilter } from './time-filter.tsx';

const route = getRouteApi('/shell/events');

/** What narrows the list. Only those who may read what was pushed may search it. */
export function Filters() {
  const said = useTexts(texts);
  const { text, state, type, person, chat, tenant, integration, pipeline, last, since, until } = route.useSearch();
  const mayRead = useMay('see-payloads');
  const change = useChangeSearch();
  const changeText = useCallback((value: string | undefined) => change({ text: value }), [change]);
  const changePerson = useCallback((value: string | undefined) => change({ person: value }), [change]);
  const changeChat = useCallback((value: string | undefined) => change({ chat: value }), [change]);
  return (
    <FilterBar>
      {mayRead ? <TextFilter label={said.find} value={text} onChange={changeText} /> : null}
      <ChoiceFilter
        label={said.state}
        value={state}
        choices={eventStates.map((value) => ({ value, label: said[value] }))}
        onChange={(chosen) => change({ state: chosen })}
      />
      <TypeFilter type={type} integration={integration} onChange={(chosen) => change({ type: chosen })} />
      {mayRead ? (
        <>
          <TextFilter isFirst={false} label={said.person} value={person} onChange={changePerson} />
          <TextFilter isFirst={false} label={said.chat} value={chat} onChange={changeChat} />
        </>
      ) : null}
      <IntegrationFilter id={integration} onChange={(id) => change({ integration: id, tenant: undefined })} />
      <CompanyFilter tenant={tenant} integration={integration} onChange={(key) => change({ tenant: key })} />
      <PipelineFilter id={pipeline} onChange={(id) => change({ pipeline: id })} />
      <DecisionFilters />
      <TimeFilter last={last} since={since} until={until} />
    </FilterBar>
  );
}

/** By which trigger, what it made of them, and why it did not take them. */
function DecisionFilters() {
  const said = useTexts(texts);
  const reasons = useTexts(decisionCodeTexts);
  const decisions = { ...useTexts(decisionTexts), none: said.undecided };
  const { trigger, decision, reason } = route.useSearch();
  const change = useChangeSearch();
  return (
    <>
      <TriggerFilter id={trigger} onChange={(id) => change({ trigger: id })} />
      <ChoiceFilter
        label={said.decision}
        value={decision}
        choices={eventDecisions.map((value) => ({ value, label: decisions[value] }))}
        onChange={(chosen) => change({ decision: chosen, ...(chosen === 'none' ? { reason: undefined } : {}) })}
      />
      {decision === 'none' ? null : (
        <ChoiceFilter
          label={said.reason}
          value={reason}
          choices={decisionCodes.map((value) => ({ value, label: reasons[value] }))}
          onChange={(chosen) => change({ reason: chosen })}
        />
      )}
    </>
  );
}

const isCalled =
  (text: string) =>
  ({ value, label }: { readonly value: string; readonly label: string }): boolean =>
    value === text || label === text;

interface TypeFilterProps {
  readonly type: string | undefined;
  readonly integration: string | undefined;
  readonly onChange: (type: string | undefined) => void;
}

/** One of the types that have come. */
function TypeFilter({ type, integration, onChange }: TypeFilterProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const { data } = useEventTypes(integration);
  const counted = data?.items ?? [];
  const [typed, setTyped] = useState('');
  const known = counted.map((one) => ({ value: one.type, label: said.typeCount(one.type, format.number(one.count)) }));
  // Counts may be a minute old: what has come since is chosen by typing it.
  const others = new Set([type ?? '', typed.trim()].filter((one) => one !== '' && !known.some(isCalled(one))));
  const choices = [...known, ...[...others].map((one) => ({ value: one, label: one }))];
  return (
    <Select
      aria-label={said.type}
      placeholder={useAllOf()(said.type)}
      data={choices}
      value={type ?? null}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': said.anyType }}
      nothingFoundMessage={said.noType}
      onSearchChange={setTyped}
      comboboxProps={{ width: 360, position: 'bottom-start' }}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
