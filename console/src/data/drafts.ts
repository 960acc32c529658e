import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { queryClient } from './query-client.ts';

/** A pipeline that is being made, with what keeps it from running. */
export type Draft = ApiSchemas['CheckedPipeline'];
export type Schedule = ApiSchemas['Schedule'];
type NewDraft = ApiOperations['POST /pipelines']['asked']['body'];
type ChangedDraft = ApiOperations['PATCH /pipelines/{id}']['asked']['body'];

/** The draft of an address; nothing is asked while there is none. */
export function useDraft(id: string | undefined) {
  return useQuery({
    queryKey: ['pipeline', id],
    queryFn: ({ signal }) => api.call('GET /pipelines/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
}

function keep(draft: Draft): void {
  queryClient.setQueryData(['pipeline', draft.id], draft);
  void queryClient.invalidateQueries({ queryKey: ['pipeline', 'list'] });
}

/** Keeps a draft at the service: makes it the first time. */
export function useCreateDraft() {
  return useMutation({
    mutationFn: (body: NewDraft) => api.call('POST /pipelines', { body }),
    onSuccess: keep,
  });
}

/** Keeps what has changed of a draft since a step was filled from it: not over what another window has kept meanwhile. */
export function useChangeDraft(filledFrom: Pick<Draft, 'version'> | undefined) {
  const [held, hold] = useState(filledFrom?.version);
  if (held === undefined && filledFrom !== undefined) hold(filledFrom.version);
  return useMutation({
    mutationFn: ({ draft, ...body }: ChangedDraft & { readonly draft: Pick<Draft, 'id' | 'version'> }) =>
      api.call('PATCH /pipelines/{id}', { params: { id: draft.id }, version: held ?? draft.version, body }),
    onSuccess: (draft) => {
      hold(draft.version);
      keep(draft);
    },
  });
}

/** What its first run would call, and how long that takes at least. It is asked of the platform: not again by itself. */
export function usePlan({ id, version }: Pick<Draft, 'id' | 'version'>, isAsked: boolean) {
  return useQuery({
    queryKey: ['plan', id, version],
    queryFn: ({ signal }) => api.call('POST /pipelines/{id}/plan', { params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    enabled: isAsked,
  });
}

/** Lets a draft run by its schedule, and where the person wants so, now: gives the run that is followed next. */
export function useActivate() {
  return useMutation({
    mutationFn: async ({ draft, runs }: { readonly draft: Draft; readonly runs: boolean }) => {
      const params = { id: draft.id };
      if (draft.state === 'draft') await api.call('POST /pipelines/{id}/activate', { params });
      // A live pipeline begins by itself.
      return runs && draft.schedule.kind !== 'live'
        ? await api.call('POST /pipelines/{id}/run', { params, body: {} })
        : undefined;
    },
    onSettled: async () => {
      await Promise.all(['pipeline', 'run'].map((topic) => queryClient.invalidateQueries({ queryKey: [topic] })));
    },
  });
}
