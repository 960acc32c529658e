import type { ReactNode } from 'react';
import { type ChatSession, useChatSessions } from '../../data/chat-sessions.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { HandlerOfTrigger, TriggerLink } from '../../parts/answering-links.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { ChoiceFilter, FilterBar, TextFilter } from '../../parts/filter-bar.tsx';
import { NothingFits } from '../../parts/nothing-fits.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { ChatKind, SessionSign, sessionTexts } from '../../parts/session-sign.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { IntegrationFilter } from '../runs/thing-filter.tsx';
import { HandlerFilter, TriggerFilter } from './answering-filters.tsx';
import type { SessionsSearch } from './route.ts';
import classes from './sessions.module.css';
import { chatKinds, sessionStates } from './states.ts';
import { texts } from './texts.ts';

const filters = ['state', 'kind', 'trigger', 'handler', 'integration', 'search'] as const;

interface SessionListProps {
  /** What the address says. */
  readonly search: SessionsSearch;
  /** Only those of this integration. */
  readonly integrationId?: string;
}

/** Conversations, the newest first, with their filters: of all integrations or of one. */
export function SessionList({ search, integrationId }: SessionListProps) {
  const said = useTexts(texts);
  const { state, kind, trigger, handler, integration, search: text, after, from } = search;
  const filter = {
    ...{ state, chatKind: kind, triggerId: trigger, handlerId: handler, search: text },
    integrationId: integrationId ?? integration,
  };
  const list = useChatSessions(filter, { after, from });
  const isFiltered = filters.some((name) => search[name] !== undefined);
  const none = isFiltered ? <NothingFits title={said.nothingTitle} button={said.clear} filters={filters} /> : <None />;
  return (
    <>
      <Filters search={search} isOfOne={integrationId !== undefined} />
      <Table
        label={said.sessions}
        list={list}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowTo={({ id }) => `/sessions/${id}`}
        empty={none}
      />
    </>
  );
}

function Filters({ search, isOfOne }: { readonly search: SessionsSearch; readonly isOfOne: boolean }) {
  const said = useTexts(texts);
  const words = useTexts(sessionTexts);
  const change = useChangeSearch();
  // Names and ids of people are only searched by those who may see them.
  const seesPeople = useMay('see-payloads');
  const { state, kind, trigger, handler, integration, search: text } = search;
  return (
    <FilterBar>
      {seesPeople ? (
        <TextFilter label={said.search} value={text} onChange={(typed) => change({ search: typed })} />
      ) : null}
      <ChoiceFilter
        label={said.state}
        value={state}
        choices={sessionStates.map((value) => ({ value, label: words[value] }))}
        onChange={(chosen) => change({ state: chosen })}
      />
      <ChoiceFilter
        label={said.kind}
        value={kind}
        choices={chatKinds.map((value) => ({ value, label: words[value] }))}
        onChange={(chosen) => change({ kind: chosen })}
      />
      <TriggerFilter id={trigger} onChange={(id) => change({ trigger: id })} />
      <HandlerFilter id={handler} onChange={(id) => change({ handler: id })} />
      {isOfOne ? null : <IntegrationFilter id={integration} onChange={(id) => change({ integration: id })} />}
    </FilterBar>
  );
}

/** Who it is with, for those who may know. */
export function useSenderName(): (of: Pick<ChatSession, 'senderName' | 'senderOpenId'>) => string {
  const said = useTexts(texts);
  return ({ senderName, senderOpenId }) => senderName ?? (senderOpenId === null ? said.hidden : said.nameless);
}

function useColumns(): readonly Column<ChatSession>[] {
  const said = useTexts(texts);
  const format = useFormat();
  const senderName = useSenderName();
  return [
    {
      key: 'sender',
      title: said.sender,
      cell: (one): ReactNode => (
        <PlaceLink to={`/sessions/${one.id}`} className={classes.name}>
          {senderName(one)}
        </PlaceLink>
      ),
    },
    { key: 'state', title: said.state, cell: (one) => <SessionSign session={one} /> },
    { key: 'kind', title: said.kind, cell: ({ chatKind }) => <ChatKind kind={chatKind} /> },
    {
      key: 'chat',
      title: said.chat,
      from: 'wide',
      // A direct chat has no name, and its id tells nobody anything: it is on the page of the conversation.
      cell: ({ chatId, chatName, chatKind }) =>
        chatName ?? (chatId === null || chatKind === 'direct' ? '–' : <code>{chatId}</code>),
    },
    { key: 'trigger', title: said.trigger, cell: ({ triggerId }) => <TriggerLink id={triggerId} /> },
    {
      key: 'handler',
      title: said.handler,
      from: 'middle',
      cell: ({ triggerId }) => <HandlerOfTrigger triggerId={triggerId} />,
    },
    {
      key: 'conversation',
      title: said.conversation,
      from: 'wide',
      cell: ({ conversationId }) => <code className={classes.whole}>{conversationId}</code>,
    },
    {
      key: 'messages',
      title: said.messages,
      isNumber: true,
      from: 'middle',
      cell: ({ messageCount }) => format.number(messageCount),
    },
    { key: 'active', title: said.lastActive, cell: ({ lastActiveAt }) => <Time at={lastActiveAt} /> },
  ];
}

function None() {
  const said = useTexts(texts);
  return (
    <EmptyState
      icon="sessions"
      title={said.emptyTitle}
      action={<PlaceLink to="/triggers">{said.toTriggers}</PlaceLink>}
    >
      {said.empty}
    </EmptyState>
  );
}
