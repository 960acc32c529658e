import { useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type AlertChannel = ApiSchemas['AlertChannel'];
/** What a channel is made of. */
export type NewAlertChannel = ApiOperations['POST /alert-channels']['asked']['body'];

/** Where alerts are told, the newest first. */
export function useAlertChannels(paging: Paging): ReadList<AlertChannel> {
  return useList({
    queryKey: ['alert_channel', 'list'],
    paging,
    read: (page, signal) => api.call('GET /alert-channels', { query: page, signal }),
  });
}

/** One channel; nothing is asked while there is no id. */
export function useAlertChannel(id: string | undefined) {
  return useQuery({
    queryKey: ['alert_channel', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.call('GET /alert-channels/{id}', { params: { id: id ?? '' }, signal }),
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['alert_channel'] });

interface SavedChannel {
  /** Undefined: it is a new one. */
  readonly before: AlertChannel | undefined;
  readonly channel: NewAlertChannel;
}

/** Makes a channel, or changes one. Secrets that were left alone stay. */
async function save({ before, channel }: SavedChannel): Promise<AlertChannel> {
  if (before === undefined) return await api.call('POST /alert-channels', { body: channel });
  const { id, version } = before;
  const { kind: _, ...body } = channel;
  return await api.call('PATCH /alert-channels/{id}', { params: { id }, version, body });
}

export function useSaveAlertChannel() {
  return useMutation({ mutationFn: save, onSettled: readAgain });
}

/** Sends a message that says it is a test. */
export function useTestAlertChannel() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /alert-channels/{id}/test', { params: { id } }),
    onSettled: readAgain,
  });
}

/** Forgets a channel, and what was still to be sent on it. */
export function useDeleteAlertChannel() {
  return useMutation({
    mutationFn: ({ id, version }: Pick<AlertChannel, 'id' | 'version'>) =>
      api.call('DELETE /alert-channels/{id}', { params: { id }, version }),
    onSettled: readAgain,
  });
}
