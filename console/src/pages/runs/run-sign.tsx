import { isOpen, type ListedRun } from '../../data/runs.ts';
import { NowPill, OutcomeMark } from '../../parts/state-sign.tsx';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

type Signed = Pick<ListedRun, 'state' | 'trigger' | 'cancelAskedAt' | 'progress'>;

/** Where a run is: what goes on while it is open, else how it ended. */
export function RunSign({ run }: { readonly run: Signed }) {
  const said = useTexts(texts);
  const { state, cancelAskedAt, progress } = run;
  if (state !== 'queued' && state !== 'running') return <OutcomeMark is={state} />;
  if (cancelAskedAt !== null) return <NowPill is="waits" word={said.stopping} />;
  if (state === 'queued') return <NowPill is="queued" word={said.queued} />;
  if (progress?.phase === 'streaming') return <NowPill is="live" word={said.following} />;
  return <NowPill is="running" word={said.running} />;
}

/** What began a run: a person by name. */
export function CauseText({ run }: { readonly run: Pick<ListedRun, 'trigger' | 'requestedBy'> }) {
  const said = useTexts(texts);
  const { trigger, requestedBy } = run;
  if (trigger === 'person') return said.person(requestedBy ?? '–');
  return said[trigger];
}

/** How long a run has worked, in milliseconds; undefined while it waits. */
export function workedMs(run: Pick<ListedRun, 'startedAt' | 'finishedAt' | 'state'>, now: number): number | undefined {
  if (run.startedAt === null) return undefined;
  const end = isOpen(run) ? now : Date.parse(run.finishedAt ?? run.startedAt);
  return Math.max(0, end - Date.parse(run.startedAt));
}
