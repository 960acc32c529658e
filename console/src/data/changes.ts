import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import type { PipelineRun } from './pipeline-runs.ts';
import { usePreferences } from './preferences.ts';
import { isSettings, type Settings } from './setting-fields.ts';

/** What the runs of one day have changed. */
export type DayOfChanges = ApiSchemas['DayOfChanges'];

interface AskedDays {
  /** Of the pipeline. */
  readonly id: string;
  readonly stream: string;
  /** Read again when another one has ended. */
  readonly lastRunId: string | undefined;
  readonly isAsked: boolean;
}

/** What has changed of a stream on each of the last thirty days of the person's time zone, the newest first. */
export function useChangesByDay({ id, stream, lastRunId, isAsked }: AskedDays) {
  const { timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone } = usePreferences();
  return useQuery({
    queryKey: ['changes-by-day', id, stream, timeZone, lastRunId],
    queryFn: async ({ signal }) => {
      const asked = { params: { id }, query: { stream, timeZone }, signal };
      return (await api.call('GET /pipelines/{id}/history/days', asked)).items;
    },
    placeholderData: keepPreviousData,
    enabled: isAsked,
  });
}

/** What a run that has ended has changed of a stream. */
export interface StreamChanges {
  readonly runId: string;
  readonly at: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** What each of these runs has changed of a stream, in their order; nothing of those that have not read it. */
export function changesOf(name: string, ended: readonly PipelineRun[]): readonly StreamChanges[] {
  return ended.flatMap(({ id, finishedAt, report }) => {
    const streams: unknown = report?.streams;
    const own = Array.isArray(streams) ? streams.filter(isSettings).find(({ stream }) => stream === name) : undefined;
    if (own === undefined) return [];
    return [
      {
        runId: id,
        at: finishedAt ?? '',
        inserted: count(own, 'rowsInserted'),
        updated: count(own, 'rowsUpdated'),
        deleted: count(own, 'rowsDeleted'),
      },
    ];
  });
}

const count = (of: Settings, name: string): number => {
  const value = of[name];
  return typeof value === 'number' ? value : 0;
};
