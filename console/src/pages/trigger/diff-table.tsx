import { Skeleton } from '@mantine/core';
import { type Settings, settingsAt } from '../../data/setting-fields.ts';
import { useTriggerCatalogue } from '../../data/trigger-catalogue.ts';
import { useDraftDiff } from '../../data/trigger-versions.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import tables from '../../parts/plain-table.module.css';
import { useValueWord } from '../../parts/value-words.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';
import classes from './trigger.module.css';

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
  const shown = useShown();
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
                <pre>{shown(path, before)}</pre>
              </td>
              <td>
                <pre>{shown(path, after)}</pre>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The titles of a path, from the schema of triggers. */
function useTitles(): (path: string) => string {
  const { data } = useTriggerCatalogue();
  return (path) => {
    let at: Settings = data?.trigger ?? {};
    const titles = path.split('.').map((name) => {
      at = settingsAt(settingsAt(at, 'properties'), name);
      return typeof at.title === 'string' ? at.title : name;
    });
    return titles.join(' › ');
  };
}

function useShown(): (path: string, value: unknown) => string {
  const wordOf = useValueWord();
  return (path, value) => {
    const name = path.split('.').at(-1) ?? '';
    if (value === null || value === undefined || value === '') return '–';
    if (typeof value === 'string') return wordOf(name, value);
    const texts = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
    if (Array.isArray(value) && texts.length === value.length) {
      return value.length === 0 ? '–' : texts.map((one) => wordOf(name, one)).join('\n');
    }
    return JSON.stringify(value, undefined, 1);
  };
}
