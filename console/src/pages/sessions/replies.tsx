import { Button } from '@mantine/core';
import { useMay } from '../../data/session.ts';
import { type Reply, useReplayReply, useReplies } from '../../data/turns.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { ReplySign, replyTexts } from '../../parts/turn-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './turn-drawer.module.css';
import { texts } from './turn-texts.ts';

interface RepliesProps {
  readonly turnId: string;
  /** The turn was stopped: there is no answer, only the beginning of one. */
  readonly isCut: boolean;
}

/** What was sent of a turn, or is to be: each with its state and why it was not taken. */
export function Replies({ turnId, isCut }: RepliesProps) {
  const said = useTexts(texts);
  const { items, error, isLoading } = useReplies(turnId);
  if (error !== null) return <ErrorNotice error={error} />;
  if (items.length === 0) return <p className={classes.small}>{isLoading ? '…' : said.noReply}</p>;
  return (
    <ul className={classes.rows}>
      {items.toReversed().map((reply) => (
        <li key={reply.id}>
          <Row reply={reply} isCut={isCut} />
        </li>
      ))}
    </ul>
  );
}

function Row({ reply, isCut }: { readonly reply: Reply; readonly isCut: boolean }) {
  const said = useTexts(texts);
  const words = useTexts(replyTexts);
  const language = useLanguage();
  const format = useFormat();
  const { kind, state, attempts, isFinal, isErased, endedAt, createdAt, lastError, messageId } = reply;
  return (
    <>
      <span className={classes.kind}>{kind === 'stream' && isCut ? said.answerBegun : words[kind]}</span>
      <ReplySign state={state} />
      {attempts > 1 ? <span className={classes.small}>{said.tries(format.number(attempts), attempts)}</span> : null}
      {isFinal ? null : <span className={classes.small}>{said.growing}</span>}
      {isErased ? <span className={classes.small}>{said.erased}</span> : null}
      <Time at={endedAt ?? createdAt} />
      <Again reply={reply} />
      {messageId === null ? null : (
        <span className={classes.whole}>
          <code>{messageId}</code>
        </span>
      )}
      {lastError === null ? null : <span className={classes.error}>{lastError[language]}</span>}
    </>
  );
}

function Again({ reply: { id, state, isErased } }: { readonly reply: Reply }) {
  const said = useTexts(texts);
  const mayReplay = useMay('replay');
  const replaying = useReplayReply();
  if (!mayReplay || isErased || (state !== 'failed' && state !== 'given_up')) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={replaying.isPending}
      onClick={() => void tellHow(replaying.mutateAsync(id), said.sentAgain)}
    >
      {said.sendAgain}
    </Button>
  );
}
