import { Select } from '@mantine/core';
import { useState } from 'react';
import { useIntegration, useIntegrations } from '../../data/integrations.ts';
import { useTexts } from '../../texts/texts.ts';
import { wanted } from '../runs/thing-filter.tsx';
import { texts } from './texts.ts';

interface IntegrationFieldProps {
  readonly value: string | null;
  readonly error: string | undefined;
  readonly onChange: (value: string | null) => void;
}

/** Of which integration. There may be very many: the service finds them by name. */
export function IntegrationField({ value, error, onChange }: IntegrationFieldProps) {
  const said = useTexts(texts);
  const [text, setText] = useState('');
  const own = useIntegration(value ?? undefined).data;
  // What is typed narrows the list; what is chosen stands there, too, and does not.
  const { items } = useIntegrations({ search: wanted(text === own?.name ? '' : text) });
  // What was found by what is typed stands first: the arrow key comes to it.
  const known = own === undefined || items.some(({ id }) => id === own.id) ? items : [...items, own];
  return (
    <Select
      searchable
      label={said.integration}
      data={known.map(({ id, name }) => ({ value: id, label: name }))}
      filter={({ options }) => options}
      nothingFoundMessage={said.nothingFound}
      value={value}
      error={error}
      allowDeselect={false}
      // What is typed takes the place of what is chosen.
      onFocus={(event) => event.currentTarget.select()}
      onSearchChange={setText}
      onChange={onChange}
    />
  );
}
