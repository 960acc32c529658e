import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { usePreview } from '../../data/pipeline.ts';
import { useMay } from '../../data/session.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './stream.module.css';
import { texts } from './texts.ts';

interface PreviewPanelProps {
  readonly id: string;
  readonly stream: string;
}

/** Its first rows, for those whose role may see what people have written. */
export function PreviewPanel({ id, stream }: PreviewPanelProps) {
  const said = useTexts(texts);
  const maySee = useMay('see-payloads');
  const [isAsked, setAsked] = useState(false);
  const { data, error, isFetching, refetch } = usePreview(id, stream, isAsked);
  if (!maySee) return null;
  const ask = (
    <Button
      size="compact-sm"
      variant="default"
      loading={isFetching}
      leftSection={<Icon name={isAsked ? 'again' : 'down'} />}
      onClick={() => (isAsked ? void refetch() : setAsked(true))}
    >
      {isAsked ? said.again : said.show}
    </Button>
  );
  return (
    <Panel title={said.preview} aside={ask}>
      {isAsked ? null : said.previewWhat}
      {error === null ? null : <ErrorNotice error={error} />}
      {isAsked && data === undefined && error === null ? <Skeleton height={200} /> : null}
      {data?.isWhole === false ? <Notice tone="info">{said.notWhole}</Notice> : null}
      {data === undefined ? null : <Rows columns={data.columns.map(({ name }) => name)} rows={data.rows} />}
    </Panel>
  );
}

interface RowsProps {
  readonly columns: readonly string[];
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

function Rows({ columns, rows }: RowsProps) {
  const said = useTexts(texts);
  if (rows.length === 0) return said.noRows;
  return (
    // What scrolls must be reached by keys, too.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways
    <section className={classes.scroll} aria-label={said.preview} tabIndex={0}>
      <table className={classes.rows} aria-label={said.preview}>
        <thead>
          <tr>
            {columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are shown as they came, and have no other place
            <tr key={at}>
              {columns.map((name) => (
                <td key={name}>{textOf(row[name])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
