import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../../data/client.ts';
import { Door } from '../../parts/door.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './claim.module.css';
import { forgetLink, keptLink } from './kept-link.ts';
import { texts } from './texts.ts';

/** Makes the draft of a pipeline for a company that has installed the app. */
export function Claim() {
  const said = useTexts(texts);
  const [link] = useState(keptLink);
  const claiming = useMutation({
    mutationFn: (name: string) =>
      api.call('POST /installations/{id}/claim', {
        params: { id: link.installation ?? '' },
        body: { secret: link.token ?? '', ...(name === '' ? {} : { name }) },
      }),
    onSuccess: () => {
      forgetLink();
      history.replaceState(history.state, '', location.pathname);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    claiming.mutate(String(new FormData(event.currentTarget).get('name')).trim());
  };
  if (claiming.isSuccess) {
    return (
      <Door title={said.title}>
        <Notice tone="ok">{said.claimed}</Notice>
        <PlaceLink to={`/pipelines/${claiming.data.pipelineId}`}>{said.open}</PlaceLink>
      </Door>
    );
  }
  if (link.token === undefined) {
    return (
      <Door title={said.title}>
        <Notice tone="warn">{said.incomplete}</Notice>
      </Door>
    );
  }
  return (
    <Door title={said.title}>
      <form method="post" className={classes.form} onSubmit={submit}>
        <p>{said.hint}</p>
        <TextInput name="name" label={said.name} description={said.nameHint} maxLength={100} />
        {claiming.error === null ? null : <ErrorNotice error={claiming.error} />}
        <Button type="submit" fullWidth loading={claiming.isPending}>
          {said.claim}
        </Button>
      </form>
    </Door>
  );
}
