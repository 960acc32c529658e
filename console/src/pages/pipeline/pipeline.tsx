import { Skeleton, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type CheckedPipeline, usePipelineNow } from '../../data/pipeline.ts';
import { useChangeSearch } from '../../data/search.ts';
import { LastOutcome } from '../../parts/last-outcome.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PipelineNow } from '../../parts/pipeline-now.tsx';
import { ScheduleText } from '../../parts/schedule-text.tsx';
import stack from '../../parts/stack.module.css';
import { TabList } from '../../parts/tab-list.tsx';
import { useTexts } from '../../texts/texts.ts';
import { HistoryTab } from './history-tab.tsx';
import { PipelineActs } from './pipeline-acts.tsx';
import { RunsTab } from './runs-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { StatusTab } from './status-tab.tsx';
import { tabs } from './tabs.ts';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/pipelines/$id');

/** One pipeline: how it stands, its runs, its settings, what people have done to it. */
export function PipelinePage() {
  const { id } = route.useParams();
  const { data, error } = usePipelineNow(id);
  if (data !== undefined) return <Loaded key={id} pipeline={data} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={240} mb={16} />
      <Skeleton height={36} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

function Loaded({ pipeline }: { readonly pipeline: CheckedPipeline }) {
  const said = useTexts(texts);
  const { tab = 'status' } = route.useSearch();
  const change = useChangeSearch();
  const { name, schedule, state, openRun, configFailures } = pipeline;
  const isByHand = schedule.kind === 'manual' && state === 'active' && openRun === null && configFailures === 0;
  const open = (value: string | null): void =>
    change({ tab: value === null || value === 'status' ? undefined : value });
  return (
    <>
      <PageHeader title={name} actions={<PipelineActs pipeline={pipeline} />}>
        <span className={stack.line}>
          <LastOutcome of={pipeline} />
          <PipelineNow of={pipeline} />
          {/* The sign beside it says the same of one that is run by hand. */}
          {isByHand ? null : (
            <span>
              <ScheduleText schedule={schedule} />
            </span>
          )}
        </span>
      </PageHeader>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <TabList>
          {tabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {said[each]}
            </Tabs.Tab>
          ))}
        </TabList>
        <Tabs.Panel value="status">
          <StatusTab pipeline={pipeline} />
        </Tabs.Panel>
        <Tabs.Panel value="runs">
          <RunsTab id={pipeline.id} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab pipeline={pipeline} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <HistoryTab id={pipeline.id} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
