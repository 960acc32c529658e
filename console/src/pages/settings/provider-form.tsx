import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { fieldFaults } from '../../data/field-faults.ts';
import {
  type Provider,
  useChangeProvider,
  useCreateProvider,
  useDeleteProvider,
} from '../../data/sign-in-providers.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { LarkFields, OidcFields } from './provider-fields.tsx';
import { ProviderRoles } from './provider-roles.tsx';
import { providerOf, stateOf } from './provider-state.ts';
import { providerTexts } from './provider-texts.ts';
import classes from './settings.module.css';

interface ProviderFormProps {
  /** Undefined: a new one. */
  readonly provider: Provider | undefined;
  readonly onDone: (id: string) => void;
  readonly onGone: () => void;
}

/** All of one provider. Its kind stays once it is there. */
export function ProviderForm({ provider, onDone, onGone }: ProviderFormProps) {
  const said = useTexts(providerTexts);
  const words = useTexts(common);
  const creating = useCreateProvider();
  const changing = useChangeProvider();
  const [state, setState] = useState(() => stateOf(provider));
  const change = (changed: Partial<typeof state>): void => setState((before) => ({ ...before, ...changed }));
  const error = creating.error ?? changing.error;
  const faults = fieldFaults(error);
  const save = async (): Promise<void> => {
    const body = providerOf(state);
    if (provider === undefined) {
      const made = await creating.mutateAsync(body);
      tellDone(said.made(made.name));
      onDone(made.id);
      return;
    }
    await changing.mutateAsync({ id: provider.id, version: provider.version, ...body });
    tellDone(said.saved);
    onDone(provider.id);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void save().catch(() => undefined);
  };
  const fields = {
    state,
    faults,
    setAt: provider?.clientSecret.updatedAt ?? undefined,
    issuerBefore: provider?.settings.kind === 'oidc' ? provider.settings.issuer : undefined,
    onChange: change,
  };
  return (
    <div className={stack.column}>
      <Panel title={provider?.name ?? said.newTitle}>
        <form className={stack.narrowForm} onSubmit={submit}>
          {provider === undefined ? (
            <SegmentedControl
              aria-label={said.kind}
              data={(['lark', 'oidc'] as const).map((value) => ({ value, label: said[value] }))}
              value={state.kind}
              onChange={(kind) => change({ kind: kind === 'oidc' ? 'oidc' : 'lark' })}
            />
          ) : null}
          <TextInput
            required
            withAsterisk={false}
            label={words.name}
            description={said.nameHint}
            value={state.name}
            error={faults.name}
            maxLength={100}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          {state.kind === 'oidc' ? <OidcFields {...fields} /> : <LarkFields {...fields} />}
          <Redirect provider={provider} kind={state.kind} />
          <ProviderRoles state={state} onChange={change} />
          <Switch
            label={said.isEnabled}
            checked={state.isEnabled}
            onChange={(event) => change({ isEnabled: event.currentTarget.checked })}
          />
          {error === null ? null : <ErrorNotice error={error} />}
          <div className={classes.buttons}>
            <Button type="submit" loading={creating.isPending || changing.isPending}>
              {said.save}
            </Button>
            {provider === undefined ? null : <DeleteButton provider={provider} onGone={onGone} />}
          </div>
        </form>
      </Panel>
    </div>
  );
}

function Redirect({ provider, kind }: { readonly provider: Provider | undefined; readonly kind: 'oidc' | 'lark' }) {
  const said = useTexts(providerTexts);
  return (
    <div>
      <div className={classes.label}>{said.redirect}</div>
      {provider === undefined ? (
        <span className={classes.small}>{said.redirectLater}</span>
      ) : (
        <>
          <span className={classes.tags}>
            <code>{provider.redirectUri}</code>
            <CopyButton size="compact-sm" text={provider.redirectUri} />
          </span>
          <div className={classes.small}>{kind === 'oidc' ? said.redirectOidc : said.redirectLark}</div>
        </>
      )}
    </div>
  );
}

function DeleteButton({ provider, onGone }: { readonly provider: Provider; readonly onGone: () => void }) {
  const said = useTexts(providerTexts);
  const deleting = useDeleteProvider();
  const [isAsking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    await deleting.mutateAsync(provider);
    tellDone(said.deleted(provider.name));
    onGone();
  };
  return (
    <>
      <Button color="red" variant="outline" onClick={() => setAsking(true)}>
        {said.delete}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={said.deleteTitle(provider.name)}
        button={said.deleteButton}
        typed={provider.name}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      >
        {said.deleteAbout}
      </Confirm>
    </>
  );
}
