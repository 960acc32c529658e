import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { signsInElsewhere } from '../../../../src/model/service/signs-in-elsewhere.ts';
import type { AlertChannel } from '../../data/alert-channels.ts';
import { useIntegrations } from '../../data/integrations.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ListField } from '../../parts/list-field.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import { type ChannelDraft, newSigningKey, secretOf } from './channel-draft.ts';
import { texts } from './texts.ts';

interface KindSettingsProps {
  readonly draft: ChannelDraft;
  readonly before: AlertChannel | undefined;
  /** What the service says of each field, by its path. */
  readonly faults: Readonly<Record<string, string>>;
  readonly onChange: (changed: Partial<ChannelDraft>) => void;
}

/** What a kind of channel needs. */
export function KindSettings(props: KindSettingsProps) {
  const { kind } = props.draft;
  if (kind === 'mail') return <MailSettings {...props} />;
  return kind === 'url' ? <UrlSettings {...props} /> : <ChatSettings {...props} />;
}

/** A field of the settings: its value, what is wrong with it, and what changes it. */
function fieldOf({ draft: { settings }, faults, onChange }: KindSettingsProps, name: string) {
  const value = settings[name];
  return {
    value: typeof value === 'string' ? value : '',
    error: faults[`settings.${name}`],
    set: (next: unknown): void => onChange({ settings: { ...settings, [name]: next } }),
  };
}

interface TextSettingProps extends KindSettingsProps {
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly isOptional?: boolean;
}

function TextSetting({ name, label, description, placeholder, isOptional = false, ...props }: TextSettingProps) {
  const { value, error, set } = fieldOf(props, name);
  return (
    <TextInput
      label={label}
      description={description}
      placeholder={placeholder}
      required={!isOptional}
      withAsterisk={false}
      value={value}
      error={error}
      onChange={(event) => set(event.currentTarget.value.trim())}
    />
  );
}

function ChatSettings(props: KindSettingsProps) {
  const said = useTexts(texts);
  const { items } = useIntegrations();
  const { value, error, set } = fieldOf(props, 'integrationId');
  const isOfStore = items.find(({ id }) => id === value)?.kind === 'store_app';
  return (
    <>
      <Select
        label={said.bot}
        description={said.botHint}
        data={items.map(({ id, name }) => ({ value: id, label: name }))}
        value={value === '' ? null : value}
        error={error}
        required
        withAsterisk={false}
        searchable
        onChange={(chosen) => set(chosen ?? '')}
      />
      <TextSetting
        {...props}
        name="chatId"
        label={said.chat}
        description={said.chatHint}
        placeholder="oc_a0553eda9014c201e6969b478895c230"
      />
      {isOfStore ? <TextSetting {...props} name="tenantKey" label={said.tenant} /> : null}
    </>
  );
}

function UrlSettings(props: KindSettingsProps) {
  const said = useTexts(texts);
  const { draft, before, faults, onChange } = props;
  const { secret } = draft;
  return (
    <>
      <TextSetting
        {...props}
        name="url"
        label={said.url}
        description={before === undefined ? said.urlHint : said.urlKept}
        placeholder="https://hooks.example.com/larkstream"
      />
      <SecretField
        label={said.signingKey}
        description={said.signingKeyHint}
        setAt={before?.secrets[secretOf.url]?.updatedAt}
        value={secret}
        error={faults['secrets.signing_key']}
        onChange={(value) => onChange({ secret: value })}
      />
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => onChange({ secret: newSigningKey() })}>
          {said.makeKey}
        </Button>
        {secret === undefined || secret === '' ? null : (
          <CopyButton size="compact-sm" label={said.copyKey} text={secret} />
        )}
      </Group>
    </>
  );
}

const securities = ['tls', 'starttls', 'none'] as const;

function MailSettings(props: KindSettingsProps) {
  const said = useTexts(texts);
  const { draft, before, faults, onChange } = props;
  const [port, security, to] = [fieldOf(props, 'port'), fieldOf(props, 'security'), fieldOf(props, 'to')];
  const { port: portValue, to: addresses } = draft.settings;
  const words = { tls: said.tls, starttls: said.starttls, none: said.noSecurity };
  return (
    <>
      <TextSetting {...props} name="host" label={said.host} placeholder="smtp.example.com" />
      <Group grow align="flex-start">
        <Select
          label={said.security}
          data={securities.map((each) => ({ value: each, label: words[each] }))}
          value={security.value}
          error={security.error}
          allowDeselect={false}
          onChange={security.set}
        />
        <NumberInput
          label={said.port}
          value={typeof portValue === 'number' ? portValue : ''}
          error={port.error}
          hideControls
          allowDecimal={false}
          min={1}
          max={65_535}
          onChange={port.set}
        />
      </Group>
      <TextSetting {...props} name="user" label={said.user} isOptional />
      <SecretField
        label={said.password}
        setAt={before?.secrets[secretOf.mail]?.updatedAt}
        isSentElsewhere={before !== undefined && signsInElsewhere('mail', before.settings, draft.settings)}
        value={draft.secret}
        error={faults['secrets.password']}
        onChange={(secret) => onChange({ secret })}
      />
      <TextSetting {...props} name="from" label={said.from} placeholder="larkstream@example.com" />
      <ListField
        label={said.to}
        placeholder="on-call@example.com"
        value={Array.isArray(addresses) ? addresses.map(String) : []}
        error={to.error}
        onChange={to.set}
      />
    </>
  );
}
