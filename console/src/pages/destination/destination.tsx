import { Button, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type Destination, useTestDestination } from '../../data/destinations.ts';
import { useOneDestination } from '../../data/one-destination.ts';
import { usePipelinesInto } from '../../data/pipeline.ts';
import { useMay } from '../../data/session.ts';
import { Checks } from '../../parts/checks.tsx';
import { DestinationMark } from '../../parts/destination-mark.tsx';
import { useDestinationType } from '../../parts/destination-type.ts';
import { Icon } from '../../parts/icon.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { tellError } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './destination.module.css';
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
  const typeName = useDestinationType();
  return (
    <>
      <PageHeader title={name}>
        <span className={classes.line}>
          <DestinationMark test={test} />
          <span>{typeName(type)}</span>
        </span>
      </PageHeader>
      <div className={classes.columns}>
        <div className={classes.column}>
          <ChecksPanel destination={destination} />
          <UsedBy id={destination.id} />
        </div>
        <div className={classes.column}>
          <SettingsPanels destination={destination} />
        </div>
      </div>
    </>
  );
}

function ChecksPanel({ destination }: { readonly destination: Destination }) {
  const said = useTexts(texts);
  const mayRun = useMay('run');
  const testing = useTestDestination();
  const { id, test, testedAt } = destination;
  const aside = (
    <>
      {testedAt === null ? null : <Time at={testedAt} />}
      {mayRun ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Icon name="again" />}
          disabled={testing.isPending}
          onClick={() => testing.mutate(id, { onError: tellError })}
        >
          {said.test}
        </Button>
      ) : null}
    </>
  );
  return (
    <Panel title={said.checks} aside={aside} isFlush>
      {test === null && !testing.isPending ? <p className={classes.note}>{said.neverTested}</p> : null}
      <Checks lines={testing.isPending ? [] : (test?.lines ?? [])} isRunning={testing.isPending} />
    </Panel>
  );
}

function UsedBy({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { items, total, totalIsAtLeast = false, isLoading } = usePipelinesInto(id);
  const isCut = total !== undefined && total > items.length;
  const aside = isCut ? said.moreOf(format.number(items.length), format.atLeast(total, totalIsAtLeast)) : undefined;
  return (
    <Panel title={said.usedBy} aside={aside}>
      {isLoading ? (
        <Skeleton height={20} />
      ) : items.length === 0 ? (
        said.unused
      ) : (
        <ul className={classes.list}>
          {items.map((pipeline) => (
            <li key={pipeline.id}>
              <PlaceLink to={`/pipelines/${pipeline.id}`}>{pipeline.name}</PlaceLink>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
