import { Button, Radio, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { fieldFaults } from '../../data/field-faults.ts';
import { type NewIntegration, type Region, useCreateIntegration } from '../../data/integrations.ts';
import { developerConsoles } from '../../data/regions.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { integrationTexts } from '../../parts/integration-signs.tsx';
import { OutsideLink } from '../../parts/outside-link.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './connect.module.css';
import { StepFrame } from './step-frame.tsx';
import { texts } from './texts.ts';

interface AppFormProps {
  readonly region: Region;
  readonly onRegion: (region: Region) => void;
  /** The app is kept: its checks follow. */
  readonly onMade: (id: string) => void;
}

type Kind = NonNullable<NewIntegration['kind']>;
const formId = 'connect-app';

/** Name, kind of app and credentials: what an integration is made of. */
export function AppForm({ region, onRegion, onMade }: AppFormProps) {
  const said = useTexts(texts);
  const creating = useCreateIntegration();
  const faults = fieldFaults(creating.error);
  const [kind, setKind] = useState<Kind>('custom_app');
  const [secrets, setSecrets] = useState<NewIntegration['secrets']>({ app_secret: '' });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const text = (name: string): string => String(fields.get(name) ?? '').trim();
    const body: NewIntegration = {
      name: text('name'),
      region,
      kind,
      appId: text('appId'),
      ...(text('baseUrl') === '' ? {} : { baseUrl: text('baseUrl') }),
      // The tickets of a store app come as events.
      mode: kind === 'store_app' ? 'webhook' : 'none',
      secrets,
    };
    creating.mutate(body, { onSuccess: ({ id }) => onMade(id) });
  };
  return (
    <StepFrame
      aside={<WhereToFind region={region} />}
      foot={
        <>
          <span className={classes.note}>{said.sealed}</span>
          <Button type="submit" form={formId} loading={creating.isPending}>
            {said.saveAndTest}
          </Button>
        </>
      }
    >
      <form id={formId} method="post" className={classes.main} onSubmit={submit}>
        <Panel title={said.app}>
          <div className={classes.form}>
            <RegionChoice region={region} onRegion={onRegion} />
            <TextInput
              name="name"
              label={said.name}
              description={said.nameHint}
              error={faults.name}
              required
              withAsterisk={false}
              maxLength={100}
              data-autofocus
            />
            <KindChoice kind={kind} onKind={setKind} />
          </div>
        </Panel>
        <Credentials isForStore={kind === 'store_app'} secrets={secrets} faults={faults} onSecrets={setSecrets} />
        {creating.error === null ? null : <ErrorNotice error={creating.error} />}
      </form>
    </StepFrame>
  );
}

interface CredentialsProps {
  readonly isForStore: boolean;
  readonly secrets: NewIntegration['secrets'];
  /** What the service says of each field. */
  readonly faults: Readonly<Record<string, string>>;
  readonly onSecrets: (secrets: NewIntegration['secrets']) => void;
}

function Credentials({ isForStore, secrets, faults, onSecrets }: CredentialsProps) {
  const said = useTexts(texts);
  const { app_secret: secret, verification_token: token, encrypt_key: key } = secrets;
  const set = (name: keyof NewIntegration['secrets'], value: string | undefined): void => {
    const { [name]: _, ...others } = secrets;
    // What is empty is not set, but for the one that each app has.
    const rest = { app_secret: secret, ...others };
    onSecrets(value === undefined || (value === '' && name !== 'app_secret') ? rest : { ...rest, [name]: value });
  };
  return (
    <Panel title={said.credentials}>
      <div className={classes.form}>
        <TextInput
          name="appId"
          label="App ID"
          description={said.appIdHint}
          error={faults.appId}
          required
          withAsterisk={false}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
        />
        <SecretField
          label="App Secret"
          setAt={undefined}
          value={secret}
          error={faults.app_secret}
          isRequired
          onChange={(value) => set('app_secret', value)}
        />
        {isForStore ? (
          <>
            <SecretField
              label="Verification Token"
              description={said.tokenHint}
              setAt={undefined}
              value={token}
              error={faults.verification_token}
              isRequired
              onChange={(value) => set('verification_token', value)}
            />
            <SecretField
              label="Encrypt Key"
              setAt={undefined}
              value={key}
              onChange={(value) => set('encrypt_key', value)}
            />
          </>
        ) : null}
        <details className={classes.more}>
          <summary>{said.moreOptions}</summary>
          <div>
            <TextInput
              name="baseUrl"
              label={said.host}
              description={said.hostHint}
              error={faults.baseUrl}
              maxLength={500}
            />
          </div>
        </details>
      </div>
    </Panel>
  );
}

function RegionChoice({ region, onRegion }: Pick<AppFormProps, 'region' | 'onRegion'>) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  return (
    <div>
      <SegmentedControl
        aria-label={said.platform}
        value={region}
        data={[
          { value: 'feishu', label: words.feishu },
          { value: 'lark', label: words.lark },
        ]}
        onChange={(value) => onRegion(value === 'lark' ? 'lark' : 'feishu')}
      />
    </div>
  );
}

function KindChoice({ kind, onKind }: { readonly kind: Kind; readonly onKind: (kind: Kind) => void }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  return (
    <Radio.Group
      label={said.kind}
      value={kind}
      onChange={(value) => onKind(value === 'store_app' ? 'store_app' : 'custom_app')}
    >
      <Stack gap={8} mt={4}>
        <Radio value="custom_app" label={words.custom_app} description={said.customHint} />
        <Radio value="store_app" label={words.store_app} description={said.storeHint} />
      </Stack>
    </Radio.Group>
  );
}

function WhereToFind({ region }: { readonly region: Region }) {
  const said = useTexts(texts);
  const { address } = developerConsoles[region];
  return (
    <Panel title={said.whereTitle}>
      <div className={classes.form}>
        <p>
          {said.where1} <OutsideLink to={`https://${address}`}>{address}</OutsideLink>
        </p>
        <p>{said.where2}</p>
        <p>{said.where3}</p>
      </div>
    </Panel>
  );
}
