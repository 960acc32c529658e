import type { ChatSession } from '../../data/chat-sessions.ts';
import { useIntegration } from '../../data/integrations.ts';
import { HandlerOfTrigger, TriggerLink } from '../../parts/answering-links.tsx';
import { EventsOf } from '../../parts/events-of.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Panel } from '../../parts/panel.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { ChatOf } from './place-facts.tsx';
import classes from './session.module.css';
import { texts } from './texts.ts';

/** Whose it is, where, and how long it lasts. */
export function SessionFacts({ session }: { readonly session: ChatSession }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { senderOpenId, senderName, chatId, threadId, triggerId, integrationId, beforeId, expiresAt, state } = session;
  const { data: integration } = useIntegration(integrationId);
  const facts = [
    ...(senderOpenId === null
      ? []
      : [{ name: said.sender, value: <EventsOf by="person" id={senderOpenId} name={senderName} /> }]),
    ...(chatId === null ? [] : [{ name: said.chat, value: <ChatOf session={session} chatId={chatId} /> }]),
    ...(threadId === null ? [] : [{ name: said.thread, value: <code className={classes.id}>{threadId}</code> }]),
    { name: said.trigger, value: <TriggerLink id={triggerId} /> },
    { name: said.handler, value: <HandlerOfTrigger triggerId={triggerId} /> },
    {
      name: said.integration,
      value: <PlaceLink to={`/integrations/${integrationId}`}>{integration?.name ?? integrationId}</PlaceLink>,
    },
    { name: said.company, value: <code className={classes.id}>{session.tenantKey}</code> },
    { name: said.messages, value: format.number(session.messageCount) },
    { name: said.began, value: <Time at={session.createdAt} /> },
    { name: said.lastActive, value: <Time at={session.lastActiveAt} /> },
    ...(state === 'open'
      ? [{ name: said.expires, value: expiresAt === null ? said.never : <Time at={expiresAt} /> }]
      : []),
    ...(beforeId === null
      ? []
      : [{ name: said.before, value: <PlaceLink to={`/sessions/${beforeId}`}>{said.beforeLink}</PlaceLink> }]),
    { name: said.conversation, value: <code className={classes.id}>{session.conversationId}</code> },
    { name: said.id, value: <code className={classes.id}>{session.id}</code> },
  ];
  return (
    <Panel title={said.facts}>
      <Facts facts={facts} />
    </Panel>
  );
}
