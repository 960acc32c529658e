import { Select } from '@mantine/core';
import { useState } from 'react';
import { useIntegration, useIntegrations } from '../../data/integrations.ts';
import { usePipeline, usePipelines } from '../../data/pipelines.ts';
import { useAllOf } from '../../parts/filter-bar.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

interface ThingFilterProps {
  readonly label: string;
  readonly all: string;
  readonly found: readonly Named[];
  readonly chosen: Named | undefined;
  readonly onSearch: (text: string) => void;
  readonly onChange: (id: string | undefined) => void;
}

/** One thing of very many, found by its name; none is all. */
export function ThingFilter({ label, all, found, chosen, onSearch, onChange }: ThingFilterProps) {
  const said = useTexts(texts);
  const things = new Map([...found, ...(chosen === undefined ? [] : [chosen])].map((thing) => [thing.id, thing]));
  return (
    <Select
      aria-label={label}
      placeholder={useAllOf()(label)}
      data={[...things.values()].map(({ id, name }) => ({ value: id, label: name }))}
      value={chosen?.id ?? null}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': all }}
      // The service has searched: what it found is shown as it is.
      filter={({ options }) => options}
      nothingFoundMessage={said.noneFound}
      onSearchChange={(text) => onSearch(text === chosen?.name ? '' : text)}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}

/** Of which thing a list shows what it has. */
export interface FilterProps {
  readonly id: string | undefined;
  readonly onChange: (id: string | undefined) => void;
}

/** What was typed, as the service takes it. */
export const wanted = (text: string): string | undefined => (text === '' ? undefined : text.slice(0, 100));

/** Of which pipeline. */
export function PipelineFilter({ id, onChange }: FilterProps) {
  const said = useTexts(texts);
  const [text, setText] = useState('');
  const { items } = usePipelines({ search: wanted(text) });
  const { data } = usePipeline(id);
  const given = { label: said.pipeline, all: said.anyPipeline, found: items, onSearch: setText, onChange };
  return <ThingFilter {...given} chosen={chosenOf(id, data, items)} />;
}

/** Of which integration. */
export function IntegrationFilter({ id, onChange }: FilterProps) {
  const said = useTexts(texts);
  const [text, setText] = useState('');
  const { items } = useIntegrations({ search: wanted(text) });
  const { data } = useIntegration(id);
  const given = { label: said.integration, all: said.anyIntegration, found: items, onSearch: setText, onChange };
  return <ThingFilter {...given} chosen={chosenOf(id, data, items)} />;
}

/** One that is gone, or not read yet, has its id for a name. */
export function chosenOf(id: string | undefined, read: Named | undefined, found: readonly Named[]): Named | undefined {
  if (id === undefined) return undefined;
  return (read?.id === id ? read : found.find((thing) => thing.id === id)) ?? { id, name: id };
}
