import { Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type Destination, useTestDestination } from '../../data/destinations.ts';
import { useOneDestination } from '../../data/one-destination.ts';
import { usePipelinesInto } from '../../data/pipeline.ts';
import { DestinationMark } from '../../parts/destination-mark.tsx';
import { useDestinationType } from '../../parts/destination-type.ts';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import classes from '../../parts/settled-page.module.css';
import stack from '../../parts/stack.module.css';
import { tellError } from '../../parts/tell.tsx';
import { TestedPanel } from '../../parts/tested-panel.tsx';
import { UsedBy } from '../../parts/used-by.tsx';
import { useTexts } from '../../texts/texts.ts';
import { SettingsPanels } from './settings-panels.tsx';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/destinations/$id');

/** One destination: whether rows can be written there, who writes, its settings. */
export function DestinationPage() {
  const { id } = route.useParams();
  const { data, error } = useOneDestination(id);
  if (data !== undefined) return <Loaded key={id} destination={data} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={240} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

function Loaded({ destination }: { readonly destination: Destination }) {
  const { name, type, test } = destination;
  const said = useTexts(texts);
  const typeName = useDestinationType();
  const testing = useTestDestination();
  const users = usePipelinesInto(destination.id);
  return (
    <>
      <PageHeader title={name}>
        <span className={stack.line}>
          <DestinationMark test={test} />
          <span>{typeName(type)}</span>
        </span>
      </PageHeader>
      <div className={classes.columns}>
        <div className={stack.column}>
          <TestedPanel
            said={said}
            tested={destination}
            isRunning={testing.isPending}
            onTest={() => testing.mutate(destination.id, { onError: tellError })}
          />
          <UsedBy title={said.usedBy} unused={said.unused} list="/pipelines" found={users} />
        </div>
        <div className={stack.column}>
          <SettingsPanels destination={destination} />
        </div>
      </div>
    </>
  );
}
