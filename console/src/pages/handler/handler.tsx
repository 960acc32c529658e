import { Button, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type Handler, useEnableHandler, useHandler, useTestHandler } from '../../data/handlers.ts';
import { useMay } from '../../data/session.ts';
import { useTriggers } from '../../data/triggers.ts';
import { useHandlerKind } from '../../parts/handler-kinds.ts';
import { HandlerSign, HandlerTrouble } from '../../parts/handler-sign.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import classes from '../../parts/settled-page.module.css';
import stack from '../../parts/stack.module.css';
import { tellError, tellHow } from '../../parts/tell.tsx';
import { TestedPanel } from '../../parts/tested-panel.tsx';
import { Time } from '../../parts/time.tsx';
import { UsedBy } from '../../parts/used-by.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
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
  const said = useTexts(texts);
  const kindName = useHandlerKind();
  const testing = useTestHandler();
  const users = useTriggers({ handlerId: handler.id });
  return (
    <>
      <PageHeader title={handler.name} actions={<EnableButton handler={handler} />}>
        <span className={stack.line}>
          <HandlerSign handler={handler} />
          <span>{kindName(handler.kind)}</span>
        </span>
      </PageHeader>
      <div className={classes.columns}>
        <div className={stack.column}>
          <DisabledNotice handler={handler} />
          {handler.trouble === null ? null : <HandlerTrouble trouble={handler.trouble} />}
          <TestedPanel
            said={said}
            tested={handler}
            isRunning={testing.isPending}
            onTest={() => testing.mutate(handler.id, { onError: tellError })}
          />
          <UsedBy title={said.usedBy} unused={said.unused} list="/triggers" found={users} />
        </div>
        <div className={stack.column}>
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
