import type {
  DestinationDocument,
  IntegrationDocument,
  PipelineDocument,
  ThingDocument,
} from '../../config/thing-documents.ts';
import type { ServiceDestination } from '../../model/service/destination.ts';
import type { Integration } from '../../model/service/integration.ts';
import type { PageRequest } from '../../model/service/page.ts';
import type { Pipeline } from '../../model/service/pipeline.ts';
import type { ServiceTables } from '../../model/service/service-store.ts';
import { type SecretStates, withSecretStates } from '../secret-states.ts';

/** All things that files can say, as they are now. */
export interface PresentThings {
  readonly integrations: readonly (Integration & { readonly secrets: SecretStates })[];
  readonly destinations: readonly (ServiceDestination & { readonly secrets: SecretStates })[];
  readonly pipelines: readonly Pipeline[];
}

const pageSize = 200;

/** Reads them all. */
export async function presentThings(
  tables: Pick<ServiceTables, 'integrations' | 'destinations' | 'pipelines' | 'secrets'>,
): Promise<PresentThings> {
  const integrations = await all((request) => tables.integrations.page(request, {}));
  const destinations = await all((request) => tables.destinations.page(request, {}));
  return {
    integrations: await withSecretStates(tables.secrets, 'integration', integrations),
    destinations: await withSecretStates(tables.secrets, 'destination', destinations),
    pipelines: await all((request) => tables.pipelines.page(request, {})),
  };
}

async function all<T>(
  page: (request: PageRequest) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await page({ limit: pageSize, cursor });
    found.push(...items);
    if (next === undefined) return found;
    cursor = next;
  }
}

/** A variable for a secret, by the name of the thing that it belongs to: `SALES_APP_SECRET`. */
function variableOf({ name, id }: { readonly name: string; readonly id: string }, secret: string): string {
  const words = name
    .normalize('NFKD')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const own = words === '' ? id.toUpperCase() : words.slice(0, 60);
  return `${/^\d/.test(own) ? '_' : ''}${own}_${secret.toUpperCase()}`;
}

function placeholders(thing: {
  readonly name: string;
  readonly id: string;
  readonly secrets: SecretStates;
}): Readonly<Record<string, string>> {
  const names = Object.keys(thing.secrets).sort();
  return Object.fromEntries(names.map((secret) => [secret, `\${${variableOf(thing, secret)}}`]));
}

/** An integration as its file says it. */
export function integrationDocument(from: PresentThings['integrations'][number]): IntegrationDocument {
  return {
    kind: 'integration',
    name: from.name,
    region: from.region,
    ...(from.baseUrl === undefined ? {} : { base_url: from.baseUrl }),
    auth_type: from.kind,
    app_id: from.appId,
    events: from.mode,
    settings: from.settings,
    secrets: placeholders(from),
  };
}

/** A destination as its file says it. */
export function destinationDocument(from: PresentThings['destinations'][number]): DestinationDocument {
  const { name, type, settings } = from;
  return { kind: 'destination', name, type, settings, secrets: placeholders(from) };
}

/** A pipeline as its file says it. */
export function pipelineDocument(from: Pipeline, { integrations, destinations }: PresentThings): PipelineDocument {
  const nameOf = (things: readonly { readonly id: string; readonly name: string }[], id: string | undefined) =>
    things.find((thing) => thing.id === id)?.name;
  const destination = nameOf(destinations, from.destinationId);
  return {
    kind: 'pipeline',
    name: from.name,
    integration: nameOf(integrations, from.integrationId) ?? '',
    ...(from.tenantKey === undefined ? {} : { tenant_key: from.tenantKey }),
    ...(destination === undefined ? {} : { destination }),
    modules: from.modules,
    streams: from.streams,
    schedule: from.schedule,
    state: from.state,
  };
}

/** Everything as files say it, what others refer to first. */
export function documentsOf(present: PresentThings): readonly (ThingDocument & { readonly id: string })[] {
  const withId = <T extends ThingDocument>(id: string, document: T): T & { readonly id: string } => ({
    ...document,
    id,
  });
  return [
    ...present.integrations.map((one) => withId(one.id, integrationDocument(one))),
    ...present.destinations.map((one) => withId(one.id, destinationDocument(one))),
    ...present.pipelines.map((one) => withId(one.id, pipelineDocument(one, present))),
  ];
}
