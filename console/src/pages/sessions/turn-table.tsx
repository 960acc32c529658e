import type { ReactNode } from 'react';
import type { ReadList } from '../../data/lists.ts';
import type { Turn } from '../../data/turns.ts';
import { TriggerLink } from '../../parts/answering-links.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { TurnSign } from '../../parts/turn-sign.tsx';
import { stillFails } from '../../parts/turn-standing.ts';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './sessions.module.css';
import { texts } from './texts.ts';

interface TurnTableProps {
  readonly list: ReadList<Turn>;
  readonly rowTo: (turn: Turn) => string;
  readonly openId: string | undefined;
  readonly empty: ReactNode;
  /** Of one conversation: all its turns are of one trigger. */
  readonly isOfOne?: boolean;
}

/** What handlers were asked, with how it stands. */
export function TurnTable({ list, rowTo, openId, empty, isOfOne = false }: TurnTableProps) {
  const said = useTexts(texts);
  const columns = useColumns(rowTo);
  return (
    <Table
      label={said.turns}
      list={list}
      columns={isOfOne ? columns.filter(({ key }) => key !== 'trigger' && key !== 'who') : columns}
      rowKey={({ id }) => id}
      rowTo={rowTo}
      openKey={openId}
      empty={empty}
    />
  );
}

/** Who it is with and, in a group, where. */
const whoOf = ({ senderName, chatName }: Turn): string =>
  [senderName, chatName].filter((name) => name !== null).join(' · ') || '–';

function useColumns(rowTo: (turn: Turn) => string): readonly Column<Turn>[] {
  const language = useLanguage();
  const said = useTexts(texts);
  const format = useFormat();
  return [
    {
      key: 'of',
      title: said.of,
      cell: (turn) => (
        <PlaceLink to={rowTo(turn)}>
          {turn.event === null ? (
            <span className={classes.whole}>{said.messagesOf(turn.messages.length)}</span>
          ) : (
            <code>{turn.event.type}</code>
          )}
        </PlaceLink>
      ),
    },
    { key: 'who', title: said.sender, cell: (turn) => whoOf(turn) },
    { key: 'state', title: said.state, cell: ({ state }) => <TurnSign state={state} /> },
    { key: 'trigger', title: said.trigger, cell: ({ triggerId }) => <TriggerLink id={triggerId} /> },
    {
      key: 'error',
      title: said.error,
      from: 'middle',
      cell: ({ state, lastError }) =>
        lastError === null || !stillFails(state) ? null : <span className={classes.error}>{lastError[language]}</span>,
    },
    {
      key: 'failures',
      title: said.failures,
      isNumber: true,
      from: 'middle',
      cell: ({ failures }) => format.number(failures),
    },
    { key: 'began', title: said.began, cell: ({ firstAt }) => <Time at={firstAt} /> },
    { key: 'ended', title: said.ended, from: 'wide', cell: ({ endedAt }) => <Time at={endedAt} /> },
  ];
}
