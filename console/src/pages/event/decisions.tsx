import type { EventTrace } from '../../data/events.ts';
import { useMay } from '../../data/session.ts';
import { DecisionSign, decisionCodeTexts } from '../../parts/decision-sign.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { ReplySign, replyTexts, TurnSign } from '../../parts/turn-sign.tsx';
import { stillFails } from '../../parts/turn-standing.ts';
import { withNames } from '../../parts/with-names.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './event.module.css';
import { texts } from './texts.ts';

type Decision = EventTrace['decisions'][number];
type Tried = Decision['tried'][number];
type Led = Tried['turns'][number];

/** Why somebody answered, or nobody: each trigger that was tried, in its order, and what came of it. Nothing where no trigger was asked. */
export function Decisions({ trace: { decisions, integrations } }: { readonly trace: EventTrace }) {
  const said = useTexts(texts);
  return decisions.map((decision) => {
    const { integrationId, tried } = decision;
    const name = integrations.find(({ id }) => id === integrationId)?.name ?? integrationId;
    const isTaken = tried.some(({ outcome }) => outcome === 'taken');
    return (
      <Panel
        key={integrationId}
        title={isTaken ? said.whyTaken : said.whyNobody}
        aside={decisions.length > 1 ? name : undefined}
        isFlush
      >
        {tried.length === 0 ? <p className={classes.none}>{said.noTrigger}</p> : null}
        <ol className={classes.rows}>
          {tried.map((one) => (
            <TriedLine key={one.triggerId} tried={one} nameOf={(id) => nameOf(tried, id)} />
          ))}
        </ol>
      </Panel>
    );
  });
}

const nameOf = (tried: readonly Tried[], id: string): string =>
  tried.find(({ triggerId }) => triggerId === id)?.triggerName ?? id;

interface TriedLineProps {
  readonly tried: Tried;
  readonly nameOf: (id: string) => string;
}

function TriedLine({ tried, nameOf }: TriedLineProps) {
  const { triggerId, triggerName, version, outcome, code, why, turns } = tried;
  const said = useTexts(texts);
  const language = useLanguage();
  const reasons = useTexts(decisionCodeTexts);
  const mayTry = useMay('see-payloads');
  return (
    <li>
      <div className={classes.line}>
        {triggerName === null ? (
          <code>{triggerId}</code>
        ) : (
          <PlaceLink to={`/triggers/${triggerId}`}>{triggerName}</PlaceLink>
        )}
        <DecisionSign outcome={outcome} />
        <span className={classes.small}>{said.triggerVersion(version)}</span>
        <span className={classes.small}>{reasons[code]}</span>
        {triggerName !== null && outcome === 'refused' && mayTry ? (
          <PlaceLink to={`/triggers/${triggerId}?try=events`}>{said.tryDry}</PlaceLink>
        ) : null}
      </div>
      <div>{withNames(why[language], nameOf)}</div>
      {turns.map((turn) => (
        <LedLine key={turn.id} turn={turn} />
      ))}
    </li>
  );
}

/** What the handler was asked, and what was sent. */
function LedLine({ turn: { id, state, sessionId, lastError, replies } }: { readonly turn: Led }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const words = useTexts(replyTexts);
  const place = sessionId === null ? `/sessions?tab=turns&turns=all&turn=${id}` : `/sessions/${sessionId}?turn=${id}`;
  return (
    <div className={classes.led}>
      <div className={classes.line}>
        <PlaceLink to={place}>{said.turn}</PlaceLink>
        <TurnSign state={state} />
        {sessionId === null ? null : <PlaceLink to={`/sessions/${sessionId}`}>{said.session}</PlaceLink>}
      </div>
      {lastError === null || !stillFails(state) ? null : <span className={classes.error}>{lastError[language]}</span>}
      {replies.map((reply) => (
        <div key={reply.id} className={classes.line}>
          <span className={classes.small}>{words[reply.kind]}</span>
          <ReplySign state={reply.state} />
          {reply.lastError === null ? null : <span className={classes.error}>{reply.lastError[language]}</span>}
        </div>
      ))}
    </div>
  );
}
