import { Button, Select } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { type CheckLine, useIntegrationTest } from '../../data/integration-test.ts';
import { type Integration, useIntegrations, useReceiver } from '../../data/integrations.ts';
import { developerConsoles } from '../../data/regions.ts';
import { useMay } from '../../data/session.ts';
import { Checks } from '../../parts/checks.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { integrationTexts, ReceiverPill } from '../../parts/integration-signs.tsx';
import { OutsideLink } from '../../parts/outside-link.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './events.module.css';
import { texts } from './texts.ts';

/** Nothing has ever come: what must be ticked for it, and whether it is. */
export function NoEvents() {
  const said = useTexts(texts);
  const { items, isLoading, error } = useIntegrations();
  const [chosen, setChosen] = useState<string>();
  const integration = items.find(({ id }) => id === chosen) ?? items[0];
  if (isLoading) return null;
  if (error !== null) return <ErrorNotice error={error} />;
  if (integration === undefined) {
    return (
      <EmptyState
        icon="events"
        title={said.emptyTitle}
        action={<PlaceButton to="/catalogue">{said.connect}</PlaceButton>}
      >
        {said.noIntegration}
      </EmptyState>
    );
  }
  const choose = (
    <Select
      size="xs"
      aria-label={said.ofApp}
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={integration.id}
      allowDeselect={false}
      onChange={(id) => setChosen(id ?? undefined)}
    />
  );
  return (
    <Panel title={said.emptyTitle} aside={items.length > 1 ? choose : integration.name}>
      <Steps key={integration.id} integration={integration} />
    </Panel>
  );
}

/** By the name of a check, which of the three things it is about. */
const isOf = {
  mode: ({ name }: CheckLine) => name === 'connection' || name === 'webhook',
  events: ({ name }: CheckLine) => name === 'events' || name.startsWith('events.'),
  scopes: ({ name }: CheckLine) => name === 'scopes' || name.startsWith('scopes.'),
};

function Steps({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const mayTest = useMay('run');
  const test = useIntegrationTest(integration.id);
  const isFresh = test.isRunning || test.report !== undefined;
  const lines = isFresh ? test.lines : (integration.test?.lines ?? []);
  const about = (which: keyof typeof isOf) => {
    const mine = lines.filter(isOf[which]);
    if (mine.length === 0 && !test.isRunning) return <p className={classes.faint}>{said.probed}</p>;
    return <Checks lines={mine} isRunning={test.isRunning && mine.length === 0} />;
  };
  // Where the app itself is refused, nothing of the three can be looked at.
  const before = lines.filter((line) => line.outcome === 'failed' && !Object.values(isOf).some((is) => is(line)));
  return (
    <div className={classes.stack}>
      <p>{said.empty}</p>
      {before.length === 0 ? null : <Checks lines={before} />}
      <ol className={classes.steps}>
        <Step title={said.stepMode} how={said.stepModeHow}>
          <Mode integration={integration} />
          {integration.mode === 'none' ? null : about('mode')}
        </Step>
        <Step title={said.stepEvents} how={said.stepEventsHow}>
          {about('events')}
        </Step>
        <Step title={said.stepPublish} how={said.stepPublishHow}>
          {about('scopes')}
        </Step>
      </ol>
      {test.error === undefined ? null : <ErrorNotice error={test.error} />}
      <div className={classes.buttons}>
        {mayTest ? (
          <Button leftSection={<Icon name="again" />} loading={test.isRunning} onClick={() => void test.start()}>
            {said.probe}
          </Button>
        ) : null}
        <OutsideLink to={consoleOf(integration)}>{said.openConsole}</OutsideLink>
      </div>
      <p className={classes.faint} role="status">
        {said.listening}
      </p>
    </div>
  );
}

/** Where the app's developer ticks them. */
function consoleOf({ region, appId }: Integration): string {
  return `https://${developerConsoles[region].address}/${appId}/event`;
}

function Step({
  title,
  how,
  children,
}: {
  readonly title: string;
  readonly how: string;
  readonly children: ReactNode;
}) {
  return (
    <li>
      <h3>{title}</h3>
      <p className={classes.faint}>{how}</p>
      {children}
    </li>
  );
}

/** How its events come, and whether somebody listens. */
function Mode({ integration: { id, mode, webhookUrl } }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const { data } = useReceiver(id);
  if (mode === 'none') {
    return (
      <p>
        {said.modeNone} <PlaceLink to={`/integrations/${id}?tab=settings`}>{said.setMode}</PlaceLink>
      </p>
    );
  }
  return (
    <div className={classes.buttons}>
      <span>{words[mode]}</span>
      <ReceiverPill state={data?.state ?? 'waiting'} />
      {mode === 'webhook' ? (
        <>
          <code className={classes.url}>{webhookUrl}</code>
          <CopyButton size="compact-sm" text={webhookUrl} />
        </>
      ) : null}
    </div>
  );
}
