import { Select } from '@mantine/core';
import { useState } from 'react';
import { useInstallations } from '../../data/installations.ts';
import { useIntegration, useIntegrations } from '../../data/integrations.ts';
import { useAllOf } from '../../parts/filter-bar.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface CompanyFilterProps {
  readonly tenant: string | undefined;
  readonly integration: string | undefined;
  readonly onChange: (tenant: string | undefined) => void;
}

/** Whose events: of an app of the store only, for an app of one's own has one company. */
export function CompanyFilter(props: CompanyFilterProps) {
  const { tenant, integration } = props;
  const { data } = useIntegration(integration);
  const all = useIntegrations().items;
  const hasStoreApp = (integration === undefined ? all : data === undefined ? [] : [data]).some(
    ({ kind }) => kind === 'store_app',
  );
  return hasStoreApp || tenant !== undefined ? <Companies {...props} /> : null;
}

function Companies({ tenant, integration, onChange }: CompanyFilterProps) {
  const said = useTexts(texts);
  const { items } = useInstallations({ integrationId: integration });
  const [typed, setTyped] = useState('');
  // A company may have installed several apps.
  const known = new Map(items.map(({ tenantKey, tenantName }) => [tenantKey, tenantName ?? tenantKey]));
  const names = new Set(known.values());
  // Not all of very many are listed: the others are chosen by their key.
  const others = [tenant ?? '', typed.trim()].filter((key) => key !== '' && !known.has(key) && !names.has(key));
  const choices = [...known, ...[...new Set(others)].map((key) => [key, key] as const)];
  return (
    <Select
      aria-label={said.company}
      placeholder={useAllOf()(said.company)}
      data={choices.map(([value, label]) => ({ value, label }))}
      value={tenant ?? null}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': said.anyCompany }}
      onSearchChange={setTyped}
      onChange={(chosen) => onChange(chosen ?? undefined)}
    />
  );
}
