import { Select } from '@mantine/core';
import { useCallback } from 'react';
import { useNamedAccounts } from '../../data/accounts.ts';
import { useChangeSearch } from '../../data/search.ts';
import { ChoiceFilter, FilterBar, TextFilter, useAllOf } from '../../parts/filter-bar.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { actionIn, knownActions } from './action-texts.ts';
import { type Span, spanNames } from './spans.ts';
import { texts } from './texts.ts';

interface Asked {
  readonly actor: string | undefined;
  readonly object: string | undefined;
  readonly action: string | undefined;
  readonly last: Span | undefined;
}

/** Who, what, about which thing, and when: all in the address. */
export function AuditFilters({ asked }: { readonly asked: Asked }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const change = useChangeSearch();
  const accounts = useNamedAccounts().map(({ id, name }) => ({ value: id, label: name }));
  const actions = knownActions
    .map((value) => ({ value, label: actionIn(language, value) }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
  const changeObject = useCallback((object: string | undefined) => change({ object }), [change]);
  return (
    <FilterBar>
      <OneOf
        label={said.who}
        all={said.anybody}
        choices={accounts}
        value={asked.actor}
        onChange={(actor) => change({ actor })}
      />
      <OneOf
        label={said.what}
        all={said.anything}
        choices={actions}
        value={asked.action}
        onChange={(action) => change({ action })}
      />
      <ChoiceFilter
        label={said.span}
        value={asked.last}
        choices={spanNames.map((value) => ({ value, label: said[value] }))}
        onChange={(last) => change({ last })}
      />
      <TextFilter label={said.object} value={asked.object} onChange={changeObject} />
    </FilterBar>
  );
}

interface OneOfProps {
  readonly label: string;
  readonly all: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

/** One of many, found by typing. What is not among them, such as a token, has its id for a name. */
function OneOf({ label, all, choices, value, onChange }: OneOfProps) {
  const said = useTexts(texts);
  const isMissing = value !== undefined && choices.every((each) => each.value !== value);
  return (
    <Select
      aria-label={label}
      placeholder={useAllOf()(label)}
      data={isMissing ? [{ value, label: value }, ...choices] : [...choices]}
      value={value ?? null}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': all }}
      nothingFoundMessage={said.noSuch}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
