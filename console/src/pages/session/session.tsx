import { Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ChatSession, useChatSession } from '../../data/chat-sessions.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useTurns } from '../../data/turns.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Notice } from '../../parts/notice.tsx';
import { PageFault } from '../../parts/page-fault.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { ChatKind, SessionSign } from '../../parts/session-sign.tsx';
import { useTexts } from '../../texts/texts.ts';
import { TurnDrawer } from '../sessions/turn-drawer.tsx';
import { TurnTable } from '../sessions/turn-table.tsx';
import classes from './session.module.css';
import { SessionActs } from './session-acts.tsx';
import { SessionFacts } from './session-facts.tsx';
import { texts } from './texts.ts';
import { Transcript } from './transcript.tsx';

const route = getRouteApi('/shell/sessions/$id');

/** One conversation: what was said, what the handler was asked, what was sent, and what may be done with it. */
export function SessionPage() {
  const { id } = route.useParams();
  const { data, error } = useChatSession(id);
  if (data !== undefined) return <Known key={id} session={data} />;
  if (error !== null) return <PageFault error={error} />;
  return (
    <>
      <Skeleton height={28} width={320} mb={16} />
      <Skeleton height={320} />
    </>
  );
}

function Known({ session }: { readonly session: ChatSession }) {
  const said = useTexts(texts);
  const { turn } = route.useSearch();
  const change = useChangeSearch();
  const { closedWhy, state, senderName } = session;
  const title = senderName === null ? said.titlePlain : said.titleOf(senderName);
  return (
    <>
      <PageHeader title={title} actions={<SessionActs session={session} />}>
        <span className={classes.about}>
          <SessionSign session={session} />
          <ChatKind kind={session.chatKind} />
          {session.chatName === null ? null : <span>{session.chatName}</span>}
          <PlaceLink to="/sessions">{said.all}</PlaceLink>
        </span>
      </PageHeader>
      <div className={classes.stack}>
        {closedWhy === null ? null : <Notice tone="info">{said[closedWhy]}</Notice>}
        {state === 'handed_over' ? <Notice tone="warn">{said.withPerson}</Notice> : null}
        <div className={classes.columns}>
          <div className={classes.stack}>
            <Transcript session={session} />
            <Turns session={session} />
          </div>
          <SessionFacts session={session} />
        </div>
      </div>
      {turn === undefined ? null : <TurnDrawer id={turn} isInSession onClose={() => change({ turn: undefined })} />}
    </>
  );
}

function Turns({ session: { id } }: { readonly session: ChatSession }) {
  const said = useTexts(texts);
  const { turn, after, from } = route.useSearch();
  const list = useTurns({ sessionId: id }, { after, from });
  const place = after === undefined ? '' : `&after=${encodeURIComponent(after)}&from=${String(from ?? 0)}`;
  return (
    <section className={classes.turns}>
      <h2>{said.turns}</h2>
      <TurnTable
        isOfOne
        list={list}
        openId={turn}
        rowTo={(one) => `/sessions/${id}?turn=${one.id}${place}`}
        empty={
          <EmptyState icon="clock" title={said.noTurns}>
            {said.noTurnsWhat}
          </EmptyState>
        }
      />
    </section>
  );
}
