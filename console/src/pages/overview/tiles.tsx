import type { Overview } from '../../data/overview.ts';
import { Figures } from '../../parts/figures.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** The figures at the top. */
export function Tiles({ overview }: { readonly overview: Overview }) {
  const said = useTexts(texts);
  const { number, duration } = useFormat();
  const { pipelines, runs, inbox, workers } = overview;
  const { active, draft } = pipelines.byState;
  const places = said.slots(number(workers.used), number(workers.slots));
  return (
    <Figures
      figures={[
        {
          label: said.pipelines,
          value: number(pipelines.total),
          note: said.ofDrafts(number(active), number(draft)),
        },
        {
          label: said.runsNow,
          value: number(runs.reading),
          note: said.queuedAndLive(number(runs.queued), number(runs.following)),
        },
        {
          label: said.inbox,
          value: duration(inbox.lagMs),
          note: said.waiting(number(inbox.waiting), number(inbox.dead)),
        },
        {
          label: said.workers,
          value: number(workers.live),
          note: workers.silent > 0 ? `${places} · ${said.silent(workers.silent)}` : places,
        },
      ]}
    />
  );
}
