import type { ReactNode } from 'react';
import { useNow } from '../../data/now.ts';
import { isOpen, type Run } from '../../data/runs.ts';
import { Bar } from '../../parts/bar.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { NowPill } from '../../parts/state-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { workedMs } from '../runs/run-sign.tsx';
import classes from './run.module.css';
import { type StreamLine, shareOfRun } from './shares.ts';
import { texts } from './texts.ts';
import { useMost } from './use-most.ts';
import { usePace } from './use-pace.ts';

interface StandingProps {
  readonly run: Run;
  readonly lines: readonly StreamLine[];
}

/** How far a run is, how long it still takes, what it waits for and why. */
export function Standing({ run, lines }: StandingProps) {
  const said = useTexts(texts);
  const share = shareOfRun(run, lines);
  const most = useMost(run.id, share ?? 0);
  return (
    <Panel>
      <div className={classes.standing}>
        <div>
          <Headline run={run} share={share === undefined ? undefined : most} />
          <Times run={run} />
        </div>
        <div>
          {isOpen(run) ? <Bar isLarge label={said.share} share={share === undefined ? undefined : most} /> : null}
          <Why run={run} />
        </div>
        <Counts run={run} />
      </div>
    </Panel>
  );
}

function Headline({ run, share }: { readonly run: Run; readonly share: number | undefined }) {
  const said = useTexts(texts);
  const format = useFormat();
  const left = run.progress?.remainingMs;
  if (!isOpen(run) || share === undefined) return null;
  return (
    <div>
      <span className={classes.big}>{format.percent(Math.floor(share * 100) / 100)}</span>{' '}
      {left === null || left === undefined ? null : said.left(format.duration(left))}
    </div>
  );
}

function Times({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const format = useFormat();
  const now = useNow();
  const ms = workedMs(run, now);
  if (!isOpen(run)) return ms === undefined ? null : <div>{said.took(format.duration(ms))}</div>;
  const since = ms ?? Math.max(0, now - Date.parse(run.queuedAt));
  const time = format.duration(since);
  const left = run.progress?.remainingMs;
  const end =
    left === null || left === undefined || ms === undefined ? '' : said.endsAbout(format.time(now + left, now));
  return (
    <div className={classes.small}>
      {[run.state === 'queued' ? said.waitedFor(time) : said.soFar(time), end]
        .filter((text) => text !== '')
        .join(' · ')}
    </div>
  );
}

/** What it waits for; a limit of the platform is not an error. */
function Why({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const format = useFormat();
  const now = useNow();
  if (!isOpen(run)) return null;
  if (run.cancelAskedAt !== null) return <div className={classes.why}>{said.stopAsked}</div>;
  if (run.state === 'queued') return <QueueReason run={run} />;
  const { waiting, lagMs } = run.progress ?? {};
  if (waiting === null || waiting === undefined) {
    return (
      <div className={`${classes.why} ${classes.small}`}>
        {lagMs === null || lagMs === undefined ? null : said.lag(format.duration(lagMs))}
      </div>
    );
  }
  const left = format.duration(Math.max(1_000, Date.parse(waiting.until) - now));
  return (
    <div className={classes.why}>
      <NowPill is="waits" word={said.waits(waiting.for[language], left)} />
      <span className={classes.small}>{waiting.kind === 'limit' ? said.nothingWrong : said.triesAgain}</span>
    </div>
  );
}

function QueueReason({ run: { waitingFor } }: { readonly run: Run }) {
  const said = useTexts(texts);
  const format = useFormat();
  const now = useNow();
  const { reason, runId, until } = waitingFor ?? { reason: 'soon', runId: null, until: null };
  const left = format.duration(Math.max(1_000, Date.parse(until ?? '') - now));
  const words: Readonly<Record<typeof reason, ReactNode>> = {
    live: said.waitsLive,
    pause: said.waitsPause(left),
    worker: said.waitsWorker,
    budget: said.waitsBudget,
    turn: said.waitsTurn,
    soon: said.queuedSoon,
  };
  return (
    <div className={classes.why}>
      {words[reason]} {runId === null ? null : <PlaceLink to={`/runs/${runId}`}>{said.seeOther}</PlaceLink>}
    </div>
  );
}

function Counts({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { rows = 0, calls = 0, commits = 0 } = run.progress ?? {};
  const pace = usePace(run);
  const counts = [
    [said.rows, useMost(`${run.id} rows`, rows)],
    [said.calls, useMost(`${run.id} calls`, calls)],
    [said.commits, useMost(`${run.id} commits`, commits)],
    [said.pace, pace],
  ] as const;
  return (
    <dl className={classes.pairs}>
      {counts.map(([label, value]) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{value === undefined ? '–' : format.number(value)}</dd>
        </div>
      ))}
    </dl>
  );
}
