import type { ChatSession } from '../../data/chat-sessions.ts';
import { useChats } from '../../data/directory.ts';
import { useIntegration } from '../../data/integrations.ts';
import { EventsOf } from '../../parts/events-of.tsx';
import classes from './session.module.css';

/** Where it is. What no message has brought is asked of the platform; where that refuses, it says which scope is missing. */
export function ChatOf({ session, chatId }: { readonly session: ChatSession; readonly chatId: string }) {
  const { chatName, chatKind, integrationId } = session;
  const { data: integration } = useIntegration(integrationId);
  // An app of the store lists the groups of one company at a time.
  const isAsked = chatName === null && chatKind !== 'direct' && integration?.kind === 'custom_app';
  const { data, error } = useChats({ id: integrationId, search: '', isAsked });
  const found = data?.pages.flatMap(({ items }) => items).find(({ id }) => id === chatId);
  return (
    <>
      <EventsOf by="chat" id={chatId} name={chatName ?? found?.name ?? null} />
      {isAsked && error !== null ? <div className={classes.faint}>{error.message}</div> : null}
    </>
  );
}
