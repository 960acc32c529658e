import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { api, baseUrl } from '../../data/client.ts';
import { signIn } from '../../data/session.ts';
import { Door } from '../../parts/door.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Marked } from '../../parts/marked.tsx';
import { Notice } from '../../parts/notice.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './login.module.css';
import { placeOf } from './place-of.ts';
import { SignInProblem } from './sign-in-problem.tsx';
import { texts } from './texts.ts';

const route = getRouteApi('/login');

/** Signs in: with a password, or by another place that knows the person. */
export function Login() {
  const said = useTexts(texts);
  const { problem, requestId, expired } = route.useSearch();
  const { data: setup } = useQuery({
    queryKey: ['setup'],
    queryFn: ({ signal }) => api.call('GET /setup', { signal }),
  });
  return (
    <Door title={said.title}>
      {problem === undefined ? null : <SignInProblem code={problem} requestId={requestId} />}
      {expired === undefined ? null : <Notice tone="info">{said.expired}</Notice>}
      {setup?.isSetUp === false ? (
        <Notice tone="info">
          <Marked text={said.notSetUp} />
        </Notice>
      ) : null}
      <Providers />
      <PasswordForm />
      <p className={classes.small}>{said.forgotten}</p>
    </Door>
  );
}

function Providers() {
  const said = useTexts(texts);
  const { returnTo } = route.useSearch();
  const { data, error } = useQuery({
    queryKey: ['sign-in-providers'],
    queryFn: ({ signal }) => api.call('GET /sign-in/providers', { signal }),
  });
  if (error !== null) return <ErrorNotice error={error} />;
  const items = data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <>
      {items.map(({ id, name }) => (
        <Button
          key={id}
          component="a"
          variant="default"
          fullWidth
          href={`${baseUrl}/sign-in/by/${encodeURIComponent(id)}?returnTo=${encodeURIComponent(placeOf(returnTo))}`}
        >
          {said.by(name)}
        </Button>
      ))}
      <div className={classes.or}>{said.or}</div>
    </>
  );
}

function PasswordForm() {
  const said = useTexts(texts);
  const words = useTexts(common);
  const router = useRouter();
  const { returnTo } = route.useSearch();
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: () => router.navigate({ href: placeOf(returnTo) }),
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    entering.mutate({ login: String(fields.get('login')), password: String(fields.get('password')) });
  };
  return (
    // Without its script it would post: no password ever stands in an address.
    <form method="post" className={classes.form} onSubmit={submit}>
      <TextInput
        name="login"
        label={said.login}
        required
        maxLength={100}
        autoComplete="username"
        withAsterisk={false}
      />
      <PasswordInput
        visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
        name="password"
        label={said.password}
        required
        maxLength={200}
        autoComplete="current-password"
        withAsterisk={false}
      />
      {entering.error === null ? null : <ErrorNotice error={entering.error} />}
      <Button type="submit" fullWidth loading={entering.isPending}>
        {said.title}
      </Button>
    </form>
  );
}
