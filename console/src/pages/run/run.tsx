import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePipeline } from '../../data/pipelines.ts';
import { type Run, useRun } from '../../data/runs.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { RunSign } from '../runs/run-sign.tsx';
import { Attempts } from './attempts.tsx';
import { Calls } from './calls.tsx';
import { Facts } from './facts.tsx';
import { Log } from './log.tsx';
import { Rates } from './rates.tsx';
import classes from './run.module.css';
import { RunActions } from './run-actions.tsx';
import { sentencesOf } from './sentences.ts';
import { reportOf, streamLines } from './shares.ts';
import { Standing } from './standing.tsx';
import { Streams } from './streams.tsx';
import { texts } from './texts.ts';
import { Warnings } from './warnings.tsx';

const route = getRouteApi('/shell/runs/$id');

/** One run: where it is, what it waits for, what failed. */
export function RunPage() {
  const { id } = route.useParams();
  const { data: run, error } = useRun(id);
  if (run !== undefined) return <Known key={id} run={run} />;
  return error === null ? <PageHeader title="…" /> : <PageFault error={error} />;
}

function Known({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const { data: pipeline, isPending } = usePipeline(run.pipelineId);
  const name = pipeline?.name ?? (isPending ? '…' : run.pipelineId);
  const report = reportOf(run);
  const lines = streamLines(run, report);
  return (
    <>
      <PageHeader title={said.title(name)} actions={<RunActions run={run} />}>
        <div className={classes.about}>
          <RunSign run={run} />
          <PlaceLink to={`/pipelines/${run.pipelineId}`}>{name}</PlaceLink>
          {run.attempt > 1 ? <span>{said.attempt(run.attempt)}</span> : null}
        </div>
      </PageHeader>
      <div className={classes.stack}>
        {run.error === null ? null : <ErrorNotice error={sentencesOf(run.error, language)} />}
        <Links run={run} />
        <Standing run={run} lines={lines} />
        <div className={classes.columns}>
          <div className={classes.stack}>
            <Streams run={run} lines={lines} />
            <Calls report={report} />
            <Log run={run} streams={lines.map((line) => line.name)} />
          </div>
          <div className={classes.stack}>
            <Warnings run={run} report={report} />
            <Rates run={run} />
            <Attempts run={run} />
            <Facts run={run} modules={Object.keys(pipeline?.modules ?? {})} />
          </div>
        </div>
      </div>
    </>
  );
}

/** The runs that this one is a retry of, and that was begun for it. */
function Links({ run: { retryOf, retriedBy } }: { readonly run: Run }) {
  const said = useTexts(texts);
  return (
    <>
      {retryOf === null ? null : <Linked text={said.retryOf} to={retryOf} word={said.seeFirst} />}
      {retriedBy === null ? null : <Linked text={said.retriedBy} to={retriedBy} word={said.seeNext} />}
    </>
  );
}

function Linked({ text, to, word }: { readonly text: ReactNode; readonly to: string; readonly word: string }) {
  return (
    <Notice tone="info">
      {text} <PlaceLink to={`/runs/${to}`}>{word}</PlaceLink>
    </Notice>
  );
}
