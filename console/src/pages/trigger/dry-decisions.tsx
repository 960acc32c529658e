import type { DryDecision } from '../../data/trigger-trials.ts';
import { type Trigger, useTriggers } from '../../data/triggers.ts';
import { PlaceLink } from '../../parts/place-link.tsx';
import stack from '../../parts/stack.module.css';
import { Mark, Tag } from '../../parts/state-sign.tsx';
import { Time } from '../../parts/time.tsx';
import { withNames } from '../../parts/with-names.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface DryDecisionsProps {
  readonly trigger: Trigger;
  readonly decisions: readonly DryDecision[];
  readonly isOfEvents: boolean;
}

type Tried = DryDecision['tried'][number];

/** Which trigger takes what, and why the others do not. */
export function DryDecisions({ trigger, decisions, isOfEvents }: DryDecisionsProps) {
  const said = useTexts(texts);
  const others = useTriggers({ integrationId: trigger.integrationId }).items;
  const nameOf = (id: string): string => others.find((one) => one.id === id)?.name ?? id;
  const isTaken = ({ tried }: DryDecision): boolean =>
    tried.some(({ triggerId, outcome }) => triggerId === trigger.id && outcome !== 'refused');
  if (decisions.length === 0) return <p className={classes.about}>{said.dryNoEvents}</p>;
  const list = (
    <ul>
      {decisions.map((decision) => (
        <li key={decision.event?.id ?? 'typed'} className={classes.item}>
          {decision.event === null ? null : (
            <div className={classes.meta}>
              <PlaceLink to={`/events/${decision.event.id}`}>{decision.event.type}</PlaceLink>
              <Time at={decision.event.receivedAt} />
            </div>
          )}
          <Decision tried={decision.tried} own={trigger.id} isShort={isOfEvents} nameOf={nameOf} />
          <Turn turn={decision.turn} />
        </li>
      ))}
    </ul>
  );
  if (!isOfEvents) return list;
  return (
    <>
      <strong>{said.dryAll(decisions.filter(isTaken).length, decisions.length)}</strong>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keys, too */}
      <section className={classes.trials} tabIndex={0} aria-label={said.decisions}>
        {list}
      </section>
    </>
  );
}

interface DecisionProps {
  readonly tried: readonly Tried[];
  readonly own: string;
  /** Of many events: what the others refuse is folded. */
  readonly isShort: boolean;
  readonly nameOf: (id: string) => string;
}

function Decision({ tried, own, isShort, nameOf }: DecisionProps) {
  const said = useTexts(texts);
  if (tried.length === 0) return <p className={classes.why}>{said.noTrigger}</p>;
  const isMain = ({ triggerId, outcome }: Tried): boolean => triggerId === own || outcome !== 'refused';
  const shown = isShort ? tried.filter(isMain) : tried;
  const folded = isShort ? tried.filter((one) => !isMain(one)) : [];
  return (
    <>
      <TriedList {...{ tried: shown, own, nameOf }} />
      {folded.length === 0 ? null : (
        <details className={classes.why}>
          <summary>{said.otherTriggers(folded.length)}</summary>
          <TriedList {...{ tried: folded, own, nameOf }} />
        </details>
      )}
    </>
  );
}

function TriedList({ tried, own, nameOf }: Omit<DecisionProps, 'isShort'>) {
  const said = useTexts(texts);
  const language = useLanguage();
  return (
    <ol className={classes.tried}>
      {tried.map(({ triggerId, outcome, why, code }) => (
        <li key={triggerId}>
          <span className={stack.line}>
            <strong>{nameOf(triggerId)}</strong>
            {triggerId === own ? <Tag>{said.thisOne}</Tag> : null}
            {outcome === 'refused' ? (
              <Mark tone="idle" icon="stopped" word={said.refused} />
            ) : (
              <Mark tone="ok" icon="ok" word={outcome === 'taken' ? said.taken : said.shadowTaken} />
            )}
          </span>
          <div className={classes.why} title={code}>
            {withNames(why[language], nameOf)}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Turn({ turn }: Pick<DryDecision, 'turn'>) {
  const said = useTexts(texts);
  if (turn === null) return null;
  if (turn.command !== null) return <div className={classes.turn}>{said.turnCommand(turn.command)}</div>;
  const text = turn.kind === 'event' ? JSON.stringify(turn.event, undefined, 2) : turn.text;
  return (
    <div className={classes.turn}>
      <strong>{said.turnText}</strong>
      {'\n'}
      {text}
    </div>
  );
}
