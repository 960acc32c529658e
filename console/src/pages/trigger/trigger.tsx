import { Button, Skeleton, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { useDraftDiff } from '../../data/trigger-versions.ts';
import { type Trigger, usePauseTrigger, useTrigger } from '../../data/triggers.ts';
import { Icon } from '../../parts/icon.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import stack from '../../parts/stack.module.css';
import { TabList } from '../../parts/tab-list.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { IntegrationLink } from '../../parts/thing-names.tsx';
import { TriggerSign } from '../../parts/trigger-sign.tsx';
import { useTexts } from '../../texts/texts.ts';
import { EditorTab } from './editor-tab.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { tabs } from './tabs.ts';
import { TalkDrawer } from './talk-drawer.tsx';
import { texts } from './texts.ts';
import { VersionsTab } from './versions-tab.tsx';

const route = getRouteApi('/shell/triggers/$id');

/** One trigger: its draft and what it would do, what was published of it, its name and codes. */
export function TriggerPage() {
  const { id } = route.useParams();
  const { data, error } = useTrigger(id);
  if (data !== undefined) return <Loaded key={id} trigger={data} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={240} mb={16} />
      <Skeleton height={36} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

interface TriggerProps {
  readonly trigger: Trigger;
}

function Loaded({ trigger }: TriggerProps) {
  const said = useTexts(texts);
  const { tab = 'editor', publish, talk } = route.useSearch();
  const change = useChangeSearch();
  const mayChange = useMay('change-triggers');
  const mayRun = useMay('run');
  const open = (value: string | null): void =>
    change({ tab: value === null || value === 'editor' ? undefined : value });
  return (
    <>
      <PageHeader title={trigger.name} actions={<Acts trigger={trigger} />}>
        <span className={stack.line}>
          <TriggerSign trigger={trigger} />
          {trigger.publishedVersion === null ? null : (
            <Unpublished id={trigger.id} version={trigger.publishedVersion} />
          )}
          <IntegrationLink id={trigger.integrationId} />
          <PlaceLink to={`/events?trigger=${trigger.id}`}>{said.itsEvents}</PlaceLink>
          <PlaceLink to={`/sessions?trigger=${trigger.id}`}>{said.itsSessions}</PlaceLink>
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
        <Tabs.Panel value="editor">
          <EditorTab trigger={trigger} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab trigger={trigger} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsTab trigger={trigger} />
        </Tabs.Panel>
      </Tabs>
      {publish === 'yes' && mayChange ? (
        // Another draft has other needs: it is checked anew.
        <PublishDialog
          key={JSON.stringify(trigger.draft)}
          trigger={trigger}
          onClose={() => change({ publish: undefined })}
        />
      ) : null}
      {talk === 'yes' && mayRun ? <TalkDrawer trigger={trigger} onClose={() => change({ talk: undefined })} /> : null}
    </>
  );
}

/** What is saved does not count yet: nobody should think that it does. */
function Unpublished({ id, version }: { readonly id: string; readonly version: number }) {
  const said = useTexts(texts);
  const { data } = useDraftDiff(id, String(version));
  if (data === undefined || data.length === 0) return null;
  return <PlaceLink to={`/triggers/${id}?tab=versions&compare=${version}`}>{said.unpublished(data.length)}</PlaceLink>;
}

function Acts({ trigger }: TriggerProps) {
  const said = useTexts(texts);
  const change = useChangeSearch();
  const mayChange = useMay('change-triggers');
  const mayRun = useMay('run');
  return (
    <>
      {mayRun ? (
        <Button variant="default" onClick={() => change({ talk: 'yes' })}>
          {said.talk}
        </Button>
      ) : null}
      <PauseOrResume trigger={trigger} />
      {mayChange ? <Publish trigger={trigger} /> : null}
    </>
  );
}

function Publish({ trigger: { id, publishedVersion } }: TriggerProps) {
  const change = useChangeSearch();
  if (publishedVersion === null) return <PublishButton next={1} onPress={() => change({ publish: 'yes' })} />;
  return <PublishChanges id={id} version={publishedVersion} onPress={() => change({ publish: 'yes' })} />;
}

interface PublishChangesProps {
  readonly id: string;
  readonly version: number;
  readonly onPress: () => void;
}

/** What is published already needs no other version. */
function PublishChanges({ id, version, onPress }: PublishChangesProps) {
  const { data } = useDraftDiff(id, String(version));
  return <PublishButton next={version + 1} onPress={onPress} isLive={data?.length === 0} />;
}

interface PublishButtonProps {
  readonly next: number;
  readonly onPress: () => void;
  readonly isLive?: boolean;
}

function PublishButton({ next, onPress, isLive = false }: PublishButtonProps) {
  const said = useTexts(texts);
  return (
    <Button disabled={isLive} title={isLive ? said.isLive : undefined} onClick={onPress}>
      {said.publish(next)}
    </Button>
  );
}

function PauseOrResume({ trigger: { id, name, state } }: TriggerProps) {
  const said = useTexts(texts);
  const mayPause = useMay('pause');
  const pausing = usePauseTrigger();
  if (!mayPause || state === 'draft') return null;
  const to = state === 'paused' ? 'resume' : 'pause';
  const done = to === 'pause' ? said.pausedDone : said.resumedDone;
  return (
    <Button
      variant="default"
      leftSection={<Icon name={to === 'pause' ? 'pause' : 'runs'} />}
      loading={pausing.isPending}
      onClick={() => void tellHow(pausing.mutateAsync({ id, to }), done(name))}
    >
      {said[to]}
    </Button>
  );
}
