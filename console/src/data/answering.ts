import { useQuery } from '@tanstack/react-query';
import { api } from './client.ts';
import { useList } from './lists.ts';

// What lists of conversations, turns and decisions name: triggers and handlers, by their ids and by what people type.

/** A trigger by its id; nothing is asked without one. */
export function useKnownTrigger(id: string | undefined) {
  return useQuery({
    queryKey: ['trigger', id],
    queryFn: ({ signal }) => api.call('GET /triggers/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
}

/** Triggers whose names have a text. */
export function useFoundTriggers(search: string | undefined) {
  return useList({
    queryKey: ['trigger', 'list', { search }],
    read: (page, signal) => api.call('GET /triggers', { query: { search, ...page }, signal }),
  }).items;
}

/** A handler by its id; nothing is asked without one. */
export function useKnownHandler(id: string | undefined) {
  return useQuery({
    queryKey: ['handler', id],
    queryFn: ({ signal }) => api.call('GET /handlers/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
}

/** Handlers whose names have a text. */
export function useFoundHandlers(search: string | undefined) {
  return useList({
    queryKey: ['handler', 'list', { search }],
    read: (page, signal) => api.call('GET /handlers', { query: { search, ...page }, signal }),
  }).items;
}
