import { getRouteApi } from '@tanstack/react-router';
import { type PipelineChange, usePipelineHistory } from '../../data/pipeline.ts';
import { Details } from '../../parts/details.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Time } from '../../parts/time.tsx';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import { actionIn } from '../audit/action-texts.ts';
import { texts } from './texts.ts';

const route = getRouteApi('/shell/pipelines/$id');

/** Who has done what to it. */
export function HistoryTab({ id }: { readonly id: string }) {
  const said = useTexts(texts);
  const language = useLanguage();
  const { after, from } = route.useSearch();
  const columns: readonly Column<PipelineChange>[] = [
    { key: 'at', title: said.when, width: 140, cell: ({ at }) => <Time at={at} /> },
    { key: 'who', title: said.who, cell: ({ actor }) => actor.name },
    { key: 'what', title: said.what, cell: ({ action }) => <span title={action}>{actionIn(language, action)}</span> },
    {
      key: 'detail',
      title: said.detail,
      cell: ({ detail, names }) => <Details detail={detail} names={names} isShort />,
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
