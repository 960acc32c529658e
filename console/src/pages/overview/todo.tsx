import type { Overview } from '../../data/overview.ts';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './overview.module.css';
import { texts } from './texts.ts';

/** Something that waits for a person. */
interface Task {
  readonly tone: 'bad' | 'warn';
  readonly text: string;
  /** Where the cause is seen; undefined while there is no page for it. */
  readonly to?: string;
}

/** What waits for a person, the gravest first. */
export function useTodo({ pipelines, runs, inbox, workers, openAlerts, bots }: Overview): readonly Task[] {
  const said = useTexts(texts);
  const format = useFormat();
  const { byOutcome, pausedByThemselves, late } = pipelines;
  const tasks: readonly (Task & { readonly count: number })[] = [
    { count: workers.live === 0 ? runs.queued : 0, tone: 'bad', text: said.noWorker(runs.queued) },
    { count: byOutcome.failed, tone: 'bad', text: said.failed(byOutcome.failed), to: '/runs?state=failed' },
    {
      count: pausedByThemselves,
      tone: 'bad',
      text: said.selfPaused(pausedByThemselves),
      to: '/pipelines?state=paused',
    },
    { count: late, tone: 'warn', text: said.late(late), to: '/pipelines?standing=late' },
    {
      count: byOutcome.incomplete,
      tone: 'warn',
      text: said.incomplete(byOutcome.incomplete),
      to: '/runs?state=incomplete',
    },
    {
      count: inbox.dead,
      tone: 'warn',
      text: said.dead(format.number(inbox.dead), inbox.dead),
      to: '/events?state=dead',
    },
    {
      count: bots.deadTurns,
      tone: 'warn',
      text: said.deadTurns(format.number(bots.deadTurns), bots.deadTurns),
      to: '/sessions?tab=turns',
    },
    { count: bots.troubled, tone: 'warn', text: said.troubledBots(bots.troubled), to: '/alerts' },
    { count: openAlerts, tone: 'warn', text: said.alertsOpen(openAlerts), to: '/alerts' },
  ];
  return tasks.filter(({ count }) => count > 0);
}

/** What waits for a person, each with the way to its cause. */
export function Todo({ items }: { readonly items: readonly Task[] }) {
  const said = useTexts(texts);
  return (
    <Panel title={said.todo} isFlush>
      {items.length === 0 ? <p className={classes.none}>{said.nothing}</p> : null}
      <ul className={classes.list}>
        {items.map(({ tone, text, to }) => (
          <li key={text} className={classes.task}>
            <span className={classes[tone]}>
              <Icon name={tone} />
            </span>
            <span className={classes.grow}>{text}</span>
            {to === undefined ? null : <PlaceLink to={to}>{said.see}</PlaceLink>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
