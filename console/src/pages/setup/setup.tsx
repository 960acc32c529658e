import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRouter, useRouterState } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { api } from '../../data/client.ts';
import { readLink } from '../../data/link.ts';
import { forgetAll } from '../../data/session.ts';
import { Door } from '../../parts/door.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Marked } from '../../parts/marked.tsx';
import { Notice } from '../../parts/notice.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './setup.module.css';
import { texts } from './texts.ts';

const minPasswordLength = 12;

/** Uses the link that the service printed: makes the first account, or sets the password of the one that the link names. */
export function Setup() {
  const said = useTexts(texts);
  const hash = useRouterState({ select: ({ location }) => location.hash });
  const { token, login } = readLink(hash);
  return (
    <Door title={login === undefined ? said.first : said.password}>
      {token === undefined ? (
        <Notice tone="warn">
          <Marked text={said.incomplete} />
        </Notice>
      ) : (
        // Another link may be pasted over this one.
        <SetupForm key={token} secret={token} login={login} />
      )}
    </Door>
  );
}

function SetupForm({ secret, login }: { readonly secret: string; readonly login: string | undefined }) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const router = useRouter();
  const saving = useMutation({
    mutationFn: async (fields: { password: string; login?: string; name?: string }) => {
      await api.call('POST /setup', { body: { secret, ...fields } });
      await forgetAll();
    },
    onSuccess: () => router.navigate({ to: '/', replace: true }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const password = String(fields.get('password'));
    const account = { login: String(fields.get('login')), name: String(fields.get('name')) };
    saving.mutate(login === undefined ? { password, ...account } : { password });
  };
  return (
    // Without its script it would post: no password ever stands in an address.
    <form method="post" className={classes.form} onSubmit={submit}>
      <p>{login === undefined ? said.intro : said.account(login)}</p>
      {login === undefined ? (
        <>
          <TextInput name="name" label={said.name} required withAsterisk={false} maxLength={100} autoComplete="name" />
          <TextInput
            name="login"
            label={said.login}
            description={said.loginHint}
            required
            withAsterisk={false}
            maxLength={100}
            autoComplete="username"
          />
        </>
      ) : null}
      <PasswordInput
        visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
        name="password"
        label={said.newPassword}
        description={said.passwordHint(minPasswordLength)}
        required
        withAsterisk={false}
        minLength={minPasswordLength}
        maxLength={200}
        autoComplete="new-password"
      />
      {saving.error === null ? null : <ErrorNotice error={saving.error} />}
      <Button type="submit" fullWidth loading={saving.isPending}>
        {said.save}
      </Button>
    </form>
  );
}
