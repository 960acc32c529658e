import { z } from '@hono/zod-openapi';
import { changeDestination } from '../../../control/destinations/change-destination.ts';
import { createDestination } from '../../../control/destinations/create-destination.ts';
import { deleteDestination } from '../../../control/destinations/delete-destination.ts';
import { setDestinationSecret } from '../../../control/destinations/set-destination-secret.ts';
import { testDestination } from '../../../control/destinations/test-destination.ts';
import { found } from '../../../control/outcomes.ts';
import type { ControlParts } from '../../../control/parts.ts';
import { type SecretStates, withSecretStates } from '../../../control/secret-states.ts';
import { must } from '../../../model/errors.ts';
import type { ServiceDestination } from '../../../model/service/destination.ts';
import { defineRoute, type Route } from '../route.ts';
import { id, idParams, listOf, name, pageFields, pageRequest, time, toList, toTime, toTimeOrNull } from '../schemas.ts';
import { checkReport, orNull, secret, secretStates, settings, showReport, showSecrets } from './resource-schemas.ts';

const tag = 'Destinations';
const type = z
  .string()
  .min(1)
  .max(40)
  .openapi({ examples: ['postgres', 'duckdb'] });

const destination = z
  .object({
    id,
    name: z.string(),
    type: z.string(),
    settings,
    secrets: secretStates,
    test: orNull(checkReport),
    testedAt: time.nullable(),
    createdAt: time,
    changedAt: time,
    version: z.number().int(),
  })
  .openapi('Destination');

const show = (from: ServiceDestination & { readonly secrets: SecretStates }): z.infer<typeof destination> => ({
  id: from.id,
  name: from.name,
  type: from.type,
  settings: from.settings,
  secrets: showSecrets(from.secrets),
  test: from.test === undefined ? null : showReport(from.test),
  testedAt: toTimeOrNull(from.testedAt),
  createdAt: toTime(from.createdAt),
  changedAt: toTime(from.changedAt),
  version: from.version,
});

async function showOne({ store }: ControlParts, one: ServiceDestination): Promise<z.infer<typeof destination>> {
  const [withStates] = await withSecretStates(store.secrets, 'destination', [one]);
  return show(must(withStates, 'The destination'));
}

const readRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/destinations',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Lists destinations, the newest first',
    query: z.strictObject({ ...pageFields, search: z.string().min(1).max(100).optional(), type: type.optional() }),
    answer: listOf(destination, 'Destination'),
    handle: async ({ parts, query }) => {
      const page = await parts.store.destinations.page(pageRequest(query), query);
      const items = await withSecretStates(parts.store.secrets, 'destination', page.items);
      return toList({ ...page, items }, show);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/destinations/{id}',
    action: 'see',
    kind: 'read',
    tag,
    summary: 'Shows a destination',
    params: idParams,
    answer: destination,
    handle: async ({ parts, params }) =>
      await showOne(parts, found(await parts.store.destinations.find(params.id), 'destination', params.id)),
  }),
];

const changeRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/destinations',
    action: 'change',
    kind: 'create',
    tag,
    summary: 'Makes a destination; of a database, its address is the secret `url`',
    status: 201,
    body: z.strictObject({
      name,
      type,
      settings: settings.default({}),
      secrets: z.strictObject({ url: secret.optional() }).default({}),
    }),
    answer: destination,
    handle: async ({ parts, caller, body }) => await showOne(parts, await createDestination(parts, caller, body)),
  }),
  defineRoute({
    method: 'patch',
    path: '/destinations/{id}',
    action: 'change',
    kind: 'change',
    tag,
    summary: 'Changes the name of a destination, or all of its settings; they count from the next run',
    params: idParams,
    body: z.strictObject({ name: name.optional(), settings: settings.optional() }),
    answer: destination,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await changeDestination(parts, caller, { id: params.id, version, ...body })),
  }),
  defineRoute({
    method: 'put',
    path: '/destinations/{id}/secrets',
    action: 'set-secret',
    kind: 'change',
    tag,
    summary: 'Gives a database another address',
    params: idParams,
    body: z.strictObject({ url: secret }),
    answer: destination,
    handle: async ({ parts, caller, params, body, version }) =>
      await showOne(parts, await setDestinationSecret(parts, caller, { id: params.id, version, url: body.url })),
  }),
  defineRoute({
    method: 'delete',
    path: '/destinations/{id}',
    action: 'change',
    kind: 'delete',
    tag,
    summary: 'Forgets a destination that no pipeline uses; what it holds stays',
    params: idParams,
    handle: async ({ parts, caller, params, version }) =>
      await deleteDestination(parts, caller, { id: params.id, version }),
  }),
  defineRoute({
    method: 'post',
    path: '/destinations/{id}/test',
    action: 'run',
    kind: 'act',
    tag,
    summary: 'Tries whether rows can be written there, and keeps the answer',
    params: idParams,
    answer: checkReport,
    handle: async ({ parts, caller, params, signal }) =>
      showReport(await testDestination(parts, caller, params.id, signal)),
  }),
];

/** Where rows go. */
export const destinationRoutes: readonly Route[] = [...readRoutes, ...changeRoutes];
