import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { ApiOperations } from '../../../src/client/contract/operations.ts';
import type { ApiSchemas } from '../../../src/client/contract/schemas.ts';
import { api } from './client.ts';
import { type ReadList, useList } from './lists.ts';
import { queryClient } from './query-client.ts';
import type { Paging } from './search.ts';

export type Integration = ApiSchemas['Integration'];
export type Receiver = ApiSchemas['Receiver'];
/** Of an app: Feishu in China, Lark elsewhere. */
export type Region = Integration['region'];
/** How events come. */
export type EventMode = Integration['mode'];
/** What an integration is made of. */
export type NewIntegration = ApiOperations['POST /integrations']['asked']['body'];
/** Secrets that take the place of those before. */
export type NewSecrets = ApiOperations['PUT /integrations/{id}/secrets']['asked']['body'];

/** Which integrations a list shows. */
export interface IntegrationFilter {
  readonly search?: string | undefined;
  readonly region?: Region | undefined;
}

/** Integrations, the newest first. */
export function useIntegrations(filter: IntegrationFilter = {}, paging: Paging = {}): ReadList<Integration> {
  return useList({
    queryKey: ['integration', 'list', filter],
    paging,
    read: (page, signal) => api.call('GET /integrations', { query: { ...filter, ...page }, signal }),
  });
}

/** One integration; nothing is asked while there is no id. */
export function useIntegration(id: string | undefined) {
  return useQuery({
    queryKey: ['integration', id],
    queryFn: ({ signal }) => api.call('GET /integrations/{id}', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
  });
}

const receiverMs = 3_000;

/** How receiving its events stands. Heartbeats are no changes, so it is asked again while it is looked at. */
export function useReceiver(id: string) {
  return useQuery({
    queryKey: ['integration', id, 'receiver'],
    queryFn: ({ signal }) => api.call('GET /integrations/{id}/receiver', { params: { id }, signal }),
    refetchInterval: receiverMs,
  });
}

const readAgain = () => queryClient.invalidateQueries({ queryKey: ['integration'] });

/** Makes an integration. */
export function useCreateIntegration() {
  return useMutation({
    mutationFn: (body: NewIntegration) => api.call('POST /integrations', { body }),
    onSettled: readAgain,
  });
}

/** Changes its name, its host or its settings. */
export function useChangeIntegration() {
  return useMutation({
    mutationFn: ({ id, version, ...body }: ChangedIntegration) =>
      api.call('PATCH /integrations/{id}', { params: { id }, version, body }),
    onSettled: readAgain,
  });
}

interface ChangedIntegration {
  readonly id: string;
  readonly version: number;
  readonly name?: string;
  readonly baseUrl?: string | null;
  /** Needed with another host. */
  readonly secrets?: { readonly app_secret: string };
}

/** Replaces secrets: the old ones are believed for a while, so that no event is lost. */
export function useSetIntegrationSecrets() {
  return useMutation({
    mutationFn: ({ id, version, ...body }: NewSecrets & { readonly id: string; readonly version: number }) =>
      api.call('PUT /integrations/{id}/secrets', { params: { id }, version, body }),
    onSettled: readAgain,
  });
}

/** Has events come another way. */
export function useChangeMode() {
  return useMutation({
    mutationFn: ({ id, version, mode }: { readonly id: string; readonly version: number; readonly mode: EventMode }) =>
      api.call('PUT /integrations/{id}/mode', { params: { id }, version, body: { mode } }),
    onSettled: readAgain,
  });
}

/** What may be done with receiving. */
export type Steer = 'refresh' | 'reconnect' | 'disconnect';

/** Makes the connection anew, ends receiving, or begins it again. */
export function useSteerReceiver() {
  return useMutation({
    mutationFn: ({ id, steer }: { readonly id: string; readonly steer: Steer }) =>
      api.call(`POST /integrations/{id}/receiver/${steer}`, { params: { id } }),
    onSettled: readAgain,
  });
}

/** Asks the tenant's administrator for scopes that the published version asks for. */
export function useApplyForScopes() {
  return useMutation({
    mutationFn: (id: string) => api.call('POST /integrations/{id}/scopes/apply', { params: { id } }),
  });
}

/** Forgets an integration that no pipeline uses. */
export function useDeleteIntegration() {
  return useMutation({
    mutationFn: ({ id, version }: { readonly id: string; readonly version: number }) =>
      api.call('DELETE /integrations/{id}', { params: { id }, version }),
    onSettled: readAgain,
  });
}

const firstPart: string | undefined = undefined;

/** Somebody of the company, as the platform and the events tell. */
export type Person = ApiSchemas['PeoplePage']['items'][number];

/** Whose directory; `departmentId` undefined: the top. */
interface DirectoryAsked {
  readonly id: string;
  readonly departmentId: string | undefined;
}

/** Departments directly in a department. */
export const useDepartments = (asked: DirectoryAsked) =>
  useDirectory('departments', asked, (given) => api.call('GET /integrations/{id}/departments', given));

/** People directly in a department. */
export const usePeople = (asked: DirectoryAsked) =>
  useDirectory('users', asked, (given) => api.call('GET /integrations/{id}/users', given));

interface PartAsked {
  readonly params: { readonly id: string };
  readonly query: { readonly departmentId?: string | undefined; readonly cursor?: string | undefined };
  readonly signal: AbortSignal;
}

/** As the platform answers: it is asked anew when the page is opened, part by part. */
function useDirectory<Part extends { readonly next: string | null }>(
  kind: string,
  { id, departmentId }: DirectoryAsked,
  read: (asked: PartAsked) => Promise<Part>,
) {
  return useInfiniteQuery({
    queryKey: ['directory', id, kind, departmentId],
    queryFn: ({ signal, pageParam: cursor }) => read({ params: { id }, query: { departmentId, cursor }, signal }),
    initialPageParam: firstPart,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
}
