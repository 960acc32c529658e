import { getRouteApi } from '@tanstack/react-router';
import { type PipelineChange, usePipelineHistory } from '../../data/pipeline.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './pipeline.module.css';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/pipelines/$id');

/** Who has done what to it. */
export function HistoryTab({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const { after, from } = route.useSearch();
  const columns: readonly Column<PipelineChange>[] = [
    { key: 'at', title: said.when, width: 140, cell: ({ at }) => <Time at={at} /> },
    { key: 'who', title: said.who, cell: ({ actor }) => actor.name },
    { key: 'what', title: said.what, cell: ({ action }) => <code>{action}</code> },
    {
      key: 'detail',
      title: said.detail,
      from: 'middle',
      cell: ({ detail }) =>
        Object.keys(detail).length === 0 ? null : <span className={classes.detail}>{JSON.stringify(detail)}</span>,
    },
  ];
  return (
    <Table
      label={said.history}
      list={usePipelineHistory(id, { after, from })}
      columns={columns}
      rowKey={(line) => line.id}
      empty={<EmptyState icon="audit" title={said.noHistory} />}
    />
  );
}
