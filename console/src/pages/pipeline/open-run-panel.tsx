import { useNow } from '../../data/now.ts';
import type { OpenRun } from '../../data/pipeline-runs.ts';
import { type Fact, Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** The run that waits or works, in short. */
export function OpenRunPanel({ run }: { readonly run: OpenRun }) {
  const said = useTexts(texts);
  return (
    <Panel title={said.openRun} aside={<PlaceLink to={`/runs/${run.id}`}>{said.seeRun}</PlaceLink>}>
      <Facts facts={useFacts(run)} />
    </Panel>
  );
}

function useFacts({ state, startedAt, queuedAt, progress }: OpenRun): readonly Fact[] {
  const said = useTexts(texts);
  const format = useFormat();
  const language = useLanguage();
  const now = useNow();
  const since: Fact = { name: said.since, value: <Time at={startedAt ?? queuedAt} /> };
  if (progress === null) return [{ name: said.phase, value: state === 'queued' ? said.queued : said.starting }, since];
  const { phase, rows, calls, waiting, remainingMs } = progress;
  const waits = waiting !== null && Date.parse(waiting.until) > now ? waiting : undefined;
  return [
    { name: said.phase, value: said[phase] },
    since,
    { name: said.rowsSoFar, value: format.number(rows) },
    { name: said.callsSoFar, value: format.number(calls) },
    ...(remainingMs === null ? [] : [{ name: said.remaining, value: format.duration(remainingMs) }]),
    ...(waits === undefined ? [] : [{ name: said.waitsFor, value: waits.for[language] }]),
  ];
}
