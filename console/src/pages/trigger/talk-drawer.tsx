import { Button, Drawer, Group, Stack, Textarea } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type SaidLine, type TalkNote, useTalk } from '../../data/trigger-trials.ts';
import type { Trigger } from '../../data/triggers.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { firstField } from '../../parts/first-field.ts';
import { Notice } from '../../parts/notice.tsx';
import { NowPill, Tag } from '../../parts/state-sign.tsx';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

interface TalkDrawerProps {
  readonly trigger: Trigger;
  readonly onClose: () => void;
}

/** A conversation with the handler of the draft, as its text grows. */
export function TalkDrawer({ trigger, onClose }: TalkDrawerProps) {
  const said = useTexts(texts);
  const { lines, isBusy, error, say, stop, clear } = useTalk(trigger.id);
  const [text, setText] = useState('');
  const end = useRef<HTMLDivElement>(null);
  // What is said last is in sight, also while it grows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is about what is shown
  useEffect(() => {
    end.current?.scrollIntoView({ block: 'end' });
  }, [lines, error]);
  const hasHandler = String(trigger.draft.handlerId ?? '') !== '';
  const send = (): void => {
    if (text.trim() === '' || isBusy) return;
    setText('');
    void say(text.trim(), lines);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <Drawer opened onClose={onClose} position="right" size={560} title={said.talk}>
      <Stack>
        <p className={classes.about}>{said.talkAbout}</p>
        {hasHandler ? null : <Notice tone="info">{said.talkNoHandler}</Notice>}
        {lines.length === 0 && hasHandler ? <p>{said.talkEmpty}</p> : null}
        <ol className={classes.said} aria-live="polite" aria-busy={isBusy}>
          {lines.map((line, at) => (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: lines are only added
              key={at}
              line={line}
              isLast={at === lines.length - 1}
              isBusy={isBusy}
              isRefused={error !== undefined}
            />
          ))}
        </ol>
        {error === undefined ? null : <ErrorNotice error={error} />}
        <div ref={end} className={classes.end} />
        <form className={classes.dialogFoot} onSubmit={submit}>
          <Stack gap="sm">
            <Textarea
              {...firstField}
              autosize
              minRows={2}
              maxRows={8}
              label={said.talkSay}
              disabled={!hasHandler}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={onKeyDown}
            />
            <Group>
              <Button type="submit" disabled={text.trim() === '' || isBusy}>
                {said.talkSend}
              </Button>
              {isBusy ? (
                <Button variant="default" onClick={stop}>
                  {said.talkStop}
                </Button>
              ) : null}
              {lines.length === 0 ? null : (
                <Button variant="subtle" onClick={clear}>
                  {said.talkClear}
                </Button>
              )}
            </Group>
          </Stack>
        </form>
      </Stack>
    </Drawer>
  );
}

interface LineProps {
  readonly line: SaidLine;
  readonly isLast: boolean;
  readonly isBusy: boolean;
  readonly isRefused: boolean;
}

function Line({ line, isLast, isBusy, isRefused }: LineProps) {
  const said = useTexts(texts);
  const { role, text, progress, notes } = line;
  const isMine = role === 'user';
  const isGrowing = isLast && isBusy;
  const isNothing = !isMine && !isGrowing && text === '' && notes.length === 0;
  // Why there is no answer stands below.
  if (isNothing && isLast && isRefused) return null;
  return (
    <li>
      <span className={classes.name}>{isMine ? said.talkYou : said.talkBot}</span>
      <div className={`${classes.bubble} ${isMine ? classes.mine : ''}`}>
        {text}
        {isNothing ? <em>{said.talkNothing}</em> : null}
        {isGrowing ? (
          <div>
            <NowPill is="running" word={progress ?? '…'} />
          </div>
        ) : null}
      </div>
      <div className={classes.picked}>
        {notes.map((note, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: notes are only added
          <Note key={at} note={note} />
        ))}
      </div>
    </li>
  );
}

function Note({ note }: { readonly note: TalkNote }) {
  const said = useTexts(texts);
  const format = useFormat();
  switch (note.kind) {
    case 'buttons':
    case 'follow_ups':
      return note.texts.map((text) => <Tag key={text}>{text}</Tag>);
    case 'file':
      return <Tag>{said.talkFile(note.name)}</Tag>;
    case 'tokens':
      return <span className={classes.why}>{said.talkTokens(format.number(note.count))}</span>;
    case 'later':
      return <span className={classes.why}>{said.talkLater}</span>;
  }
}
