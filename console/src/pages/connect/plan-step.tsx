import { Button, Skeleton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDestinations } from '../../data/destinations.ts';
import { type Draft, useActivate, usePlan } from '../../data/drafts.ts';
import { useIntegrationTest } from '../../data/integration-test.ts';
import { isRefused } from '../../data/looks.ts';
import { useDestinationType } from '../../parts/destination-type.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { useModuleNames } from '../../parts/module-names.ts';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { ScheduleText } from '../../parts/schedule-text.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { ChecksPanel } from '../integration/checks-panel.tsx';
import { PlanTable } from './plan-table.tsx';
import { StepFrame } from './step-frame.tsx';
import type { StepProps } from './steps.ts';
import { texts } from './texts.ts';

/** What the first run will do; then it is begun, and followed. */
export function PlanStep({ integration, draft, go }: StepProps & { readonly draft: Draft }) {
  const said = useTexts(texts);
  const navigate = useNavigate();
  const activating = useActivate();
  const test = useLastTest(integration.id);
  const isFit = draft.faults.length === 0;
  // The first thing that it would do is refused: it ends as it begins.
  const isRefusedNow = isRefused(usePlan(draft, isFit).error);
  const isLive = draft.schedule.kind === 'live';
  const begin = (): void =>
    activating.mutate(
      { draft, runs: true },
      {
        onSuccess: (run) => void navigate({ to: run === undefined ? `/pipelines/${draft.id}` : `/runs/${run.id}` }),
      },
    );
  return (
    <StepFrame
      aside={<WhatIsMade integrationName={integration.name} draft={draft} />}
      foot={
        <>
          <Button variant="default" onClick={() => go('schedule')}>
            {said.back}
          </Button>
          <PlaceButton isPlain to="/pipelines">
            {said.saveOnly}
          </PlaceButton>
          <Button loading={activating.isPending} disabled={!isFit || isRefusedNow} onClick={begin}>
            {isLive ? said.follow : said.begin}
          </Button>
        </>
      }
    >
      {isFit ? <Plan draft={draft} /> : <Faults draft={draft} />}
      <ChecksPanel integration={integration} test={test} />
      {activating.error === null ? null : <ErrorNotice error={activating.error} />}
    </StepFrame>
  );
}

/** The integration is tested with what the draft reads, once the person comes here. */
function useLastTest(id: string) {
  const test = useIntegrationTest(id);
  const { start } = test;
  useEffect(() => {
    void start();
  }, [start]);
  return test;
}

function Faults({ draft }: { readonly draft: Draft }) {
  const said = useTexts(texts);
  const language = useLanguage();
  return (
    <Notice tone="warn">
      <strong>{said.notFit}</strong>
      <ul>
        {draft.faults.map(({ path, message }) => (
          <li key={`${path} ${message.en}`}>
            <code>{path}</code> {message[language]}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Plan({ draft }: { readonly draft: Draft }) {
  const said = useTexts(texts);
  const { data, error, isPending, refetch } = usePlan(draft, true);
  const again = (
    <Button size="compact-sm" variant="default" onClick={() => void refetch()}>
      {said.planAgain}
    </Button>
  );
  if (error !== null) return <ErrorNotice error={error} actions={again} />;
  return (
    <Panel title={said.planTitle} aside={said.planAside} isFlush>
      {isPending ? <Skeleton height={180} width="auto" m={16} aria-label={said.planning} /> : <PlanTable plan={data} />}
    </Panel>
  );
}

function WhatIsMade({ integrationName, draft }: { readonly integrationName: string; readonly draft: Draft }) {
  const said = useTexts(texts);
  const { items } = useDestinations();
  const typeName = useDestinationType();
  const moduleNames = useModuleNames();
  const destination = items.find(({ id }) => id === draft.destinationId);
  return (
    <>
      <Panel title={said.madeTitle}>
        <Facts
          facts={[
            { name: said.app, value: integrationName },
            { name: said.pipeline, value: draft.name },
            { name: said.modules, value: moduleNames(Object.keys(draft.modules)) },
            {
              name: said.destination,
              value: destination === undefined ? '–' : `${destination.name} · ${typeName(destination.type)}`,
            },
            { name: said.schedule, value: <ScheduleText schedule={draft.schedule} /> },
          ]}
        />
      </Panel>
      <Notice tone="info">
        <strong>{said.stopTitle}</strong>
        <div>{said.stopWhat}</div>
      </Notice>
    </>
  );
}
