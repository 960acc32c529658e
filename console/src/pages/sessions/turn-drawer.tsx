import { Button, Drawer, Skeleton } from '@mantine/core';
import { useMay } from '../../data/session.ts';
import { type Turn, useSteerTurn, useTurn } from '../../data/turns.ts';
import { TriggerLink } from '../../parts/answering-links.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { TurnSign } from '../../parts/turn-sign.tsx';
import { isTakenOver, stillFails } from '../../parts/turn-standing.ts';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { Replies } from './replies.tsx';
import classes from './turn-drawer.module.css';
import { texts } from './turn-texts.ts';

interface TurnDrawerProps {
  readonly id: string;
  readonly onClose: () => void;
  /** In its conversation, no link leads there. */
  readonly isInSession?: boolean;
}

/** One turn: what was asked, how often, what came of it; it is asked again, or stopped. */
export function TurnDrawer({ id, onClose, isInSession = false }: TurnDrawerProps) {
  const said = useTexts(texts);
  const { data: turn, error } = useTurn(id);
  return (
    <Drawer opened onClose={onClose} position="right" size={560} title={said.turn}>
      {error === null ? null : <ErrorNotice error={error} />}
      {turn === undefined && error === null ? <Skeleton height={240} /> : null}
      {turn === undefined ? null : <Known turn={turn} isInSession={isInSession} />}
    </Drawer>
  );
}

function Known({ turn, isInSession }: { readonly turn: Turn; readonly isInSession: boolean }) {
  const said = useTexts(texts);
  const format = useFormat();
  const language = useLanguage();
  const { id, state, sessionId, triggerId, version, event, lastError } = turn;
  const facts = [
    { name: said.state, value: <TurnSign state={state} /> },
    {
      name: said.trigger,
      value: (
        <span className={classes.line}>
          <TriggerLink id={triggerId} />
          <span>{said.version(format.number(version))}</span>
        </span>
      ),
    },
    ...(sessionId === null || isInSession
      ? []
      : [{ name: said.session, value: <PlaceLink to={`/sessions/${sessionId}`}>{said.seeSession}</PlaceLink> }]),
    ...(event === null ? [] : [{ name: said.event, value: <code>{event.type}</code> }]),
    { name: said.attempts, value: said.attemptsOf(format.number(turn.attempt), format.number(turn.failures)) },
    ...(turn.tokens === 0 ? [] : [{ name: said.tokens, value: format.number(turn.tokens) }]),
    { name: said.first, value: <Time at={turn.firstAt} /> },
    turn.endedAt === null
      ? { name: state === 'retrying' ? said.nextTry : said.due, value: <Time at={turn.dueAt} /> }
      : { name: said.ended, value: <Time at={turn.endedAt} /> },
    ...(turn.laterUntil === null ? [] : [{ name: said.laterUntil, value: <Time at={turn.laterUntil} /> }]),
    { name: said.id, value: <code className={classes.id}>{id}</code> },
  ];
  return (
    <div className={classes.stack}>
      {isTakenOver(turn) ? <Notice tone="info">{said.takenOver}</Notice> : null}
      {lastError === null ? null : (
        <Notice tone={state === 'dead' ? 'bad' : stillFails(state) ? 'warn' : 'info'}>
          <span className={classes.id}>
            {stillFails(state) ? lastError[language] : said.earlierError(lastError[language])}
          </span>
        </Notice>
      )}
      <Acts turn={turn} />
      <Facts facts={facts} />
      <Asked turn={turn} />
      <h3>{said.replies}</h3>
      <Replies turnId={id} isCut={state === 'cancelled'} />
    </div>
  );
}

const ends: readonly Turn['state'][] = ['answered', 'dead', 'discarded', 'cancelled'];

function Acts({ turn: { id, state } }: { readonly turn: Turn }) {
  const said = useTexts(texts);
  const mayReplay = useMay('replay');
  const steering = useSteerTurn();
  if (!mayReplay) return null;
  if (!ends.includes(state)) {
    return (
      <div>
        <Button
          variant="default"
          loading={steering.isPending}
          onClick={() => void tellHow(steering.mutateAsync({ id, steer: 'cancel' }), said.cancelled)}
        >
          {said.cancel}
        </Button>
      </div>
    );
  }
  return (
    <div className={classes.line}>
      <Button
        variant={state === 'dead' ? 'filled' : 'default'}
        leftSection={<Icon name="again" />}
        loading={steering.isPending}
        onClick={() => void tellHow(steering.mutateAsync({ id, steer: 'replay' }), said.replayed)}
      >
        {said.replay}
      </Button>
      {state === 'dead' ? (
        <Button
          variant="default"
          loading={steering.isPending}
          onClick={() => void tellHow(steering.mutateAsync({ id, steer: 'discard' }), said.discarded)}
        >
          {said.discard}
        </Button>
      ) : null}
      <span className={classes.small}>{said.replayAbout}</span>
    </div>
  );
}

/** Its messages, without their texts: those are in the transcript. */
function Asked({ turn: { messages } }: { readonly turn: Turn }) {
  const said = useTexts(texts);
  const format = useFormat();
  if (messages.length === 0) return null;
  return (
    <>
      <h3>{said.messages}</h3>
      <ul className={classes.rows}>
        {messages.map(({ messageId, at, length, isErased }) => (
          <li key={messageId}>
            <code className={classes.id}>{messageId}</code>
            <span className={classes.small}>{isErased ? said.erased : said.length(format.number(length), length)}</span>
            <Time at={at} />
          </li>
        ))}
      </ul>
    </>
  );
}
