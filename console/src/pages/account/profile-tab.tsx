import { Button, PasswordInput, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { fieldFaults } from '../../data/field-faults.ts';
import { useChangePassword, useRename } from '../../data/own-account.ts';
import { useSession } from '../../data/session.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './account.module.css';
import { LookPanel } from './look-panel.tsx';
import { texts } from './texts.ts';

const minPasswordLength = 12;

/** Name, password, and how one sees the console. */
export function ProfileTab() {
  const { account } = useSession();
  return (
    <div className={classes.columns}>
      <LookPanel />
      <div className={stack.column}>
        <NamePanel key={account.version} />
        <PasswordPanel />
      </div>
    </div>
  );
}

function NamePanel() {
  const said = useTexts(texts);
  const words = useTexts(common);
  const { account, version } = useSession();
  const renaming = useRename();
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    renaming.mutate({ version, name }, { onSuccess: () => tellDone(said.renamed) });
  };
  return (
    <Panel title={words.name}>
      <form className={stack.form} onSubmit={submit}>
        <TextInput
          name="name"
          label={words.name}
          defaultValue={account.name}
          error={fieldFaults(renaming.error).name}
          required
          withAsterisk={false}
          maxLength={100}
        />
        <Facts
          facts={[
            account.issuer === null
              ? { name: said.login, value: account.login ?? '–' }
              : { name: said.issuer, value: account.issuer },
          ]}
        />
        {renaming.error === null ? null : <ErrorNotice error={renaming.error} />}
        <div>
          <Button type="submit" loading={renaming.isPending}>
            {words.save}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function PasswordPanel() {
  const said = useTexts(texts);
  const words = useTexts(common);
  const { account } = useSession();
  const changing = useChangePassword();
  if (account.issuer !== null) {
    return (
      <Panel title={said.password}>
        <p className={classes.note}>{said.noPassword}</p>
      </Panel>
    );
  }
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    changing.mutate(
      { current: String(fields.get('current')), next: String(fields.get('next')) },
      {
        onSuccess: () => {
          form.reset();
          tellDone(said.passwordChanged);
        },
      },
    );
  };
  return (
    <Panel title={said.password}>
      {/* Without its script it would post: no password ever stands in an address. */}
      <form method="post" className={stack.form} onSubmit={submit}>
        {/* So that a keeper of passwords knows whose it is. */}
        <input hidden readOnly name="login" autoComplete="username" value={account.login ?? ''} />
        <PasswordInput
          visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
          name="current"
          label={said.current}
          required
          withAsterisk={false}
          maxLength={200}
          autoComplete="current-password"
        />
        <PasswordInput
          visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
          name="next"
          label={said.next}
          description={said.nextHint(minPasswordLength)}
          required
          withAsterisk={false}
          minLength={minPasswordLength}
          maxLength={200}
          autoComplete="new-password"
        />
        <p className={classes.note}>{said.passwordAbout}</p>
        {changing.error === null ? null : <ErrorNotice error={changing.error} />}
        <div>
          <Button type="submit" loading={changing.isPending}>
            {said.changePassword}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
