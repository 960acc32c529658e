import { Button, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { type TriggerVersion, useTriggerVersions } from '../../data/trigger-versions.ts';
import { type Trigger, useRestoreVersion } from '../../data/triggers.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { Tag } from '../../parts/state-sign.tsx';
import { tellDone } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import { DiffTable } from './diff-table.tsx';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

const route = getRouteApi('/shell/triggers/$id');

/** What was published: compared with the draft, put back into it. */
export function VersionsTab({ trigger }: { readonly trigger: Trigger }) {
  const said = useTexts(texts);
  const { compare } = route.useSearch();
  const versions = useTriggerVersions(trigger.id);
  const change = useChangeSearch();
  const restoring = useRestoreVersion();
  const [restored, setRestored] = useState<TriggerVersion>();
  const items = versions.data?.pages.flatMap((page) => page.items) ?? [];
  if (versions.error !== null) return <ErrorNotice error={versions.error} />;
  if (versions.isPending) return <Skeleton height={160} />;
  if (items.length === 0) {
    return (
      <EmptyState icon="triggers" title={said.noVersionTitle}>
        {said.noVersion}
      </EmptyState>
    );
  }
  const restore = async (): Promise<void> => {
    if (restored === undefined) return;
    const { id, version } = trigger;
    await restoring.mutateAsync({ id, version, number: restored.number });
    tellDone(said.restored(restored.number));
    change({ tab: undefined, compare: undefined });
  };
  return (
    <div className={stack.column}>
      <Panel title={said.versions}>
        <ul className={classes.rows}>
          {items.map((one) => (
            <VersionLine key={one.number} version={one} trigger={trigger} onRestore={() => setRestored(one)} />
          ))}
        </ul>
        {versions.hasNextPage ? (
          <Button
            mt={8}
            size="compact-sm"
            variant="default"
            loading={versions.isFetchingNextPage}
            onClick={() => void versions.fetchNextPage()}
          >
            {said.older}
          </Button>
        ) : null}
      </Panel>
      {compare === undefined ? null : (
        <Panel title={said.compared(compare)}>
          <DiffTable id={trigger.id} from={compare} />
        </Panel>
      )}
      <Confirm
        isOpen={restored !== undefined}
        title={said.restoreTitle(restored?.number ?? 0)}
        button={said.restore}
        onConfirm={restore}
        onClose={() => setRestored(undefined)}
      >
        {said.restoreWhat}
      </Confirm>
    </div>
  );
}

interface VersionLineProps {
  readonly version: TriggerVersion;
  readonly trigger: Trigger;
  readonly onRestore: () => void;
}

function VersionLine({ version, trigger, onRestore }: VersionLineProps) {
  const said = useTexts(texts);
  const change = useChangeSearch();
  const mayChange = useMay('change-triggers');
  const { number, publishedAt, publishedBy } = version;
  return (
    <li>
      <span className={stack.line}>
        <strong>
          {said.version} {number}
        </strong>
        {number === trigger.publishedVersion && trigger.state === 'published' ? <Tag tone="ok">{said.live}</Tag> : null}
        <span>
          <Time at={publishedAt} /> · {publishedBy}
        </span>
      </span>
      <span className={stack.line}>
        <Button size="compact-sm" variant="default" onClick={() => change({ compare: String(number) })}>
          {said.compare}
        </Button>
        {mayChange ? (
          <Button size="compact-sm" variant="default" onClick={onRestore}>
            {said.restore}
          </Button>
        ) : null}
      </span>
    </li>
  );
}
