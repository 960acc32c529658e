import { Skeleton } from '@mantine/core';
import { useDraftDiff } from '../../data/trigger-versions.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import tables from '../../parts/plain-table.module.css';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';
import { useTitles } from './use-titles.ts';
import { useValueText } from './use-value-text.ts';

interface DiffTableProps {
  readonly id: string;
  /** The number of a version; undefined: what is published. */
  readonly from: string | undefined;
}

/** What the draft says otherwise than a version, setting by setting. */
export function DiffTable({ id, from }: DiffTableProps) {
  const said = useTexts(texts);
  const { data, error } = useDraftDiff(id, from);
  const titleOf = useTitles();
  const shown = useValueText();
  if (error !== null) return <ErrorNotice error={error} />;
  if (data === undefined) return <Skeleton height={60} />;
  if (data.length === 0) return <p>{said.noChanges}</p>;
  return (
    <div className={classes.diff}>
      <table className={tables.table}>
        <thead>
          <tr>
            <th scope="col">{said.setting}</th>
            <th scope="col">{said.before}</th>
            <th scope="col">{said.after}</th>
          </tr>
        </thead>
        <tbody>
          {data.map(({ path, before, after }) => (
            <tr key={path}>
              <td title={path}>{titleOf(path)}</td>
              <td>
                <div className={classes.value}>{shown(path, before)}</div>
              </td>
              <td>
                <div className={classes.value}>{shown(path, after)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
