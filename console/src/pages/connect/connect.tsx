import { Skeleton } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type Draft, useDraft } from '../../data/drafts.ts';
import { type Integration, useIntegration } from '../../data/integrations.ts';
import type { RawSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { Notice } from '../../parts/notice.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceButton } from '../../parts/place-button.tsx';
import { useTexts } from '../../texts/texts.ts';
import { AppForm } from './app-form.tsx';
import { AppStep } from './app-step.tsx';
import classes from './connect.module.css';
import { DestinationStep } from './destination-step.tsx';
import { ModulesStep } from './modules-step.tsx';
import { PlanStep } from './plan-step.tsx';
import { ScheduleStep } from './schedule-step.tsx';
import { Stepper } from './stepper.tsx';
import { firstOpenStep, type Step, type StepProps } from './steps.ts';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/connect');

/** From an app to a running pipeline. Each step is kept at the service as it is left. */
export function Connect() {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const { integration: given, pipeline } = route.useSearch();
  const draft = useDraft(pipeline);
  const id = draft.data?.integrationId ?? (pipeline === undefined ? given : undefined);
  const integration = useIntegration(id);
  if (!mayChange) return <Notice tone="info">{said.mayNot}</Notice>;
  const error = draft.error ?? integration.error;
  if (error !== null) return <PageFault error={error} />;
  const isLoading = (pipeline !== undefined && draft.data === undefined) || (id !== undefined && integration.isPending);
  if (isLoading) return <Skeleton height={420} />;
  return <Way integration={integration.data} draft={draft.data} />;
}

interface WayProps {
  readonly integration: Integration | undefined;
  readonly draft: Draft | undefined;
}

function Way({ integration, draft }: WayProps) {
  const said = useTexts(texts);
  const { region = 'feishu', step, pipeline: shown } = route.useSearch();
  const navigate = useNavigate();
  const at = integration === undefined ? 'app' : (step ?? firstOpenStep(integration, draft));
  const change = (changed: RawSearch, replace = true): Promise<void> =>
    navigate({ to: '.', search: (old: RawSearch) => ({ ...old, ...changed }), replace });
  const walk = async (next: Step, pipeline: string | undefined): Promise<void> => {
    // The step that is left names the draft, too: who goes back to it would make another.
    if (pipeline !== shown) await change({ pipeline, integration: undefined, region: undefined, step: at });
    // The browser's own button leads back from step to step.
    if (next !== at) await change({ step: next }, false);
  };
  const go = (next: Step, pipeline = shown): void => void walk(next, pipeline);
  const title = integration === undefined ? said.titleNew : said.title(draft?.name ?? integration.name);
  return (
    <>
      <PageHeader
        title={title}
        actions={
          <PlaceButton isPlain to="/pipelines">
            {said.leave}
          </PlaceButton>
        }
      >
        {integration === undefined ? said.aboutNew : said.kept}
      </PageHeader>
      <div className={classes.frame}>
        <Stepper at={at} integration={integration} draft={draft} go={go} />
        {integration === undefined ? (
          <AppForm
            region={region}
            onMade={(id) => void change({ integration: id, region: undefined, step: 'app' })}
            onRegion={(other) => void change({ region: other })}
          />
        ) : (
          <Part key={`${integration.id} ${at}`} step={at} integration={integration} draft={draft} go={go} />
        )}
      </div>
    </>
  );
}

function Part({ step, ...props }: StepProps & { readonly step: Step }) {
  if (step === 'app') return <AppStep {...props} />;
  if (step === 'modules' || props.draft === undefined) return <ModulesStep {...props} />;
  const { draft, integration, go } = props;
  const whole = { draft, integration, go };
  if (step === 'destination') return <DestinationStep {...whole} />;
  if (step === 'schedule') return <ScheduleStep {...whole} />;
  return <PlanStep {...whole} />;
}
