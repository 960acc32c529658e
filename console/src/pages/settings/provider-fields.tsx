import { Select, TextInput } from '@mantine/core';
import { useIntegrations } from '../../data/integrations.ts';
import { ListField } from '../../parts/list-field.tsx';
import { Notice } from '../../parts/notice.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { ProviderState } from './provider-state.ts';
import { providerTexts } from './provider-texts.ts';

interface FieldsProps {
  readonly state: ProviderState;
  readonly faults: Readonly<Record<string, string>>;
  /** When its client secret was set. */
  readonly setAt: string | undefined;
  /** To which that secret is sent. */
  readonly issuerBefore: string | undefined;
  readonly onChange: (changed: Partial<ProviderState>) => void;
}

/** What OpenID Connect asks for. */
export function OidcFields({ state, faults, setAt, issuerBefore, onChange }: FieldsProps) {
  const said = useTexts(providerTexts);
  const shared = { required: true, withAsterisk: false, maxLength: 500 };
  return (
    <>
      <TextInput
        {...shared}
        type="url"
        label={said.issuer}
        description={said.issuerHint}
        placeholder="https://login.example.com"
        value={state.issuer}
        error={faults.issuer}
        onChange={(event) => onChange({ issuer: event.currentTarget.value })}
      />
      <TextInput
        {...shared}
        label={said.clientId}
        value={state.clientId}
        error={faults.clientId}
        autoComplete="off"
        onChange={(event) => onChange({ clientId: event.currentTarget.value })}
      />
      <SecretField
        label={said.clientSecret}
        description={said.clientSecretHint}
        setAt={setAt}
        isSentElsewhere={state.issuer.trim() !== issuerBefore}
        value={state.clientSecret}
        error={faults.clientSecret}
        onChange={(value) => onChange({ clientSecret: value === '' ? undefined : value })}
      />
      <ListField
        label={said.scopes}
        description={said.scopesHint}
        placeholder="groups"
        value={state.scopes}
        error={faults.scopes}
        onChange={(scopes) => onChange({ scopes })}
      />
      <TextInput
        {...shared}
        label={said.groupsClaim}
        value={state.groupsClaim}
        error={faults.groupsClaim}
        onChange={(event) => onChange({ groupsClaim: event.currentTarget.value })}
      />
    </>
  );
}

/** What signing in by Feishu or Lark asks for. */
export function LarkFields({ state, faults, onChange }: FieldsProps) {
  const said = useTexts(providerTexts);
  const { items, isLoading } = useIntegrations();
  return (
    <>
      {!isLoading && items.length === 0 ? <Notice tone="info">{said.noIntegration}</Notice> : null}
      <Select
        required
        withAsterisk={false}
        label={said.integration}
        description={said.integrationHint}
        data={items.map(({ id, name }) => ({ value: id, label: name }))}
        value={state.integrationId === '' ? null : state.integrationId}
        error={faults.integrationId}
        allowDeselect={false}
        searchable
        onChange={(chosen) => onChange({ integrationId: chosen ?? '' })}
      />
      <ListField
        label={said.tenants}
        description={said.tenantsHint}
        placeholder="736588c9260f175d"
        value={state.tenants}
        error={faults.tenants}
        onChange={(tenants) => onChange({ tenants })}
      />
    </>
  );
}
