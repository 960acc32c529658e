import { Button } from '@mantine/core';
import { useState } from 'react';
import { type ChatSession, type SaidMessage, useTranscript } from '../../data/chat-sessions.ts';
import { useMay } from '../../data/session.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './session.module.css';
import { texts } from './texts.ts';

/** What was said, for those who may read it. Reading stands in the audit, so it takes a click, and so does what was said since. */
export function Transcript({ session }: { readonly session: ChatSession }) {
  const { id, messageCount } = session;
  const said = useTexts(texts);
  const mayRead = useMay('see-payloads');
  const [isWanted, setWanted] = useState(false);
  const query = useTranscript(id, isWanted);
  const { data, error, isFetching } = query;
  // As many as there were when it was read: what was said since is asked for by somebody.
  const [countAtRead, setCountAtRead] = useState(messageCount);
  const read = (): void => {
    setCountAtRead(messageCount);
    if (isWanted) void query.refetch();
    else setWanted(true);
  };
  const newOnes = data === undefined ? 0 : Math.max(0, messageCount - countAtRead);
  if (!mayRead) {
    return (
      <Panel title={said.transcript}>
        <p className={classes.faint}>{said.notShown}</p>
      </Panel>
    );
  }
  return (
    <Panel title={said.transcript}>
      <div className={classes.stack}>
        {error === null ? null : <ErrorNotice error={error} />}
        {data === undefined ? (
          <div className={classes.line}>
            <Button variant="default" loading={isWanted && isFetching} onClick={read}>
              {said.show}
            </Button>
            <span className={classes.faint}>{said.audited}</span>
          </div>
        ) : (
          <>
            {query.hasNextPage ? (
              <div className={classes.center}>
                <Button
                  size="compact-sm"
                  variant="subtle"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  {said.earlier}
                </Button>
              </div>
            ) : null}
            <Messages messages={data.pages.toReversed().flatMap(({ items }) => items)} session={session} />
          </>
        )}
        {newOnes === 0 ? null : (
          <div className={classes.center}>
            <Button size="compact-sm" loading={isFetching} onClick={read}>
              {said.newOnes(newOnes)}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

interface MessagesProps {
  readonly messages: readonly SaidMessage[];
  readonly session: ChatSession;
}

function Messages({ messages, session: { senderOpenId, senderName } }: MessagesProps) {
  const said = useTexts(texts);
  // Who writes for the first time has no name yet.
  const named = [...messages, { senderOpenId, senderName }];
  const nameOf = (openId: string): string | null =>
    named.find((one) => one.senderOpenId === openId && one.senderName !== null)?.senderName ?? null;
  if (messages.length === 0) return <p className={classes.faint}>{said.nothingSaid}</p>;
  return (
    <ol className={classes.messages} aria-label={said.transcript}>
      {messages.map((message) => (
        <Message key={message.id} message={message} nameOf={nameOf} />
      ))}
    </ol>
  );
}

interface MessageProps {
  readonly message: SaidMessage;
  /** Null where nobody has heard it. */
  readonly nameOf: (openId: string) => string | null;
}

/** People at the right, who answers at the left, as in the chat of the one who writes. */
function Message({ message, nameOf }: MessageProps) {
  const { role, senderName, senderOpenId, at, text } = message;
  const said = useTexts(texts);
  const isBot = role === 'assistant' && senderOpenId === null;
  const known = senderName ?? (senderOpenId === null ? null : nameOf(senderOpenId));
  const name = known ?? senderOpenId ?? (isBot ? said.bot : said.somebody);
  return (
    <li className={`${classes.message} ${classes[role]}`}>
      <span className={classes.sign} aria-hidden="true">
        {isBot ? <Icon name="sessions" size={14} /> : name.slice(0, 1)}
      </span>
      <div className={classes.bubble}>
        <div className={classes.by}>
          <span>{name}</span>
          {role === 'bystander' ? <span>{said.bystander}</span> : null}
          <Time at={at} />
        </div>
        <div className={classes.text}>{text}</div>
      </div>
    </li>
  );
}
