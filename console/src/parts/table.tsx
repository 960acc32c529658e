import { Skeleton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import type { ReadList } from '../data/lists.ts';
import { useShortcut } from '../keys/shortcuts.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { ErrorNotice } from './error-notice.tsx';
import classes from './table.module.css';
import { TableFoot } from './table-foot.tsx';

const texts = defineTexts({
  down: { en: 'Next row', zh: '下一行' },
  up: { en: 'Previous row', zh: '上一行' },
  loading: { en: 'Loading', zh: '正在加载' },
});

/** A column of a table. */
export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand right. */
  readonly isNumber?: boolean;
  /** `wide`: goes at 1360 and below; `middle`: goes on the phone, where the others become lines. */
  readonly from?: 'wide' | 'middle';
  readonly width?: number | string;
}

interface TableProps<Row> {
  /** What is in it, for those who do not see. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly list: ReadList<Row>;
  readonly rowKey: (row: Row) => string;
  /** Where Enter and a click on the row lead. */
  readonly rowTo?: (row: Row) => string;
  /** Instead of rows when there are none. */
  readonly empty: ReactNode;
  /** The row that is open beside the table. */
  readonly openKey?: string | undefined;
}

/** A dense table over a list of the API. j and k or the arrows walk it, Enter opens; Tab comes to it once. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, list, empty } = props;
  if (list.error !== null && list.items.length === 0) return <ErrorNotice error={list.error} />;
  if (!list.isLoading && list.items.length === 0) return <>{empty}</>;
  return (
    <div className={classes.frame}>
      {list.error === null ? null : <ErrorNotice error={list.error} />}
      <table className={classes.table} aria-label={label} aria-busy={list.isLoading || list.isOld}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={classOf(column)} style={{ width: column.width }}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        {list.isLoading ? <LoadingRows columns={columns} /> : <Rows {...props} />}
      </table>
      <TableFoot list={list} />
    </div>
  );
}

function classOf<Row>({ isNumber, from }: Column<Row>): string {
  return [isNumber === true ? classes.number : '', from === undefined ? '' : classes[from]].join(' ');
}

const loadingRows = Array.from({ length: 8 }, (_, at) => at);

/** As high as the rows that come. */
function LoadingRows<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  const said = useTexts(texts);
  return (
    <tbody aria-label={said.loading}>
      {loadingRows.map((at) => (
        <tr key={at}>
          {columns.map((column) => (
            <td key={column.key} className={classOf(column)}>
              <Skeleton height={12} width="70%" className={classes.skeleton} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function Rows<Row>({ columns, list, rowKey, rowTo, openKey }: TableProps<Row>) {
  const said = useTexts(texts);
  const navigate = useNavigate();
  const body = useRef<HTMLTableSectionElement>(null);
  const [current, setCurrent] = useState(0);
  const last = list.items.length - 1;
  const at = Math.min(current, last);
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(last, to));
    setCurrent(next);
    const row = body.current?.rows[next];
    row?.focus();
    row?.scrollIntoView({ block: 'nearest' });
  };
  const isInside = (): boolean => body.current?.contains(document.activeElement) === true;
  useShortcut({ keys: 'j', text: said.down, act: () => go(isInside() ? at + 1 : at) });
  useShortcut({ keys: 'k', text: said.up, act: () => go(isInside() ? at - 1 : at) });
  const open = (row: Row): void => {
    if (rowTo !== undefined) void navigate({ to: rowTo(row) });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, row: Row): void => {
    if (event.target !== event.currentTarget) return;
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last };
    const step = steps[event.key];
    if (event.key === 'Enter') open(row);
    else if (event.key === '.') event.currentTarget.querySelector<HTMLElement>('[aria-haspopup="menu"]')?.click();
    else if (step !== undefined) go(step);
    else return;
    event.preventDefault();
  };
  return (
    <tbody ref={body}>
      {list.items.map((row, index) => (
        <tr
          key={rowKey(row)}
          tabIndex={index === at ? 0 : -1}
          className={`${rowTo === undefined ? '' : classes.opens} ${rowKey(row) === openKey ? classes.open : ''}`}
          aria-current={rowKey(row) === openKey ? 'true' : undefined}
          onFocus={() => setCurrent(index)}
          onKeyDown={(event) => onKeyDown(event, row)}
          onClick={(event) => {
            if (isPlainClick(event.target)) open(row);
          }}
        >
          {columns.map((column) => (
            <Cell key={column.key} column={column} row={row} />
          ))}
        </tr>
      ))}
    </tbody>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const shown = column.cell(row);
  return (
    <td className={classOf(column)} data-title={column.title} data-none={shown === '–' || undefined}>
      {shown}
    </td>
  );
}

/** Links and buttons in a row have clicks of their own, and so has a selected text. */
function isPlainClick(target: EventTarget): boolean {
  if (getSelection()?.isCollapsed === false) return false;
  return target instanceof Element && target.closest('a, button, input, label, [role="menu"]') === null;
}
