import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { fieldFaults } from '../../data/field-faults.ts';
import { type IntegrationTest, useIntegrationTest } from '../../data/integration-test.ts';
import {
  type Integration,
  useChangeIntegration,
  useDeleteIntegration,
  useSetIntegrationSecrets,
} from '../../data/integrations.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { integrationTexts } from '../../parts/integration-signs.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { SecretField } from '../../parts/secret-field.tsx';
import { tellError } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import { ChecksPanel } from '../integration/checks-panel.tsx';
import classes from './connect.module.css';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './steps.ts';
import { texts } from './texts.ts';

/** The app as it is kept, and its checks: they begin by themselves where there were none. */
export function AppStep({ integration, draft, go }: StepProps) {
  const said = useTexts(texts);
  const test = useIntegrationTest(integration.id);
  const { start } = test;
  const isUntested = integration.test === null;
  useEffect(() => {
    if (isUntested) void start();
  }, [isUntested, start]);
  const isFine = (test.report ?? integration.test)?.isOk === true;
  return (
    <StepFrame
      aside={<AppFacts integration={integration} isNew={draft === undefined} />}
      foot={
        <>
          <span className={classes.note}>{isFine ? said.checksFine : said.checksFailing}</span>
          <Button variant={isFine ? 'filled' : 'default'} onClick={() => go('modules')}>
            {said.next}
          </Button>
        </>
      }
    >
      <SecretForm key={integration.version} integration={integration} test={test} />
      <ChecksPanel integration={integration} test={test} />
    </StepFrame>
  );
}

/** Another secret or host, and the checks again: most often a secret was not copied whole. */
function SecretForm({ integration, test }: { readonly integration: Integration; readonly test: IntegrationTest }) {
  const said = useTexts(texts);
  const replacing = useSetIntegrationSecrets();
  const moving = useChangeIntegration();
  const [secret, setSecret] = useState<string>();
  const { id, version, secrets, baseUrl } = integration;
  const [host, setHost] = useState(baseUrl ?? '');
  const isMoved = host.trim() !== (baseUrl ?? '');
  const saving = isMoved ? moving : replacing;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (secret === undefined) return;
    const onSuccess = (): void => void test.start();
    if (!isMoved) replacing.mutate({ id, version, app_secret: secret }, { onSuccess });
    else
      moving.mutate(
        { id, version, baseUrl: host.trim() === '' ? null : host.trim(), secrets: { app_secret: secret } },
        { onSuccess },
      );
  };
  return (
    <Panel title={said.credentials}>
      <form method="post" className={classes.form} onSubmit={submit}>
        <SecretField
          label="App Secret"
          setAt={secrets.app_secret?.updatedAt}
          value={secret}
          isRequired
          isSentElsewhere={isMoved}
          onChange={setSecret}
        />
        <details className={classes.more} open={baseUrl !== null}>
          <summary>{said.moreOptions}</summary>
          <div>
            <TextInput
              label={said.host}
              description={said.hostHint}
              error={fieldFaults(moving.error).baseUrl}
              value={host}
              maxLength={500}
              onChange={(event) => setHost(event.currentTarget.value)}
            />
          </div>
        </details>
        {saving.error === null ? null : <ErrorNotice error={saving.error} />}
        {secret === undefined && !isMoved ? null : (
          <div>
            <Button type="submit" loading={saving.isPending}>
              {isMoved ? said.saveAndTest : said.replaceAndTest}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function AppFacts({ integration, isNew }: { readonly integration: Integration; readonly isNew: boolean }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const navigate = useNavigate();
  const deleting = useDeleteIntegration();
  const { id, version, region, kind, appId, name, webhookUrl } = integration;
  const startOver = (): void =>
    deleting.mutate(
      { id, version },
      { onSuccess: () => void navigate({ to: '/connect', search: { region }, replace: true }), onError: tellError },
    );
  return (
    <>
      <Panel title={name}>
        <Facts
          facts={[
            { name: said.platform, value: words[region] },
            { name: said.kind, value: words[kind] },
            { name: 'App ID', value: <code>{appId}</code> },
          ]}
        />
      </Panel>
      {kind === 'store_app' ? (
        <Panel title={said.storeTitle}>
          <div className={classes.form}>
            <p>{said.storeWhat}</p>
            <code>{webhookUrl}</code>
            <div>
              <CopyButton size="compact-sm" text={webhookUrl} />
            </div>
            <PlaceButton isPlain to={`/installations?integrationId=${id}`}>
              {said.companies}
            </PlaceButton>
          </div>
        </Panel>
      ) : null}
      {isNew ? (
        <Panel title={said.wrongApp}>
          <div className={classes.form}>
            <p className={classes.note}>{said.wrongAppWhat}</p>
            <div>
              <Button size="compact-sm" variant="default" loading={deleting.isPending} onClick={startOver}>
                {said.startOver}
              </Button>
            </div>
          </div>
        </Panel>
      ) : null}
    </>
  );
}
