import { Button, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type Handler, useEnableHandler, useHandler, useTestHandler } from '../../data/handlers.ts';
import { useMay } from '../../data/session.ts';
import { useTriggers } from '../../data/triggers.ts';
import { Checks } from '../../parts/checks.tsx';
import { useHandlerKind } from '../../parts/handler-kinds.ts';
import { HandlerSign } from '../../parts/handler-sign.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { tellError, tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './handler.module.css';
import { SettingsPanels } from './settings-panels.tsx';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/handlers/$id');

/** One handler: whether it answers, which triggers name it, its settings and secrets. */
export function HandlerPage() {
  const { id } = route.useParams();
  const { data, error } = useHandler(id);
  if (data !== undefined) return <Loaded key={id} handler={data} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={240} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

interface HandlerProps {
  readonly handler: Handler;
}

function Loaded({ handler }: HandlerProps) {
  const kindName = useHandlerKind();
  return (
    <>
      <PageHeader title={handler.name} actions={<EnableButton handler={handler} />}>
        <span className={classes.line}>
          <HandlerSign handler={handler} />
          <span>{kindName(handler.kind)}</span>
        </span>
      </PageHeader>
      <div className={classes.columns}>
        <div className={classes.column}>
          <DisabledNotice handler={handler} />
          <ChecksPanel handler={handler} />
          <UsedBy id={handler.id} />
        </div>
        <div className={classes.column}>
          <SettingsPanels handler={handler} />
        </div>
      </div>
    </>
  );
}

function EnableButton({ handler: { id, name, disabledAt } }: HandlerProps) {
  const said = useTexts(texts);
  const mayPause = useMay('pause');
  const enabling = useEnableHandler();
  if (!mayPause) return null;
  const to = disabledAt === null ? 'disable' : 'enable';
  const done = to === 'enable' ? said.enabledDone : said.disabledDone;
  return (
    <Button
      variant="default"
      leftSection={<Icon name={to === 'disable' ? 'pause' : 'runs'} />}
      loading={enabling.isPending}
      onClick={() => void tellHow(enabling.mutateAsync({ id, to }), done(name))}
    >
      {said[to]}
    </Button>
  );
}

function DisabledNotice({ handler: { disabledAt, disabledWhy } }: HandlerProps) {
  const said = useTexts(texts);
  const language = useLanguage();
  if (disabledAt === null) return null;
  return (
    <Notice tone="warn">
      <strong>{disabledWhy?.[language] ?? said.disabledSince}</strong>
      <div>
        {said.disabledAbout} <Time at={disabledAt} />
      </div>
    </Notice>
  );
}

function ChecksPanel({ handler: { id, test, testedAt } }: HandlerProps) {
  const said = useTexts(texts);
  const mayRun = useMay('run');
  const testing = useTestHandler();
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
  const { items, total, totalIsAtLeast = false, isLoading } = useTriggers({ handlerId: id });
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
          {items.map((trigger) => (
            <li key={trigger.id}>
              <PlaceLink to={`/triggers/${trigger.id}`}>{trigger.name}</PlaceLink>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
