import { useNow } from '../../data/now.ts';
import { type Attempt, type Run, useAttempts } from '../../data/runs.ts';
import { useWorkers } from '../../data/workers.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Marked } from '../../parts/marked.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Mark, NowPill, OutcomeMark } from '../../parts/state-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { nameOf } from '../workers/name-of.ts';
import classes from './run.module.css';
import { sentencesOf } from './sentences.ts';
import { texts } from './texts.ts';

/** The tries of a run, with what ended those that failed. */
export function Attempts({ run }: { readonly run: Run }) {
  const said = useTexts(texts);
  const { data, error } = useAttempts(run.id);
  const items = data?.items ?? [];
  return (
    <Panel title={said.attempts} isFlush>
      {error === null ? null : <ErrorNotice error={error} />}
      <ol className={classes.attempts}>
        {items.map((attempt) => (
          <li key={attempt.number}>
            <Line run={run} attempt={attempt} />
          </li>
        ))}
        {data?.items.length === 0 ? <li className={classes.none}>{said.noAttempt}</li> : null}
      </ol>
      <div className={`${classes.note} ${classes.small}`}>{said.attemptNote}</div>
    </Panel>
  );
}

function Line({ run, attempt }: { readonly run: Run; readonly attempt: Attempt }) {
  const format = useFormat();
  const language = useLanguage();
  const now = useNow();
  const { number, startedAt, finishedAt, error } = attempt;
  const ms = (finishedAt === null ? now : Date.parse(finishedAt)) - Date.parse(startedAt);
  const told = error === null ? undefined : sentencesOf(error, language);
  return (
    <>
      <div className={classes.line}>
        <span>{number}</span>
        <AttemptSign run={run} attempt={attempt} />
        <span className={`${classes.small} ${classes.end}`}>{format.duration(Math.max(0, ms))}</span>
      </div>
      <WorkerName id={attempt.worker} />
      {told === undefined ? null : (
        <div className={classes.small}>
          <code>{told.code}</code> <Marked text={told.message} />
        </div>
      )}
    </>
  );
}

/** The process by its machine while it is there; what has left has only its id. */
function WorkerName({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const { items, isLoading } = useWorkers();
  const worker = items.find((one) => one.id === id);
  if (worker !== undefined) {
    return (
      <div className={classes.small} title={id}>
        {said.workerWord} <PlaceLink to={`/workers?id=${id}`}>{nameOf(worker)}</PlaceLink>
      </div>
    );
  }
  return (
    <div className={classes.small}>
      {said.workerWord} <code>{id}</code>
      {isLoading ? null : ` · ${said.workerGone}`}
    </div>
  );
}

function AttemptSign({ run, attempt }: { readonly run: Run; readonly attempt: Attempt }) {
  const said = useTexts(texts);
  const { state } = attempt;
  if (state === 'running') return <NowPill is="running" word={said.attemptRunning} />;
  if (state === 'lost') return <Mark tone="warn" icon="warn" word={said.attemptLost} />;
  // An attempt has come to its end, also where some streams miss something.
  const isIncomplete = state === 'succeeded' && run.state === 'incomplete' && attempt.number === run.attempt;
  return <OutcomeMark is={isIncomplete ? 'incomplete' : state} />;
}
