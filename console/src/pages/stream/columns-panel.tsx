import { Skeleton } from '@mantine/core';
import { type FoundStream, useDiscovered } from '../../data/pipeline.ts';
import { useMay } from '../../data/session.ts';
import { Breakable } from '../../parts/breakable.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import table from '../../parts/plain-table.module.css';
import { Tag } from '../../parts/state-sign.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface ColumnsPanelProps {
  readonly id: string;
  readonly stream: string;
}

/** Of what its rows are made. */
export function ColumnsPanel({ id, stream }: ColumnsPanelProps) {
  const said = useTexts(texts);
  const mayRun = useMay('run');
  const { data, error } = useDiscovered(id, mayRun);
  const found = data?.streams.find(({ name }) => name === stream);
  return (
    <Panel title={said.columns} isFlush={found !== undefined}>
      {mayRun ? null : said.needsOperator}
      {error === null ? null : <ErrorNotice error={error} />}
      {mayRun && data === undefined && error === null ? <Skeleton height={240} /> : null}
      {data !== undefined && found === undefined ? said.notFound : null}
      {found === undefined ? null : <Columns found={found} />}
    </Panel>
  );
}

function Columns({ found }: { readonly found: FoundStream }) {
  const said = useTexts(texts);
  const language = useLanguage();
  return (
    <table className={table.table} aria-label={said.columns}>
      <thead>
        <tr>
          <th scope="col">{said.column}</th>
          <th scope="col">{said.type}</th>
          <th scope="col">{said.about}</th>
        </tr>
      </thead>
      <tbody>
        {found.columns.map(({ name, type, title, description }) => (
          <tr key={name}>
            <td>
              <code>
                <Breakable name={name} />
              </code>{' '}
              {found.primaryKey.includes(name) ? <Tag>{said.key}</Tag> : null}
            </td>
            <td>{type}</td>
            <td>{(title ?? description[language]).replaceAll('`', '')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
