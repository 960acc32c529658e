import type { DryDecision } from '../../data/trigger-trials.ts';
import { type Trigger, useTriggers } from '../../data/triggers.ts';
import { Mark, Tag } from '../../parts/state-sign.tsx';
import { Time } from '../../parts/time.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface DryDecisionsProps {
  readonly trigger: Trigger;
  readonly decisions: readonly DryDecision[];
  readonly isOfEvents: boolean;
}

/** Which trigger takes what, and why the others do not. */
export function DryDecisions({ trigger, decisions, isOfEvents }: DryDecisionsProps) {
  const said = useTexts(texts);
  const others = useTriggers({ integrationId: trigger.integrationId }).items;
  const nameOf = (id: string): string => others.find((one) => one.id === id)?.name ?? id;
  const isTaken = ({ tried }: DryDecision): boolean =>
    tried.some(({ triggerId, outcome }) => triggerId === trigger.id && outcome !== 'refused');
  if (decisions.length === 0) return <p className={classes.about}>{said.dryNoEvents}</p>;
  return (
    <>
      {isOfEvents ? <strong>{said.dryAll(decisions.filter(isTaken).length, decisions.length)}</strong> : null}
      <ul>
        {decisions.map((decision) => (
          <li key={decision.event?.id ?? 'typed'} className={classes.item}>
            {decision.event === null ? null : (
              <div className={classes.meta}>
                <Time at={decision.event.receivedAt} />
                <code>{decision.event.type}</code>
              </div>
            )}
            <Tried decision={decision} own={trigger.id} nameOf={nameOf} />
            <Turn turn={decision.turn} />
          </li>
        ))}
      </ul>
    </>
  );
}

interface TriedProps {
  readonly decision: DryDecision;
  readonly own: string;
  readonly nameOf: (id: string) => string;
}

function Tried({ decision: { tried }, own, nameOf }: TriedProps) {
  const said = useTexts(texts);
  const language = useLanguage();
  if (tried.length === 0) return <p className={classes.why}>{said.noTrigger}</p>;
  return (
    <ol className={classes.tried}>
      {tried.map(({ triggerId, outcome, why, code }) => (
        <li key={triggerId}>
          <span className={classes.line}>
            <strong>{nameOf(triggerId)}</strong>
            {triggerId === own ? <Tag>{said.thisOne}</Tag> : null}
            {outcome === 'refused' ? (
              <Mark tone="idle" icon="stopped" word={said.refused} />
            ) : (
              <Mark tone="ok" icon="ok" word={outcome === 'taken' ? said.taken : said.shadowTaken} />
            )}
          </span>
          <div className={classes.why} title={code}>
            {why[language]}
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
