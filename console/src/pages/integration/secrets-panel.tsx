import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type Integration, type NewSecrets, useSetIntegrationSecrets } from '../../data/integrations.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { texts } from './texts.ts';

const names = ['app_secret', 'verification_token', 'encrypt_key'] as const;
type SecretName = (typeof names)[number];

/** Secrets are never shown: one that is typed takes the place of the one before, which is believed for another day. */
export function SecretsPanel({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const saving = useSetIntegrationSecrets();
  const { id, version, secrets } = integration;
  const [typed, setTyped] = useState<Readonly<Partial<Record<SecretName, string>>>>({});
  const labels = { app_secret: 'App Secret', verification_token: 'Verification Token', encrypt_key: 'Encrypt Key' };
  const hints = { app_secret: undefined, verification_token: said.tokenHint, encrypt_key: said.keyHint };
  const given: NewSecrets = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''));
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    saving.mutate({ id, version, ...given }, { onSuccess: () => tellDone(said.secretsSaved) });
  };
  return (
    <Panel title={said.secrets}>
      <form className={stack.narrowForm} onSubmit={submit}>
        <p className={classes.note}>{said.secretsAbout}</p>
        {names.map((name) => (
          <SecretField
            key={name}
            label={labels[name]}
            description={hints[name]}
            setAt={secrets[name]?.updatedAt}
            value={typed[name]}
            onChange={(value) =>
              setTyped(({ [name]: _, ...others }) => (value === undefined ? others : { ...others, [name]: value }))
            }
          />
        ))}
        {saving.error === null ? null : <ErrorNotice error={saving.error} />}
        <div>
          <Button type="submit" loading={saving.isPending} disabled={Object.keys(given).length === 0}>
            {said.replaceSecrets}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
