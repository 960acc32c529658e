import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type RunReport, warningsOf } from '../../../../src/model/run-report.ts';
import { isOpen, type Run, useAcceptDeletes } from '../../data/runs.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './run.module.css';
import { sentencesOf } from './sentences.ts';
import { texts } from './texts.ts';

interface WarningsProps {
  readonly run: Run;
  readonly report: RunReport | undefined;
}

/** What misses something, with its cure; and what was only noticed. Nothing is shown where there is nothing. */
export function Warnings({ run, report }: WarningsProps) {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const held = run.progress?.heldDeletes ?? [];
  // What ended the run stands above; each stream that it ended has it, too.
  const missing = (report?.streams ?? []).flatMap(({ stream, errors }) =>
    errors.filter(({ code }) => code !== run.error?.code).map((error) => ({ stream, error })),
  );
  const noticed = report === undefined ? [] : warningsOf(report, language);
  const count = held.length + missing.length + noticed.length;
  if (count === 0) return null;
  return (
    <Panel title={said.warnings} aside={format.number(count)}>
      <div className={classes.warnings}>
        {held.length > 0 ? <HeldDeletes run={run} held={held} /> : null}
        {missing.map(({ stream, error }) => (
          <div key={`${stream} ${error.code} ${error.message}`}>
            <div className={classes.small}>{said.ofStream(stream)}</div>
            <ErrorNotice error={sentencesOf(error, language)} />
          </div>
        ))}
        {[...new Set(noticed)].map((text) => (
          <Notice key={text} tone="warn">
            {text}
          </Notice>
        ))}
      </div>
    </Panel>
  );
}

function HeldDeletes({ run, held }: { readonly run: Run; readonly held: readonly string[] }) {
  const said = useTexts(texts);
  const mayAccept = useMay('accept-deletes');
  const navigate = useNavigate();
  const accepting = useAcceptDeletes();
  const [isAsked, setAsked] = useState(false);
  const accept = async (): Promise<void> => {
    const { id } = await accepting.mutateAsync(run.pipelineId);
    void navigate({ to: `/runs/${id}` });
  };
  const button = (
    <Button variant="default" size="compact-sm" onClick={() => setAsked(true)}>
      {said.accept}
    </Button>
  );
  return (
    <>
      <Notice tone="warn" actions={mayAccept && !isOpen(run) ? button : undefined}>
        {said.held(held.join(', '))}
      </Notice>
      <Confirm
        isOpen={isAsked}
        title={said.acceptTitle}
        button={said.acceptButton}
        onConfirm={accept}
        onClose={() => setAsked(false)}
      >
        {said.acceptText}
      </Confirm>
    </>
  );
}
